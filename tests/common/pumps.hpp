#pragma once
#include <utility>
#include <vector>

#include "common/validate.hpp"

namespace ipt {

/// A pump with round figures: 20 mL, 48,000 to 24,000,000 nL a day, 13 steps a day, baclofen at 50, 500 and 2,000 mcg/mL.
inline Capabilities a_pump() {
  using namespace literals;
  Capabilities pump;
  pump.serial = "IPT-0001";
  pump.model = "generic 20 mL";
  pump.capacity = 20_mL;
  pump.stroke = 250_nL;
  pump.minimum_flow = 48'000_nL_per_day;
  pump.maximum_flow = 24'000'000_nL_per_day;
  pump.minimum_rate = 6'000_nL_per_day;
  pump.maximum_steps_a_day = 13;
  pump.operations = {OperationKind::program, OperationKind::bolus, OperationKind::refill, OperationKind::resume,
                     OperationKind::clock,   OperationKind::alarm_settings, OperationKind::stop};
  pump.modes = {Mode::stopped, Mode::minimum_rate, Mode::simple_continuous, Mode::flex, Mode::periodic_bolus};
  pump.drugs = {{"baclofen", {50_ug_per_mL, 500_ug_per_mL, 2000_ug_per_mL}}};
  pump.residual = 1400_uL;
  pump.path = 338_uL;
  return pump;
}

/// One change of therapy for that pump.
inline TherapyOperation a_change(TherapyKind kind, ModeAfter mode_after = ModeAfter::running) { return {"IPT-0001", mode_after, std::move(kind)}; }

/// A whole refill with a program, as a clinician would enter it.
inline Refill a_refill() {
  using namespace literals;
  Refill refill;
  refill.volume = 18_mL;
  refill.withdrawn = 2100_uL;
  refill.expected = 2_mL;
  refill.drug = "baclofen";
  refill.concentration = 2000_ug_per_mL;
  refill.lot = "LOT-7";
  refill.program = Program{2000_ug_per_mL, SimpleContinuous{120_ug_per_day}};
  return refill;
}

/// The same rate from each of so many times of one weekday, an hour apart.
inline std::vector<FlexStep> steps_of(std::uint32_t weekday, std::uint32_t count) {
  using namespace literals;
  std::vector<FlexStep> steps;
  for (std::uint32_t i = 0; i < count; ++i) steps.push_back({weekday, std::chrono::hours(i), 120_ug_per_day});
  return steps;
}

}  // namespace ipt
