#include "pump_sim/patient/deliveries.hpp"

#include <algorithm>
#include <utility>

#include "common/wide.hpp"
#include "pump_sim/port/terms.hpp"

namespace ipt {
namespace {

constexpr std::int64_t millionths_a_nanolitre = 1'000'000;
constexpr std::int64_t femtograms_a_nanogram = 1'000'000;
constexpr Milliseconds quarter_of_an_hour = std::chrono::minutes(15);
constexpr Milliseconds shortest_piece = std::chrono::minutes(1);
constexpr std::int64_t most_halvings = 4'096;

const Fluid& at_tip(const World& world) { return world.path.empty() ? world.reservoir : world.path.front(); }

/// What leaves the tip if the motor turns as ordered and what is at the tip goes on coming.
class Foretold {
 public:
  explicit Foretold(const World& world)
      : motor_(world.motor), stroke_(world.hardware.stroke), stands_(standing_since(world.motor, world.now).has_value()), tip_(at_tip(world)), there_is_(volume(world.reservoir) + world.hardware.path) {}

  [[nodiscard]] Nanolitres volume_by(Uptime t) const {
    if (stands_) return {};
    const Strokes made = strokes(motor_.order, t) - motor_.strokes_settled;
    const Wide moved = motor_.millionths + static_cast<Wide>(made.value) * stroke_.value * motor_.accuracy_ppm;
    return Nanolitres{static_cast<std::int64_t>(std::min<Wide>(moved / millionths_a_nanolitre, there_is_.value))};
  }
  /// Whatever it is.
  [[nodiscard]] Femtograms drug_by(Uptime t) const { return part_by(t, tip_.batch_mass); }
  [[nodiscard]] Femtograms acting_by(Uptime t) const { return part_by(t, tip_.batch_acting); }
  /// Of drug that left the tip, as if all of it had lain there.
  [[nodiscard]] Femtograms acting_of(Femtograms drug) const {
    if (tip_.batch_mass.value == 0) return {};
    return Femtograms{multiply_divide(drug.value, tip_.batch_acting.value, tip_.batch_mass.value)};
  }
  [[nodiscard]] Nanolitres lies_there() const { return volume(tip_); }

 private:
  [[nodiscard]] Femtograms part_by(Uptime t, Femtograms of_batch) const {
    if (tip_.batch_volume.value == 0) return {};
    const auto before = [&](Nanolitres volume) { return Femtograms{multiply_divide(of_batch.value, volume.value, tip_.batch_volume.value)}; };
    return before(tip_.from + volume_by(t)) - before(tip_.from);
  }

  const Motor& motor_;
  Nanolitres stroke_;
  bool stands_;
  const Fluid& tip_;
  Nanolitres there_is_;
};

/// The first instant after `t` at which the order changes its pace.
Uptime next_change(const StandingOrder& order, Uptime t) {
  Uptime next = never;
  if (const auto& steps = order.base.steps; steps.size() > 1) {
    const Milliseconds time = time_in_week(order, t);
    const FlowStep* const after = &step_at(order.base, time) + 1;
    next = t + ((after == steps.data() + steps.size() ? one_week : after->from) - time);
  }
  if (order.periodic && order.periodic->interval > quarter_of_an_hour) {
    const PeriodicFlow& periodic = *order.periodic;
    const Uptime first = periodic.anchor + periodic.first_window * periodic.interval;
    const Milliseconds into = t < first ? Milliseconds{0} : (t - first) % periodic.interval;
    next = std::min(next, t < first ? first : t - into + (into < periodic.duration ? periodic.duration : periodic.interval));
  }
  if (order.bolus) {
    const Uptime end = order.bolus->start + order.bolus->duration;
    if (order.bolus->start > t) next = std::min(next, order.bolus->start);
    else if (end > t) next = std::min(next, end);
  }
  return next;
}

/// Whether of all drug that the pump holds the same share acts.
bool is_alike(const World& world) {
  const Fluid& held = world.reservoir;
  return std::all_of(world.path.begin(), world.path.end(), [&](const Fluid& stretch) {
    return (stretch.batch_acting.value == 0) == (held.batch_acting.value == 0) &&
           static_cast<Wide>(stretch.batch_acting.value) * held.batch_mass.value == static_cast<Wide>(held.batch_acting.value) * stretch.batch_mass.value;
  });
}

class Walk {
 public:
  explicit Walk(Milliseconds least) : least_(least) {}

  /// Brings the world to `to` and tells what left the tip on the way.
  void to(World& world, Uptime to) {
    World end = world;
    advance(end, to);
    const Femtograms delivered = end.totals.delivered.mass - world.totals.delivered.mass;
    const Foretold foretold(world);
    const std::int64_t off = (delivered - foretold.drug_by(to)).value;
    const bool is_foretold = off <= femtograms_a_nanogram && off >= -femtograms_a_nanogram;
    if (delivered.value == 0) {
      add(world.now, to, {});
    } else if (is_foretold && (is_alike(world) || foretold.volume_by(to) <= foretold.lies_there())) {
      add_pieces(world, foretold, to);
    } else if (to - world.now <= least_) {
      add(world.now, to, foretold.acting_of(delivered));
    } else {
      this->to(world, world.now + (to - world.now) / 2);
      return this->to(world, to);
    }
    world = std::move(end);
  }
  std::vector<Segment> segments() && { return std::move(segments_); }

 private:
  void add(Uptime from, Uptime to, Femtograms drug) { segments_.push_back({from, to, drug}); }

  void add_pieces(const World& world, const Foretold& foretold, Uptime to) {
    Femtograms before;
    for (Uptime from = world.now; from < to;) {
      const Uptime until = std::min(to, next_change(world.motor.order, from));
      const Femtograms by_then = foretold.acting_by(until);
      add(from, until, by_then - before);
      before = by_then;
      from = until;
    }
  }

  Milliseconds least_;
  std::vector<Segment> segments_;
};

}  // namespace

std::vector<Segment> deliveries(const World& before, Uptime to) {
  IPT_CHECK(to >= before.now);
  if (to == before.now) return {};
  Walk walk(std::max(shortest_piece, (to - before.now) / most_halvings));
  World world = before;
  if (world.catheter == Catheter::off) world.catheter = Catheter::whole;
  while (world.now < to) walk.to(world, std::min(to, next_turn(world.motor, world.now)));
  auto segments = std::move(walk).segments();
  if (before.catheter == Catheter::off) {
    for (Segment& segment : segments) std::swap(segment.drug, segment.into_pocket);
  }
  return segments;
}

}  // namespace ipt
