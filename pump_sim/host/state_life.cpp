// What befalls the pump: what the firmware has taken in of it, and what is so.
#include "pump_sim/host/state_parts.hpp"

namespace ipt {

void put(const Sensed& sensed, pb::Sensed* to) {
  to->set_battery_low(sensed.battery_low);
  to->set_battery_end(sensed.battery_end);
  to->set_battery_resets(sensed.battery_resets);
  to->set_interferences(sensed.interferences);
  to->set_readings_to_recover(sensed.readings_to_recover);
  to->set_memory_worn(sensed.memory_worn);
  to->set_replace_by_off_days(sensed.replace_by_off_days);
}
void take(const pb::Sensed& from, Sensed& sensed) {
  sensed.battery_low = from.battery_low();
  sensed.battery_end = from.battery_end();
  sensed.battery_resets = from.battery_resets();
  sensed.interferences = from.interferences();
  sensed.readings_to_recover = from.readings_to_recover();
  sensed.memory_worn = from.memory_worn();
  sensed.replace_by_off_days = from.replace_by_off_days();
}

void put(const PumpLife& life, pb::Life* to) {
  if (life.replace_since) to->set_replace_since_ms(out(*life.replace_since));
  if (life.ended_since) to->set_ended_since_ms(out(*life.ended_since));
  if (life.lost_program) {
    to->set_lost_program_since_ms(out(life.lost_program->since));
    to->set_lost_program_concentration(out(life.lost_program->runs.concentration));
  }
  if (life.telemetry_since) to->set_telemetry_since_ms(out(*life.telemetry_since));
  to->set_resets_seen(life.resets_seen);
  to->set_interferences_seen(life.interferences_seen);
  to->set_stall_held(life.stall_held);
  to->set_stall_read(life.stall_read);
}
PumpLife take(const pb::Life& from) {
  PumpLife life;
  if (from.has_replace_since_ms()) life.replace_since = uptime(from.replace_since_ms());
  if (from.has_ended_since_ms()) life.ended_since = uptime(from.ended_since_ms());
  if (from.has_lost_program_since_ms()) life.lost_program = LostProgram{uptime(from.lost_program_since_ms()), {Concentration(whole(from.lost_program_concentration())), MinimumRate{}}};
  if (from.has_telemetry_since_ms()) life.telemetry_since = uptime(from.telemetry_since_ms());
  life.resets_seen = from.resets_seen();
  life.interferences_seen = from.interferences_seen();
  life.stall_held = from.stall_held();
  life.stall_read = from.stall_read();
  return life;
}

void put(const World& world, pb::Mishaps* to) {
  const Motor& motor = world.motor;
  if (motor.shorted_since) to->set_shorted_since_ms(out(*motor.shorted_since));
  if (motor.field) {
    to->set_field_since_ms(out(motor.field->since));
    if (motor.field->turns_again) to->set_turns_again_ms(out(*motor.field->turns_again));
  }
  if (motor.plan) {
    to->set_stalls_from_ms(out(motor.plan->first));
    to->set_stalls(motor.plan->count);
    to->set_stall_lasts_ms(out(motor.plan->lasts));
    to->set_stall_interval_ms(out(motor.plan->interval));
  }
  to->set_battery_used_nah(world.battery.used);
  to->set_battery_since_ms(out(world.battery.since));
  to->set_battery_strokes(world.battery.strokes.value);
  to->set_battery_resets(world.battery.resets);
  to->set_interferences(world.electronics.interferences);
  to->set_memory_worn(world.electronics.memory_worn);
  to->set_replace_by_off_days(world.electronics.replace_by_off_days);
  to->set_readings_to_recover(world.electronics.readings_to_recover);
}
void take(const pb::Mishaps& from, World& world) {
  Motor& motor = world.motor;
  if (from.has_shorted_since_ms()) motor.shorted_since = uptime(from.shorted_since_ms());
  if (from.has_field_since_ms()) {
    motor.field = Field{uptime(from.field_since_ms()), {}};
    if (from.has_turns_again_ms()) motor.field->turns_again = uptime(from.turns_again_ms());
  }
  if (from.stalls() != 0) motor.plan = StallPlan{uptime(from.stalls_from_ms()), from.stalls(), span_of(from.stall_lasts_ms()), span_of(from.stall_interval_ms())};
  world.battery = {from.battery_used_nah(), uptime(from.battery_since_ms()), Strokes(from.battery_strokes()), from.battery_resets()};
  world.electronics = {from.interferences(), from.memory_worn(), from.replace_by_off_days(), from.readings_to_recover()};
}

}  // namespace ipt
