#pragma once
#include <optional>

#include "common/messages.hpp"
#include "pump_sim/firmware/alarms.hpp"
#include "pump_sim/firmware/life.hpp"
#include "pump_sim/firmware/notes.hpp"
#include "pump_sim/firmware/settings.hpp"
#include "pump_sim/port/sensed.hpp"
#include "pump_sim/port/standing_order.hpp"

namespace ipt {

/// The program in force and the operation that brought it, byte for byte.
struct ProgramInForce {
  Program program;
  Bytes operation;
  Digest digest{};
  OperationId operation_id{};
  /// Start of the periodic grid; absent until the program first runs.
  std::optional<Uptime> anchor;
  /// Windows of the grid before this one never deliver: a resume skips the window already begun.
  std::int64_t first_window = 0;
  bool operator==(const ProgramInForce&) const = default;
};

/// What the firmware believes to be in the reservoir. There is no volume sensor: it counts strokes.
struct ReservoirAccount {
  std::string drug;
  Concentration concentration;
  Nanolitres volume;         ///< when last set
  Strokes counter;           ///< the hardware counter then
  std::optional<Uptime> filled;  ///< absent: never
  bool operator==(const ReservoirAccount&) const = default;
};

/// A single bolus, a patient's, or a priming: on top of the program.
struct RunningBolus {
  OperationId operation_id{};
  Exact volume;
  Milliseconds duration{};
  Uptime ends{};
  bool stops_after = false;  ///< the pump is stopped when it has been given
  bool operator==(const RunningBolus&) const = default;
};

/// The program before the present one goes on until a volume has moved: in place of the present one, which has not begun.
struct RunningBridge {
  OperationId operation_id{};
  Nanolitres volume;
  Program old;
  std::optional<Uptime> anchor;   ///< of the old program's periodic grid
  std::int64_t first_window = 0;
  Uptime start{};
  Uptime ends{};  ///< the first whole millisecond at which the volume is asked
  bool operator==(const RunningBridge&) const = default;
};

/// What a patient may ask for, and has.
struct PatientAccount {
  std::optional<PatientLimits> limits;
  std::vector<Uptime> starts;  ///< of the last 24 hours, and the last one in any case; oldest first
  bool operator==(const PatientAccount&) const = default;
};

/// An operation that is being written by a pump that stops for it, as the commit brought it.
struct Update {
  std::string who;
  OperationId operation_id{};
  StageName stage;
  Digest request{};
  Bytes operation;
  OperationKind kind = OperationKind::program;
  Uptime ends{};            ///< then it is verified and in force
  bool runs_after = false;  ///< the motor starts again then
  bool operator==(const Update&) const = default;
};

/// All that the implant's software knows, as a value. Amounts are computed from the last change, never accumulated.
struct Firmware {
  std::uint64_t boot_count = 0;
  Uptime now{};                  ///< up to here everything due is done
  Milliseconds clock_offset{};   ///< pump clock = uptime + this
  std::optional<Uptime> stopped_since;
  ProgramInForce in_force;
  ReservoirAccount reservoir;
  AlarmSettings alarm_settings;
  std::optional<RunningBolus> bolus;
  std::optional<RunningBridge> bridge;
  PatientAccount patient;
  std::optional<Update> update;  ///< while there is one the pump is stopped
  StandingOrder order;           ///< what the motor is told; the world obeys it
  Sensed sensed;                 ///< what the hardware said at `now`
  PumpLife life;
  AlarmBook alarms;
  std::uint64_t state_version = 0;
  /// When the account reaches the low level and 0: recomputed at every change, kept once reached.
  Uptime low_at = never;
  Uptime empty_at = never;
  /// The same, had the patient used every bolus as early as allowed from that change on: what dates are shown.
  Uptime shown_low_at = never;
  Uptime shown_empty_at = never;
  bool operator==(const Firmware&) const = default;
};

/// What a new pump holds and runs.
struct Delivered {
  std::string drug;
  Concentration concentration;
  Nanolitres volume;
  std::optional<DoseRate> dose;  ///< absent: stopped
  PumpClock clock;
  bool operator==(const Delivered&) const = default;
};
Firmware manufacture(const FirmwareSettings&, const Delivered&);

/// The next instant at which something happens by itself: an alarm, the end of a bolus.
[[nodiscard]] Uptime next_event(const Firmware&, const FirmwareSettings&);
/// Brings the firmware to `now`, which must not lie beyond next_event: the caller stops at every event.
void advance(Firmware&, const FirmwareSettings&, const Sensed&, Uptime now, Notes&);

/// A boot: the boot count goes up, what was running and cannot go on is ended.
void boot(Firmware&, const FirmwareSettings&, std::uint64_t nonce, Notes&);

[[nodiscard]] DeviceTime time_of(const Firmware&);
[[nodiscard]] PumpClock clock_at(const Firmware&, Uptime);
/// What the account says is left: by strokes, never below 0.
[[nodiscard]] Nanolitres computed_reservoir(const Firmware&, const FirmwareSettings&);
[[nodiscard]] bool is_stopped(const Firmware&);

/// A bolus, a priming or a bridge: only Stop is accepted.
[[nodiscard]] bool has_bolus(const Firmware&);
/// Whole strokes of its own volume, up to now. One must run.
[[nodiscard]] Nanolitres delivered_of_bolus(const Firmware&);
/// Ends it, if one runs, and writes down how much of it went in, in whole strokes.
void end_bolus(Firmware&, Ending, Notes&);
/// Writes down that a periodic dose under way ends here; says whether one was.
bool cut_periodic_dose(const Firmware&, Ending, Notes&);
/// Ends a stop; a periodic grid starts, or goes on with its next window.
void run_program(Firmware&);
/// Leaves a new standing order from now on, with what is owed carried over, and finds the alarm instants anew.
void leave_order(Firmware&, const FirmwareSettings&);
/// The same, and raises or clears what that changes.
void change_order(Firmware&, const FirmwareSettings&, Notes&);
/// Ends all delivery for good until a program is run again.
void stop_delivery(Firmware&, const FirmwareSettings&, Notes&);

}  // namespace ipt
