#include "pump_sim/firmware/describe.hpp"

#include <algorithm>

#include "common/wide.hpp"
#include "pump_sim/firmware/delivery.hpp"

namespace ipt {
namespace {

std::uint32_t weekday_of(PumpDay day) { return std::chrono::weekday(day).iso_encoding(); }

struct WeekTime {
  std::uint32_t weekday;
  Milliseconds time_of_day;
  auto operator<=>(const WeekTime&) const = default;
};

WeekTime week_time(const FlexStep& step) { return {step.weekday, step.time_of_day}; }

/// The step that holds at an instant of the week: the latest one not after it, or the week's last.
const FlexStep& step_at(const Flex& flex, WeekTime at) {
  const FlexStep* best = nullptr;
  const FlexStep* last = &flex.steps.front();
  for (const auto& step : flex.steps) {
    if (week_time(step) > week_time(*last)) last = &step;
    if (week_time(step) <= at && (best == nullptr || week_time(step) > week_time(*best))) best = &step;
  }
  return best != nullptr ? *best : *last;
}

/// A weekday's dose, midnight to midnight: each step's rate for as long as it holds, summed exactly, then rounded down.
Nanograms dose_of_day(const Flex& flex, std::uint32_t weekday) {
  std::vector<Milliseconds> starts{Milliseconds{0}};
  for (const auto& step : flex.steps) {
    if (step.weekday == weekday) starts.push_back(step.time_of_day);
  }
  std::sort(starts.begin(), starts.end());
  starts.push_back(one_day);
  Wide sum = 0;
  for (std::size_t i = 0; i + 1 < starts.size(); ++i) {
    sum += static_cast<Wide>(step_at(flex, {weekday, starts[i]}).dose.value) * (starts[i + 1] - starts[i]).count();
  }
  return Nanograms(static_cast<std::int64_t>(sum / one_day.count()));
}

FlowRate rate_of(const Program& program, const ProgramInForce& in_force, Uptime now, PumpClock clock, const FirmwareSettings& settings) {
  if (const auto* simple = std::get_if<SimpleContinuous>(&program.delivery)) return flow_of(simple->dose, program.concentration);
  if (const auto* flex = std::get_if<Flex>(&program.delivery)) {
    const auto day = day_of(clock);
    return flow_of(step_at(*flex, {weekday_of(day), clock - day}).dose, program.concentration);
  }
  if (const auto* periodic = std::get_if<PeriodicBolus>(&program.delivery)) {
    // Rounded once: (basal + dose ÷ duration) ÷ concentration.
    const std::int64_t per = periodic->duration.count();
    Wide a_day = static_cast<Wide>(periodic->basal.value) * per;
    if (in_force.anchor && now >= *in_force.anchor) {
      const auto since = now - *in_force.anchor;
      const bool in_window = since / periodic->interval >= in_force.first_window && since % periodic->interval < periodic->duration;
      if (in_window) a_day += static_cast<Wide>(periodic->dose.value) * one_day.count();
    }
    return FlowRate(static_cast<std::int64_t>(a_day * 1'000'000 / (static_cast<Wide>(program.concentration.value) * per)));
  }
  return settings.capabilities.minimum_rate;
}

Date date_at(const Firmware& firmware, const FirmwareSettings& settings, Uptime at) {
  if (!firmware.reservoir.filled) return DateAbsent::no_drug;
  if (at <= firmware.now) return day_of(clock_at(firmware, at));
  if (is_stopped(firmware)) return DateAbsent::stopped;
  if (firmware.life.telemetry_since) return DateAbsent::no_flow;
  if (at > replace_by(firmware, settings)) return DateAbsent::beyond_horizon;
  return day_of(clock_at(firmware, at));
}

MotorState motor_of(const Firmware& firmware) {
  if (senses_stall(firmware)) return MotorState::stalled;
  return rate_at(firmware.order, firmware.now).value > 0 ? MotorState::turning : MotorState::halted;
}

BatteryState battery_of(const PumpLife& life) {
  return life.ended_since ? BatteryState::end : life.replace_since ? BatteryState::low : BatteryState::good;
}

/// As it stands in the pump's memory, right or wrong.
PumpDay shown_replace_by(const Firmware& firmware, const FirmwareSettings& settings) {
  return day_of(clock_at(firmware, replace_by(firmware, settings))) + std::chrono::days(firmware.sensed.replace_by_off_days);
}

}  // namespace

OperationState operation_state(const JournalEntry& entry, const Firmware& firmware) {
  if (entry.interrupted) return OperationState::interrupted;
  if (entry.kind != OperationKind::refill && entry.bolus && (entry.bolus->ending == Ending::stopped || entry.bolus->ending == Ending::interrupted)) return OperationState::partly_executed;
  const bool replaced = entry.brings_program && entry.operation_id != firmware.in_force.operation_id;
  return replaced ? OperationState::superseded : OperationState::executed;
}

Nanograms daily_dose(const Program& program, PumpClock clock, const FirmwareSettings& settings) {
  if (const auto* simple = std::get_if<SimpleContinuous>(&program.delivery)) return Nanograms(simple->dose.value);
  if (const auto* flex = std::get_if<Flex>(&program.delivery)) return dose_of_day(*flex, weekday_of(day_of(clock)));
  if (const auto* periodic = std::get_if<PeriodicBolus>(&program.delivery)) {
    return Nanograms(multiply_divide(periodic->dose.value, one_day.count(), periodic->interval.count()) + periodic->basal.value);
  }
  return Nanograms(multiply_divide(settings.capabilities.minimum_rate.value, program.concentration.value, 1'000'000));
}

Date low_reservoir_date(const Firmware& firmware, const FirmwareSettings& settings) { return date_at(firmware, settings, firmware.low_at <= firmware.now ? firmware.low_at : firmware.shown_low_at); }

Date empty_date(const Firmware& firmware, const FirmwareSettings& settings) { return date_at(firmware, settings, firmware.empty_at <= firmware.now ? firmware.empty_at : firmware.shown_empty_at); }

Date refill_by_date(const Firmware& firmware, const FirmwareSettings& settings) {
  const Date low = low_reservoir_date(firmware, settings);
  if (!firmware.reservoir.filled) return DateAbsent::no_drug;
  if (is_stopped(firmware)) return DateAbsent::stopped;
  const PumpDay stale = day_of(clock_at(firmware, *firmware.reservoir.filled)) + std::chrono::days(settings.refill_interval_days);
  if (const auto* day = std::get_if<PumpDay>(&low)) return std::min(*day - std::chrono::days(firmware.alarm_settings.refill_lead_days), stale);
  return stale;
}

std::optional<PatientBoluses> patient_boluses(const Firmware& firmware) {
  const auto& [limits, starts] = firmware.patient;
  if (!limits) return {};
  const auto recent = std::ranges::count_if(starts, [&](Uptime start) { return firmware.now - start < one_day; });
  const Uptime earliest = firmware.bolus ? firmware.bolus->ends : firmware.bridge ? firmware.bridge->ends : firmware.now;
  return PatientBoluses{*limits, static_cast<std::uint32_t>(recent), next_patient_bolus(firmware.patient, earliest)};
}

CriticalValues describe(const Firmware& firmware, const FirmwareSettings& settings) {
  CriticalValues values;
  const bool stopped = is_stopped(firmware);
  const PumpClock clock = clock_at(firmware, firmware.now);
  const Program& program = present_program(firmware);
  values.mode = stopped ? Mode::stopped : mode_of(program);
  values.drug = firmware.reservoir.drug;
  values.concentration = firmware.reservoir.concentration;
  if (!stopped && !firmware.life.telemetry_since) {
    values.daily_dose = daily_dose(program, clock, settings);
    values.rate = rate_of(program, firmware.in_force, firmware.now, clock, settings);
  }
  values.other_doses = other_doses(settings.capabilities, values.drug, values.concentration, values.daily_dose);
  values.reservoir = computed_reservoir(firmware, settings);
  values.low_reservoir_alarm = low_reservoir_date(firmware, settings);
  values.empty = empty_date(firmware, settings);
  values.refill_by = refill_by_date(firmware, settings);
  values.low_reservoir_level = firmware.alarm_settings.low_reservoir_level;
  values.refill_lead_days = firmware.alarm_settings.refill_lead_days;
  values.program_digest = firmware.in_force.digest;
  return values;
}

Status status_of(const Firmware& firmware, const FirmwareSettings& settings, const Notes& notes) {
  const CriticalValues now = describe(firmware, settings);
  Status status;
  status.mode = now.mode;
  status.drug = now.drug;
  status.concentration = now.concentration;
  status.daily_dose = now.daily_dose;
  status.rate = now.rate;
  status.reservoir = now.reservoir;
  status.low_reservoir_alarm = now.low_reservoir_alarm;
  status.empty = now.empty;
  status.refill_by = now.refill_by;
  status.replace_by = shown_replace_by(firmware, settings);
  status.log_head = notes.log.head();
  status.stopped_since = firmware.stopped_since;
  status.battery = battery_of(firmware.life);
  status.motor = motor_of(firmware);
  if (const auto& bolus = firmware.bolus) status.bolus = BolusProgress{bolus->operation_id, floor(bolus->volume), delivered_of_bolus(firmware), bolus->ends - firmware.now};
  if (const auto& bridge = firmware.bridge) status.bridge = BolusProgress{bridge->operation_id, bridge->volume, delivered_of_bolus(firmware), bridge->ends - firmware.now};
  status.patient_boluses = patient_boluses(firmware);
  status.other_doses = now.other_doses;
  status.alarms = firmware.alarms.open;
  if (const auto& update = firmware.update) status.operations.push_back({update->operation_id, update->kind, OperationState::pending, update->ends});
  const auto& entries = notes.journal.entries();
  for (auto entry = entries.rbegin(); entry != entries.rend() && status.operations.size() < 3; ++entry) {
    status.operations.push_back({entry->operation_id, entry->kind, operation_state(*entry, firmware), entry->executed});
  }
  status.low_reservoir_level = now.low_reservoir_level;
  status.refill_lead_days = now.refill_lead_days;
  if (now.concentration.value > 0) {
    const std::int64_t stroke = settings.capabilities.stroke.value;
    const std::int64_t strokes = multiply_divide(now.daily_dose.value, 1'000'000, now.concentration.value * stroke);
    status.achievable_daily_dose = Nanograms(multiply_divide(strokes * stroke, now.concentration.value, 1'000'000));
  }
  status.filled_on = firmware.reservoir.filled ? Date(day_of(clock_at(firmware, *firmware.reservoir.filled))) : Date(DateAbsent::no_drug);
  return status;
}

}  // namespace ipt
