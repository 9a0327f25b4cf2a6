#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/result.hpp"
#include "common/time.hpp"
#include "common/units.hpp"
#include "pump_sim/port/sensed.hpp"
#include "pump_sim/port/standing_order.hpp"
#include "pump_sim/world/battery.hpp"
#include "pump_sim/world/fluid.hpp"
#include "pump_sim/world/motor.hpp"

/// What is really so, which neither firmware nor a programmer can see. State is a value; time is an argument.
namespace ipt {

/// The hardware as it was made.
struct Hardware {
  Nanolitres capacity;  ///< all that the reservoir may hold, the residual included
  Nanolitres residual;  ///< what a needle cannot withdraw; the pump can use it
  Nanolitres path;      ///< tubing and catheter: always full
  Nanolitres stroke;    ///< what one stroke should move
  Milliseconds stall_detection{};
  BatteryKind battery{};
  bool operator==(const Hardware&) const = default;
};

/// What can go wrong in the pump's can, motor and battery apart.
struct Electronics {
  std::int64_t interferences = 0;         ///< that its radio has heard
  bool memory_worn = false;               ///< the program can be read, and not written
  std::int64_t replace_by_off_days = 0;   ///< by so much the replace-by date in its memory is wrong
  std::uint32_t readings_to_recover = 0;  ///< so often the motor's sensor wants to be read before it tells of a recovery
  bool operator==(const Electronics&) const = default;
};

enum class Place { out = 1, septum, pocket };
/// No sensor tells any of these from another. Occluded: strokes pass and move nothing, and nothing is owed for them. Off:
/// what leaves it goes into the pocket.
enum class Catheter { whole = 1, occluded, off };

/// Since the pump was made.
struct Totals {
  Amount initial;    ///< reservoir and path at the start
  Amount injected;   ///< wherever it went
  Amount delivered;  ///< past the tip
  Amount withdrawn;
  Amount spilled;
  bool operator==(const Totals&) const = default;
};

struct World {
  Hardware hardware;
  Uptime now{};  ///< the state is so at this instant; acts and `advance` move it
  Motor motor;
  Battery battery;
  Electronics electronics;
  Fluid reservoir;
  std::vector<Fluid> path;  ///< next to leave the tip first
  Fluid pocket;             ///< under the skin beside the pump
  Place needle = Place::out;
  Catheter catheter = Catheter::whole;
  Totals totals;
  bool operator==(const World&) const = default;
};

/// Reservoir and path hold this drug; no order yet, needle out. `volume` must not exceed the capacity.
World fresh_world(const Hardware&, Nanolitres volume, std::string drug, Concentration concentration);
/// Whether every figure makes sense and nothing is lost; ask before trusting a world from a file.
bool is_sound(const World&);

/// Moves what the motor moved up to `now`. May be called at any instants, or never: it changes no figure of the truth,
/// of what is sensed or of any later act.
void advance(World&, Uptime now);
Sensed sense(const World&, Uptime now);
/// The first instant after `now` at which what is sensed changes by itself, strokes aside: a stall noticed or over, the
/// battery low or used up. Or never: not by `until`, beyond which nobody needs to look.
Uptime next_event(const World&, Uptime now, Uptime until = never);
/// Replaces the standing order. order.since is the instant at which it is given; its stroke is the hardware's.
void set_order(World&, StandingOrder order);

// ---- what hands do. Each advances the world to `now` (never before world.now) first.
// A refusal says the figure and the limit; then nothing else has changed.

/// What went through the needle.
struct Moved {
  Nanolitres volume;
  Nanograms drug;  ///< rounded down
  bool operator==(const Moved&) const = default;
};
void move_needle(World&, Place, Uptime now);
/// Without a volume: all that comes. In the septum the residual stays; in the pocket it takes what lies there.
Result<Moved> withdraw(World&, std::optional<Nanolitres> volume, Uptime now);
/// From a syringe with this content (concentration 0 to 10^8 ng/mL). Into the reservoir: refused beyond its capacity.
/// With the needle out it runs over the skin: spilled.
Result<Moved> inject(World&, Nanolitres volume, const std::string& drug, Concentration concentration, Uptime now);
void stall(World&, bool stalled, Uptime now);
void set_catheter(World&, Catheter, Uptime now);
/// A new pump or a new catheter: what lay in the path is gone with the old one, and saline lies there. What came out.
Moved renew_path(World&, Uptime now);
/// This much leaves the reservoir through the septum and lies in the pocket. Refused beyond what the reservoir holds.
Result<Moved> leak(World&, Nanolitres volume, Uptime now);
/// 500,000 to 1,500,000.
Result<std::int64_t> set_accuracy(World&, std::int64_t ppm, Uptime now);

/// initial + injected = reservoir + path + delivered + withdrawn + pocket + spilled, exactly, in nL and in ng.
/// Mass is exact inside (femtograms); each shown ng is within one of it. See accounts.cpp for the rounding.
struct Truth {
  Nanolitres initial_nl, injected_nl, reservoir_nl, path_nl, delivered_nl, withdrawn_nl, pocket_nl, spilled_nl;
  Nanograms initial_ng, injected_ng, reservoir_ng, path_ng, delivered_ng, withdrawn_ng, pocket_ng, spilled_ng;
  Strokes strokes;  ///< driven
  bool stalled = false;  ///< for whatever cause
  std::int64_t accuracy_ppm = 0;
  Place needle = Place::out;
  std::string drug;  ///< in the reservoir
  std::int64_t battery_used = 0;  ///< nanoampere-hours
  bool operator==(const Truth&) const = default;
};
Truth truth(const World&, Uptime now);

}  // namespace ipt
