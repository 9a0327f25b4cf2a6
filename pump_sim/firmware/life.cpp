#include "pump_sim/firmware/life.hpp"

#include <algorithm>

#include "pump_sim/firmware/firmware.hpp"
#include "pump_sim/firmware/update.hpp"

namespace ipt {
namespace {

Uptime end_of_life(const FirmwareSettings& settings) { return Uptime{} + one_day * settings.life_days; }

bool ends_by_itself(const FirmwareSettings& settings) { return settings.replace_within_days > 0; }

/// However good the battery still is, the end of the pump's life is told as long before.
Uptime old_at(const FirmwareSettings& settings) {
  return ends_by_itself(settings) ? std::max(Uptime{}, end_of_life(settings) - one_day * settings.replace_within_days) : never;
}

/// What was under way ends here; what runs afterwards is the caller's.
void break_off(Firmware& firmware, Notes& notes) {
  interrupt_update(firmware, notes);
  end_bolus(firmware, Ending::interrupted, notes);
  cut_periodic_dose(firmware, Ending::interrupted, notes);
  ++firmware.state_version;
}

void lose_program(Firmware& firmware, const FirmwareSettings& settings, Notes& notes) {
  break_off(firmware, notes);
  if (!firmware.life.lost_program) firmware.life.lost_program = LostProgram{firmware.now, {firmware.in_force.program.concentration, MinimumRate{}}};
  firmware.patient.limits.reset();
  leave_order(firmware, settings);
}

void hear_interference(Firmware& firmware, const FirmwareSettings& settings, Notes& notes) {
  const auto& open = firmware.alarms.open;
  const bool alarms = std::any_of(open.begin(), open.end(), [](const Alarm& alarm) { return alarm.active && alarm.kind != AlarmKind::test; });
  if (!alarms || firmware.life.telemetry_since) return;
  break_off(firmware, notes);
  firmware.life.telemetry_since = firmware.now;
  leave_order(firmware, settings);
}

void stop_for_good(Firmware& firmware, const FirmwareSettings& settings, Notes& notes) {
  break_off(firmware, notes);
  firmware.life.ended_since = firmware.now;
  firmware.life.telemetry_since.reset();
  firmware.life.lost_program.reset();
  if (!firmware.stopped_since) firmware.stopped_since = firmware.now;
  leave_order(firmware, settings);
}

void watch_motor(PumpLife& life, const Sensed& sensed) {
  if (sensed.stalled) life.stall_read = 0;
  life.stall_held = (sensed.stalled || life.stall_held) && life.stall_read < sensed.readings_to_recover;
}

Refusal refuse(Reason reason, std::string field, std::string text) { return {reason, std::move(field), {}, {}, std::move(text), {}}; }

}  // namespace

void live_on(Firmware& firmware, const FirmwareSettings& settings, Notes& notes) {
  PumpLife& life = firmware.life;
  const Sensed& sensed = firmware.sensed;
  watch_motor(life, sensed);
  const bool reset = sensed.battery_resets > life.resets_seen;
  const bool interference = sensed.interferences > life.interferences_seen;
  life.resets_seen = sensed.battery_resets;
  life.interferences_seen = sensed.interferences;
  if (life.ended_since) return;
  const bool is_due = sensed.battery_low || firmware.now >= old_at(settings);
  if (is_due && !life.replace_since) life.replace_since = firmware.now;
  if (!is_due) life.replace_since.reset();  // another battery: only hands outside this protocol can do that
  if (reset) lose_program(firmware, settings, notes);
  if (interference) hear_interference(firmware, settings, notes);
  if (sensed.battery_end || firmware.now >= end_of_service(firmware, settings)) stop_for_good(firmware, settings, notes);
}

Uptime next_in_life(const Firmware& firmware, const FirmwareSettings& settings) {
  if (firmware.life.ended_since) return never;
  const Uptime end = end_of_service(firmware, settings);
  return firmware.life.replace_since ? end : std::min(end, old_at(settings));
}

Uptime end_of_service(const Firmware& firmware, const FirmwareSettings& settings) {
  const PumpLife& life = firmware.life;
  if (life.ended_since) return *life.ended_since;
  if (!ends_by_itself(settings)) return never;
  const Uptime end = end_of_life(settings);
  return life.replace_since ? std::min(end, *life.replace_since + one_day * settings.replace_within_days) : end;
}

Uptime replace_by(const Firmware& firmware, const FirmwareSettings& settings) { return std::min(end_of_service(firmware, settings), end_of_life(settings)); }

const Program& present_program(const Firmware& firmware) { return firmware.life.lost_program ? firmware.life.lost_program->runs : firmware.in_force.program; }

bool senses_stall(const Firmware& firmware) { return firmware.sensed.stalled || firmware.life.stall_held; }

bool awaits_interrogation(const Firmware& firmware) {
  return firmware.life.telemetry_since.has_value() || (firmware.life.stall_held && !firmware.sensed.stalled);
}

void interrogated(Firmware& firmware, const FirmwareSettings& settings, Notes& notes) {
  PumpLife& life = firmware.life;
  if (!firmware.sensed.stalled && life.stall_held) {
    ++life.stall_read;
    watch_motor(life, firmware.sensed);
  }
  if (life.telemetry_since) {
    life.telemetry_since.reset();
    if (!is_stopped(firmware)) run_program(firmware);
    ++firmware.state_version;
  }
  change_order(firmware, settings, notes);
}

std::optional<Refusal> refuse_to_deliver(const Firmware& firmware) {
  const PumpLife& life = firmware.life;
  if (life.ended_since) return refuse(Reason::end_of_service, "", "this pump has come to the end of its service and has stopped for good: it must be replaced");
  if (life.telemetry_since) return refuse(Reason::telemetry_mode, "", "interference has put this pump into telemetry mode and nothing is delivered: read its status first");
  return {};
}

std::optional<Refusal> refuse_for_life(const Firmware& firmware, const TherapyOperation& operation) {
  if (auto refusal = refuse_to_deliver(firmware)) return refusal;
  if (firmware.sensed.memory_worn) return refuse(Reason::memory_error, "", "the program memory cannot be written: therapy goes on as it is, Stop is obeyed, and nothing can be changed");
  if (!firmware.life.lost_program) return {};
  const auto* refill = std::get_if<Refill>(&operation.kind);
  if (std::holds_alternative<Resume>(operation.kind)) return refuse(Reason::program_required, "", "a battery reset has lost the program: bring one");
  if (refill != nullptr && refill->bridge) return refuse(Reason::not_programmed, "refill.bridge", "a battery reset has lost the program that a bridge could go on with");
  return {};
}

}  // namespace ipt
