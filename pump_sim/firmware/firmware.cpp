#include "pump_sim/firmware/firmware.hpp"

#include <algorithm>

#include "common/check.hpp"
#include "common/digest.hpp"
#include "common/wide.hpp"
#include "common/wire.hpp"
#include "pump_sim/firmware/update.hpp"

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

/// The first instant at which the account is at or below `level`: now, or by walking the coming strokes.
Uptime reaches(const Firmware& firmware, Nanolitres left, Nanolitres level, Uptime before, Nanolitres stroke) {
  if (!firmware.reservoir.filled) return never;
  if (left <= level) return std::min(before, firmware.now);
  return time_of_stroke(firmware.order, Strokes((left - level + stroke - Nanolitres(1)) / stroke));
}

void settle_alarms(Firmware& firmware, const FirmwareSettings& settings, Notes& notes) {
  const DeviceTime at = time_of(firmware);
  const bool stopped_too_long = firmware.stopped_since && firmware.now >= *firmware.stopped_since + settings.stopped_alarm;
  set_condition(firmware.alarms, AlarmKind::low_reservoir, firmware.low_at <= firmware.now, at, notes.log);
  set_condition(firmware.alarms, AlarmKind::empty_reservoir, firmware.empty_at <= firmware.now, at, notes.log);
  set_condition(firmware.alarms, AlarmKind::stopped_too_long, stopped_too_long, at, notes.log);
  set_condition(firmware.alarms, AlarmKind::motor_stall, firmware.sensed.stalled, at, notes.log);
}

/// Makes the program run from now on. Its periodic grid starts with its first run and is kept from then; a window that
/// has begun without us is skipped.
void start_grid(Firmware& firmware) {
  const auto* periodic = std::get_if<PeriodicBolus>(&firmware.in_force.program.delivery);
  if (periodic == nullptr) return;
  if (!firmware.in_force.anchor) {
    firmware.in_force.anchor = firmware.now;
    return;
  }
  PeriodicFlow grid;
  grid.duration = periodic->duration;
  grid.interval = periodic->interval;
  grid.anchor = *firmware.in_force.anchor;
  firmware.in_force.first_window = std::max(firmware.in_force.first_window, next_window(grid, firmware.now));
}

}  // namespace

DeviceTime time_of(const Firmware& firmware) { return {firmware.boot_count, firmware.now, clock_at(firmware, firmware.now)}; }

PumpClock clock_at(const Firmware& firmware, Uptime at) { return PumpClock(at.time_since_epoch() + firmware.clock_offset); }

bool is_stopped(const Firmware& firmware) { return firmware.stopped_since.has_value(); }

Nanolitres computed_reservoir(const Firmware& firmware, const FirmwareSettings& settings) {
  const auto strokes = firmware.sensed.strokes_counted - firmware.reservoir.counter;
  const Wide left = firmware.reservoir.volume.value - static_cast<Wide>(strokes.value) * settings.capabilities.stroke.value;
  return left > 0 ? Nanolitres(static_cast<std::int64_t>(left)) : Nanolitres(0);
}

Firmware manufacture(const FirmwareSettings& settings, const Delivered& delivered) {
  Firmware firmware;
  firmware.clock_offset = delivered.clock.time_since_epoch();
  firmware.alarm_settings = {settings.low_reservoir_level, settings.refill_lead_days};
  firmware.reservoir.drug = delivered.drug;
  firmware.reservoir.concentration = delivered.concentration;
  firmware.reservoir.volume = delivered.volume;
  if (delivered.volume.value > 0) firmware.reservoir.filled = Uptime{};
  if (delivered.dose) {
    const TherapyOperation operation{settings.capabilities.serial, ModeAfter::running, Program{delivered.concentration, SimpleContinuous{*delivered.dose}}};
    firmware.in_force.program = std::get<Program>(operation.kind);
    firmware.in_force.operation = wire::encode_therapy(operation);
    firmware.in_force.digest = sha256(firmware.in_force.operation);
  } else {
    firmware.in_force.program.concentration = delivered.concentration;
    firmware.stopped_since = Uptime{};
  }
  leave_order(firmware, settings);
  return firmware;
}

