#pragma once
#include "pump_sim/world/world.hpp"
#include "tests/pump_sim/port/orders.hpp"

namespace ipt::test {

/// 20 mL, 1.4 mL residual, 0.338 mL of path, a microlitre a stroke, a stall noticed after 20 minutes.
inline constexpr Hardware ipt_20{20_mL, 1'400_uL, 338_uL, 1_uL, minutes{20}};

/// Full of baclofen 2,000 mcg/mL, no order yet.
inline World full_pump() { return fresh_world(ipt_20, 20_mL, "baclofen", 2'000_ug_per_mL); }

/// Runs a constant dose of 2,000 mcg/mL from `since` on, with what was owed.
inline void run(World& world, DoseRate dose, Uptime since, Concentration concentration = 2'000_ug_per_mL) {
  StandingOrder order = order_of(constant_flow(dose, concentration), world.hardware.stroke);
  order.carry = owed(world.motor.order, since);
  order.since = since;
  set_order(world, std::move(order));
}
inline World running_pump(DoseRate dose = 120_ug_per_day) {
  World world = full_pump();
  run(world, dose, Uptime{});
  return world;
}

inline bool adds_up(const Truth& t) {
  return t.initial_nl + t.injected_nl == t.reservoir_nl + t.path_nl + t.delivered_nl + t.withdrawn_nl + t.pocket_nl + t.spilled_nl &&
         t.initial_ng + t.injected_ng == t.reservoir_ng + t.path_ng + t.delivered_ng + t.withdrawn_ng + t.pocket_ng + t.spilled_ng;
}

}  // namespace ipt::test
