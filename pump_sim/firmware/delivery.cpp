#include "pump_sim/firmware/delivery.hpp"

#include <algorithm>

#include "common/wide.hpp"

namespace ipt {
namespace {

BaseFlow base_of(const Program& program, const FirmwareSettings& settings) {
  struct Flow {
    Concentration concentration;
    const FirmwareSettings& settings;
    BaseFlow operator()(const MinimumRate&) const { return constant_flow(settings.capabilities.minimum_rate); }
    BaseFlow operator()(const SimpleContinuous& simple) const { return constant_flow(simple.dose, concentration); }
    BaseFlow operator()(const Flex& flex) const { return weekly_flow(flex.steps, concentration); }
    BaseFlow operator()(const PeriodicBolus& periodic) const { return periodic.basal.value > 0 ? constant_flow(periodic.basal, concentration) : BaseFlow{}; }
  };
  return std::visit(Flow{program.concentration, settings}, program.delivery);
}

/// Nothing asked but what is owed.
StandingOrder halted(const Firmware& firmware, const FirmwareSettings& settings, Uptime since, Exact carry) {
  StandingOrder order;
  order.since = since;
  order.carry = carry;
  order.stroke = settings.capabilities.stroke;
  order.clock_offset = firmware.clock_offset;
  return order;
}

/// Base and periodic doses of a program; a grid that has not begun begins with the order.
void ask(StandingOrder& order, const Program& program, std::optional<Uptime> anchor, std::int64_t first_window, const FirmwareSettings& settings) {
  order.base = base_of(program, settings);
  if (const auto* periodic = std::get_if<PeriodicBolus>(&program.delivery)) {
    order.periodic = PeriodicFlow{exact_volume(periodic->dose, program.concentration), periodic->duration, periodic->interval, anchor.value_or(order.since), first_window};
  }
}

/// The first window of its grid that may deliver when the program runs from `at` on: one already begun is skipped.
std::int64_t first_window_from(const ProgramInForce& in_force, Uptime at) {
  const auto* periodic = std::get_if<PeriodicBolus>(&in_force.program.delivery);
  if (periodic == nullptr || !in_force.anchor) return in_force.first_window;
  const PeriodicFlow grid{{}, periodic->duration, periodic->interval, *in_force.anchor, 0};
  return std::max(in_force.first_window, next_window(grid, at));
}

/// What follows by itself on the present order, once a bridge or a bolus that ends stopped is over. Absent: nothing.
std::optional<StandingOrder> order_after(const Firmware& firmware, const FirmwareSettings& settings) {
  if (const auto& bridge = firmware.bridge) {
    StandingOrder next = halted(firmware, settings, bridge->ends, owed(firmware.order, bridge->ends));
    ProgramInForce in_force = firmware.in_force;
    if (firmware.life.lost_program) in_force.program = present_program(firmware);
    ask(next, in_force.program, in_force.anchor, first_window_from(in_force, bridge->ends), settings);
    return next;
  }
  if (firmware.bolus && firmware.bolus->stops_after) return halted(firmware, settings, firmware.bolus->ends, owed(firmware.order, firmware.bolus->ends));
  return {};
}

Uptime instant_of_stroke(const Firmware& firmware, const std::optional<StandingOrder>& after, Strokes n) {
  if (!after) return time_of_stroke(firmware.order, n);
  const Strokes before = strokes(firmware.order, after->since);
  return n <= before ? time_of_stroke(firmware.order, n) : time_of_stroke(*after, n - before);
}

/// What the program and the patient, asking as early as allowed, have taken from now to `t`; `given` boluses in whole before
/// the one that starts at `start` and has not ended before `t`.
bool has_taken(const Firmware& firmware, const std::optional<StandingOrder>& after, const PatientLimits& limits, Strokes n, std::int64_t given, Uptime start, Uptime t) {
  const Exact dose = exact_volume(limits.dose, firmware.reservoir.concentration);
  const bool is_after = after && t > after->since;
  ExactSum sum(asked(is_after ? *after : firmware.order, t));
  if (is_after) sum.add(static_cast<Wide>(strokes(firmware.order, after->since).value) * firmware.order.stroke.value, 1);
  sum.add((static_cast<Wide>(dose.whole) * dose.parts + dose.part) * given, dose.parts);
  if (t > start) {
    sum.add(static_cast<Wide>(floor(dose).value) * (t - start).count(), limits.duration.count());
  }
  return sum.whole() >= static_cast<Wide>(n.value) * firmware.order.stroke.value;
}

/// The same stroke, had the patient asked as early as allowed from now on: of a pump that runs, and goes on to.
Uptime instant_with_patient(const Firmware& firmware, const std::optional<StandingOrder>& after, Strokes n, Uptime without) {
  const auto& limits = firmware.patient.limits;
  const bool ends_stopped = firmware.bolus && firmware.bolus->stops_after;
  if (!limits || is_stopped(firmware) || ends_stopped) return without;
  constexpr Milliseconds twenty_years = one_day * 7'305;
  PatientAccount account = firmware.patient;
  Uptime from = firmware.bolus ? firmware.bolus->ends : firmware.bridge ? firmware.bridge->ends : firmware.now;
  for (std::int64_t given = 0; from < without && from - firmware.now < twenty_years; ++given) {
    const Uptime start = next_patient_bolus(account, from);
    const Uptime end = start + limits->duration;
    if (has_taken(firmware, after, *limits, n, given, start, std::min(end, without))) {
      Uptime low = from, high = std::min(end, without);  // at `low` it is not taken yet, or it is `from` itself
      while (low < high) {
        const Uptime middle = low + (high - low) / 2;
        if (has_taken(firmware, after, *limits, n, given, start, middle)) high = middle;
        else low = middle + Milliseconds(1);
      }
      return high;
    }
    account.starts.push_back(start);
    if (account.starts.size() > limits->allotted_per_24h) account.starts.erase(account.starts.begin());
    from = end;
  }
  return without;
}

/// The first instant at which the account is at or below `level`: now, or by walking the coming strokes.
struct Reaching {
  Uptime at = never;
  Uptime shown = never;
};
Reaching reaches(const Firmware& firmware, const std::optional<StandingOrder>& after, Nanolitres left, Nanolitres level, Uptime before) {
  if (!firmware.reservoir.filled) return {};
  if (left <= level) {
    const Uptime at = std::min(before, firmware.now);
    return {at, at};
  }
  const Nanolitres stroke = firmware.order.stroke;
  const Strokes n((left - level + stroke - Nanolitres(1)) / stroke);
  const Uptime at = instant_of_stroke(firmware, after, n);
  return {at, instant_with_patient(firmware, after, n, at)};
}

}  // namespace

Uptime end_of_bridge(const Firmware& firmware, const FirmwareSettings& settings, const RunningBridge& bridge) {
  StandingOrder whole = halted(firmware, settings, bridge.start, {});
  whole.stroke = bridge.volume;  // the whole of it as one stroke
  ask(whole, bridge.old, bridge.anchor, bridge.first_window, settings);
  return time_of_stroke(whole, Strokes(1));
}

Uptime next_patient_bolus(const PatientAccount& account, Uptime now) {
  const auto& starts = account.starts;
  if (!account.limits || starts.empty()) return now;
  Uptime next = std::max(now, starts.back() + account.limits->lockout);
  const std::size_t most = account.limits->allotted_per_24h;
  if (starts.size() >= most) next = std::max(next, starts[starts.size() - most] + one_day);
  return next;
}

bool has_bolus(const Firmware& firmware) { return firmware.bolus || firmware.bridge; }

void start_grid(Firmware& firmware) {
  if (!std::holds_alternative<PeriodicBolus>(firmware.in_force.program.delivery)) return;
  if (!firmware.in_force.anchor) firmware.in_force.anchor = firmware.now;
  else firmware.in_force.first_window = first_window_from(firmware.in_force, firmware.now);
}

void leave_order(Firmware& firmware, const FirmwareSettings& settings) {
  const Nanolitres left = computed_reservoir(firmware, settings);
  // Dry by the account, nothing is owed: a refill makes nothing up.
  const bool carries = left.value > 0 && firmware.order.stroke.value > 0;
  StandingOrder next = halted(firmware, settings, firmware.now, carries ? owed(firmware.order, firmware.now) : Exact{});
  if (!is_stopped(firmware) && !firmware.life.telemetry_since) {
    if (const auto& bridge = firmware.bridge) ask(next, bridge->old, bridge->anchor, bridge->first_window, settings);
    else ask(next, present_program(firmware), firmware.in_force.anchor, firmware.in_force.first_window, settings);
    if (const auto& bolus = firmware.bolus) next.bolus = BolusFlow{bolus->volume, bolus->ends - bolus->duration, bolus->duration};
  }
  firmware.order = std::move(next);
  const auto after = order_after(firmware, settings);
  const Reaching low = reaches(firmware, after, left, firmware.alarm_settings.low_reservoir_level, firmware.low_at);
  const Reaching empty = reaches(firmware, after, left, Nanolitres(0), firmware.empty_at);
  firmware.low_at = low.at;
  firmware.shown_low_at = low.shown;
  firmware.empty_at = empty.at;
  firmware.shown_empty_at = empty.shown;
}

void end_bolus(Firmware& firmware, Ending ending, Notes& notes) {
  if (!has_bolus(firmware)) return;
  const bool is_bridge = firmware.bridge.has_value();
  LogEntry entry;
  entry.time = time_of(firmware);
  entry.kind = LogKind::bolus_ended;
  entry.operation_id = is_bridge ? firmware.bridge->operation_id : firmware.bolus->operation_id;
  entry.ending = ending;
  entry.volume = is_bridge ? firmware.bridge->volume : floor(firmware.bolus->volume);
  entry.delivered = delivered_of_bolus(firmware);
  notes.journal.end_bolus(*entry.operation_id, ending, *entry.delivered);
  notes.log.append(std::move(entry));
  const bool stops = firmware.bolus && firmware.bolus->stops_after && ending == Ending::complete;
  if (is_bridge || stops) cut_periodic_dose(firmware, Ending::stopped, notes);
  firmware.bolus.reset();
  firmware.bridge.reset();
  if (stops) firmware.stopped_since = firmware.now;
  else if (is_bridge && ending != Ending::stopped && !is_stopped(firmware)) start_grid(firmware);  // after a Stop it waits for its run
  ++firmware.state_version;
}

Nanolitres delivered_of_bolus(const Firmware& firmware) {
  if (!firmware.bridge) return bolus_delivered(firmware.order, firmware.now);
  const Nanolitres stroke = firmware.order.stroke;
  const Nanolitres moved = floor(asked(firmware.order, firmware.now) - firmware.order.carry);
  return stroke * (std::min(moved, firmware.bridge->volume) / stroke);
}

}  // namespace ipt
