#include "pump_sim/host/mishaps.hpp"

#include <algorithm>

#include "pump_sim/firmware/tones.hpp"
#include "pump_sim/world/mishaps.hpp"

namespace ipt {
namespace {

namespace pb = ::bedside::v1;

/// No span of a mishap is longer than a year: what is told as more is refused as such, and never as something shorter.
Milliseconds span_of(std::uint64_t ms) { return Milliseconds(static_cast<std::int64_t>(std::min<std::uint64_t>(ms, 1'000'000'000'000))); }

Result<pb::Moved> done() { return pb::Moved{}; }

template <class T>
Result<pb::Moved> done(const Result<T>& result) {
  if (!result) return result.error();
  return pb::Moved{};
}

std::int64_t milliseconds(Uptime at) { return at.time_since_epoch().count(); }

}  // namespace

bool is_mishap(const pb::Ask& ask) {
  return ask.act_case() >= pb::Ask::kEnterField && ask.act_case() <= pb::Ask::kDelayRecovery;
}

std::optional<Result<pb::Moved>> befall(World& world, const pb::Ask& ask, Uptime now) {
  switch (ask.act_case()) {
    case pb::Ask::kEnterField: return enter_field(world, now), done();
    case pb::Ask::kLeaveField: return done(leave_field(world, span_of(ask.leave_field().late_ms()), now));
    case pb::Ask::kPlanStalls: {
      const auto& plan = ask.plan_stalls();
      return done(stall_again_and_again(world, plan.times(), span_of(plan.lasts_ms()), span_of(plan.interval_ms()), now));
    }
    case pb::Ask::kShortFeedthrough: return short_feedthrough(world, ask.short_feedthrough().shorted(), now), done();
    case pb::Ask::kDropBattery: return drop_battery(world, now), done();
    case pb::Ask::kUseBattery: return done(set_battery_used(world, ask.use_battery().percent(), now));
    case pb::Ask::kInterfere: return interfere(world, now), done();
    case pb::Ask::kWearMemory: return wear_memory(world, ask.wear_memory().worn(), now), done();
    case pb::Ask::kMisprintReplaceBy: return done(misprint_replace_by(world, ask.misprint_replace_by().days(), now));
    case pb::Ask::kDelayRecovery: return done(delay_recovery(world, ask.delay_recovery().readings(), now));
    default: return {};
  }
}

void tell_life(const Implant& implant, const FirmwareSettings& settings, pb::Truth& truth) {
  const World& world = implant.world;
  const Firmware& firmware = implant.firmware;
  const std::int64_t charge = used(world.battery, world.hardware.battery, world.motor, firmware.now);
  truth.set_battery_capacity_nah(world.hardware.battery.capacity);
  truth.set_battery_used_nah(charge);
  truth.set_battery_resets(world.battery.resets);
  const Motor& motor = world.motor;
  truth.set_stalled_for_good(motor.stalled_since.has_value());
  truth.set_in_field(motor.field && !motor.field->turns_again);
  if (motor.field && motor.field->turns_again && *motor.field->turns_again > firmware.now) truth.set_turns_again_ms(milliseconds(*motor.field->turns_again));
  truth.set_feedthrough_shorted(motor.shorted_since.has_value());
  if (motor.plan) truth.set_planned_stalls(static_cast<std::uint32_t>(motor.plan->count));
  truth.set_interferences(world.electronics.interferences);
  truth.set_memory_worn(world.electronics.memory_worn);
  truth.set_readings_to_recover(world.electronics.readings_to_recover);
  truth.set_waits_for_interrogation(firmware.life.telemetry_since.has_value());
  truth.set_replace_by_day(day_of(clock_at(firmware, replace_by(firmware, settings))).time_since_epoch().count());
  truth.set_replace_by_off_days(world.electronics.replace_by_off_days);
  if (firmware.life.ended_since) truth.set_ended_ms(milliseconds(*firmware.life.ended_since));
}

pb::Tones tones_of(const Implant& implant, const FirmwareSettings& settings) {
  const Firmware& firmware = implant.firmware;
  pb::Tones tones;
  tones.set_now(static_cast<pb::HeardTone>(heard_at(firmware.alarms, settings, firmware.now)));
  if (const auto next = next_tone(firmware.alarms, settings, firmware.now)) {
    tones.set_next(static_cast<pb::HeardTone>(next->tone));
    tones.set_next_uptime_ms(milliseconds(next->at));
    tones.set_next_clock_ms(clock_at(firmware, next->at).time_since_epoch().count());
  }
  return tones;
}

}  // namespace ipt
