#include "pump_sim/firmware/firmware.hpp"

#include <algorithm>

#include "common/check.hpp"
#include "common/digest.hpp"
#include "common/wide.hpp"
#include "common/wire.hpp"
#include "pump_sim/firmware/delivery.hpp"
#include "pump_sim/firmware/update.hpp"

namespace ipt {
namespace {

void settle_alarms(Firmware& firmware, const FirmwareSettings& settings, Notes& notes) {
  const DeviceTime at = time_of(firmware);
  const bool stopped_too_long = firmware.stopped_since && firmware.now >= *firmware.stopped_since + settings.stopped_alarm;
  set_condition(firmware.alarms, AlarmKind::low_reservoir, firmware.low_at <= firmware.now, at, notes.log);
  set_condition(firmware.alarms, AlarmKind::empty_reservoir, firmware.empty_at <= firmware.now, at, notes.log);
  set_condition(firmware.alarms, AlarmKind::stopped_too_long, stopped_too_long, at, notes.log);
  set_condition(firmware.alarms, AlarmKind::motor_stall, senses_stall(firmware), at, notes.log);
  const PumpLife& life = firmware.life;
  set_condition(firmware.alarms, AlarmKind::elective_replacement, life.replace_since && !life.ended_since, at, notes.log);
  set_condition(firmware.alarms, AlarmKind::end_of_service, life.ended_since.has_value(), at, notes.log);
  set_condition(firmware.alarms, AlarmKind::minor_memory_error, firmware.sensed.memory_worn, at, notes.log);
  set_condition(firmware.alarms, AlarmKind::battery_reset, life.lost_program.has_value(), at, notes.log);
  set_condition(firmware.alarms, AlarmKind::telemetry_mode, life.telemetry_since.has_value(), at, notes.log);
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

void change_order(Firmware& firmware, const FirmwareSettings& settings, Notes& notes) {
  leave_order(firmware, settings);
  settle_alarms(firmware, settings, notes);
}

void run_program(Firmware& firmware) {
  firmware.stopped_since.reset();
  start_grid(firmware);
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
  if (firmware.bridge) consider(firmware.bridge->ends);
  if (firmware.update) consider(firmware.update->ends);
  if (firmware.stopped_since) consider(*firmware.stopped_since + settings.stopped_alarm);
  if (firmware.alarms.test_ends) consider(*firmware.alarms.test_ends);
  consider(next_in_life(firmware, settings));
  return next;
}

void advance(Firmware& firmware, const FirmwareSettings& settings, const Sensed& sensed, Uptime now, Notes& notes) {
  IPT_CHECK(now >= firmware.now && now <= next_event(firmware, settings));
  firmware.now = now;
  firmware.sensed = sensed;
  const bool is_given = (firmware.bolus && now >= firmware.bolus->ends) || (firmware.bridge && now >= firmware.bridge->ends);
  // Or nothing is left to give it from.
  if (is_given || (has_bolus(firmware) && firmware.empty_at <= now)) {
    end_bolus(firmware, is_given ? Ending::complete : Ending::interrupted, notes);
    leave_order(firmware, settings);
  }
  if (firmware.update && now >= firmware.update->ends) finish_update(firmware, settings, notes);
  if (firmware.alarms.test_ends && now >= *firmware.alarms.test_ends) end_test(firmware.alarms, time_of(firmware), notes.log);
  live_on(firmware, settings, notes);
  settle_alarms(firmware, settings, notes);
}

}  // namespace ipt
