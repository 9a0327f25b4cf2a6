#include "common/largest_dose.hpp"

#include <algorithm>

#include "common/wide.hpp"

namespace ipt {

std::optional<Nanograms> largest_daily_dose(const Program& program, FlowRate minimum_rate) {
  if (const auto* simple = std::get_if<SimpleContinuous>(&program.delivery)) return Nanograms(simple->dose.value);
  if (const auto* flex = std::get_if<Flex>(&program.delivery)) {
    DoseRate most;
    for (const auto& step : flex->steps) most = std::max(most, step.dose);
    return Nanograms(most.value);
  }
  if (const auto* periodic = std::get_if<PeriodicBolus>(&program.delivery)) {
    if (periodic->interval <= Milliseconds{0}) return {};
    return Nanograms(multiply_divide(periodic->dose.value, one_day.count(), periodic->interval.count()) + periodic->basal.value);
  }
  return Nanograms(multiply_divide(minimum_rate.value, program.concentration.value, 1'000'000));
}

}  // namespace ipt
