#include "pump_sim/world/mishaps.hpp"

namespace ipt {

void enter_field(World& world, Uptime now) {
  advance(world, now);
  auto& field = world.motor.field;
  const bool stands_still = field && field->turns_again.value_or(never) > now;
  if (!stands_still) field = Field{now, {}};
  field->turns_again.reset();
}

Result<Uptime> leave_field(World& world, Milliseconds late, Uptime now) {
  advance(world, now);
  auto& field = world.motor.field;
  if (!field || field->turns_again) return Error{"the pump is in no magnetic field; nothing was changed"};
  if (late.count() < 0 || late > one_day * 30) return Error{"a rotor that turns again at all does so within 30 days; nothing was changed"};
  field->turns_again = now + late;
  return *field->turns_again;
}

Result<StallPlan> stall_again_and_again(World& world, std::int64_t count, Milliseconds lasts, Milliseconds interval, Uptime now) {
  advance(world, now);
  if (count < 1 || count > 1'000) return Error{"a plan has from 1 to 1000 stalls; nothing was changed"};
  if (lasts.count() < 1 || interval < lasts || interval > one_day * 366) return Error{"each stall lasts 1 ms or more, and the next begins when it is over or later, within a year; nothing was changed"};
  world.motor.plan = StallPlan{now, count, lasts, interval};
  return *world.motor.plan;
}

void short_feedthrough(World& world, bool shorted, Uptime now) {
  advance(world, now);
  if (!shorted) world.motor.shorted_since.reset();
  else if (!world.motor.shorted_since) world.motor.shorted_since = now;
}

void drop_battery(World& world, Uptime now) {
  advance(world, now);
  ++world.battery.resets;
}

Result<std::int64_t> set_battery_used(World& world, std::int64_t percent, Uptime now) {
  advance(world, now);
  const BatteryKind& kind = world.hardware.battery;
  if (kind.capacity == 0) return Error{"this pump's profile says nothing of a battery: it lasts as long as the pump; nothing was changed"};
  if (percent < 0 || percent > 100) return Error{"of a battery 0 to 100 per cent are used; nothing was changed"};
  world.battery.used = kind.capacity * percent / 100;
  world.battery.since = now;
  world.battery.strokes = strokes_driven(world.motor, now);
  return world.battery.used;
}

void interfere(World& world, Uptime now) {
  advance(world, now);
  ++world.electronics.interferences;
}

void wear_memory(World& world, bool worn, Uptime now) {
  advance(world, now);
  world.electronics.memory_worn = worn;
}

Result<std::int64_t> misprint_replace_by(World& world, std::int64_t days, Uptime now) {
  advance(world, now);
  constexpr std::int64_t most = 36'525;
  if (days < -most || days > most) return Error{"a date is wrong by up to 36525 days; nothing was changed"};
  world.electronics.replace_by_off_days = days;
  return days;
}

Result<std::uint32_t> delay_recovery(World& world, std::uint32_t readings, Uptime now) {
  advance(world, now);
  if (readings > 100) return Error{"a sensor tells of a recovery after 0 to 100 readings; nothing was changed"};
  world.electronics.readings_to_recover = readings;
  return readings;
}

}  // namespace ipt