void leave_order(Firmware& firmware, const FirmwareSettings& settings) {
  const Nanolitres left = computed_reservoir(firmware, settings);
  StandingOrder next;
  next.since = firmware.now;
  next.stroke = settings.capabilities.stroke;
  next.clock_offset = firmware.clock_offset;
  // Dry by the account, nothing is owed: a refill makes nothing up.
  if (left.value > 0 && firmware.order.stroke.value > 0) next.carry = owed(firmware.order, firmware.now);
  if (!is_stopped(firmware)) {
    const Program& program = firmware.in_force.program;
    next.base = base_of(program, settings);
    if (const auto* periodic = std::get_if<PeriodicBolus>(&program.delivery)) {
      next.periodic = PeriodicFlow{exact_volume(periodic->dose, program.concentration), periodic->duration, periodic->interval, *firmware.in_force.anchor, firmware.in_force.first_window};
    }
    if (firmware.bolus) {
      const auto& bolus = firmware.bolus->bolus;
      next.bolus = BolusFlow{exact_volume(bolus.dose, bolus.concentration), firmware.bolus->ends - bolus.duration, bolus.duration};
    }
  }
  firmware.order = std::move(next);
  firmware.low_at = reaches(firmware, left, firmware.alarm_settings.low_reservoir_level, firmware.low_at, settings.capabilities.stroke);
  firmware.empty_at = reaches(firmware, left, Nanolitres(0), firmware.empty_at, settings.capabilities.stroke);
}

void change_order(Firmware& firmware, const FirmwareSettings& settings, Notes& notes) {
  leave_order(firmware, settings);
  settle_alarms(firmware, settings, notes);
}

void run_program(Firmware& firmware) {
  firmware.stopped_since.reset();
  start_grid(firmware);
}

void end_bolus(Firmware& firmware, Ending ending, Notes& notes) {
  if (!firmware.bolus) return;
  const auto& bolus = firmware.bolus->bolus;
  const Nanolitres delivered = bolus_delivered(firmware.order, firmware.now);
  LogEntry entry;
  entry.time = time_of(firmware);
  entry.kind = LogKind::bolus_ended;
  entry.operation_id = firmware.bolus->operation_id;
  entry.ending = ending;
  entry.volume = volume_of(bolus.dose, bolus.concentration);
  entry.delivered = delivered;
  notes.log.append(std::move(entry));
  notes.journal.end_bolus(firmware.bolus->operation_id, ending, delivered);
  firmware.bolus.reset();
  ++firmware.state_version;
}

bool cut_periodic_dose(const Firmware& firmware, Ending ending, Notes& notes) {
  const auto& periodic = firmware.order.periodic;
  if (!periodic || !window_under_way(*periodic, firmware.now)) return false;
  LogEntry entry;
  entry.time = time_of(firmware);
  entry.kind = LogKind::periodic_dose_cut;
  entry.ending = ending;
  entry.volume = floor(periodic->volume);
  entry.delivered = periodic_delivered(firmware.order, firmware.now);
  notes.log.append(std::move(entry));
  return true;
}

void stop_delivery(Firmware& firmware, const FirmwareSettings& settings, Notes& notes) {
  end_bolus(firmware, Ending::stopped, notes);
  cut_periodic_dose(firmware, Ending::stopped, notes);
  if (!firmware.stopped_since) firmware.stopped_since = firmware.now;
  change_order(firmware, settings, notes);
}

void boot(Firmware& firmware, const FirmwareSettings& settings, std::uint64_t nonce, Notes& notes) {
  ++firmware.boot_count;
  notes.journal.add_boot({firmware.boot_count, nonce});
  LogEntry entry;
  entry.time = time_of(firmware);
  notes.log.append(std::move(entry));
  interrupt_update(firmware, notes);
  end_bolus(firmware, Ending::interrupted, notes);
  const bool cut = cut_periodic_dose(firmware, Ending::interrupted, notes);
  if (cut && !is_stopped(firmware)) start_grid(firmware);
  change_order(firmware, settings, notes);
}

Uptime next_event(const Firmware& firmware, const FirmwareSettings& settings) {
  Uptime next = never;
  const auto consider = [&](Uptime at) {
    if (at > firmware.now) next = std::min(next, at);
  };
  consider(firmware.low_at);
  consider(firmware.empty_at);
  if (firmware.bolus) consider(firmware.bolus->ends);
  if (firmware.update) consider(firmware.update->ends);
  if (firmware.stopped_since) consider(*firmware.stopped_since + settings.stopped_alarm);
  if (firmware.alarms.test_ends) consider(*firmware.alarms.test_ends);
  return next;
}

void advance(Firmware& firmware, const FirmwareSettings& settings, const Sensed& sensed, Uptime now, Notes& notes) {
  IPT_CHECK(now >= firmware.now && now <= next_event(firmware, settings));
  firmware.now = now;
  firmware.sensed = sensed;
  if (firmware.bolus && now >= firmware.bolus->ends) {
    end_bolus(firmware, Ending::complete, notes);
    leave_order(firmware, settings);
  }
  if (firmware.bolus && firmware.empty_at <= now) {  // nothing left to give it from
    end_bolus(firmware, Ending::interrupted, notes);
    leave_order(firmware, settings);
  }
  if (firmware.update && now >= firmware.update->ends) finish_update(firmware, settings, notes);
  if (firmware.alarms.test_ends && now >= *firmware.alarms.test_ends) end_test(firmware.alarms, time_of(firmware), notes.log);
  settle_alarms(firmware, settings, notes);
}

}  // namespace ipt
