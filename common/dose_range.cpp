#include "common/dose_range.hpp"

#include <algorithm>

#include "common/wide.hpp"

namespace ipt {
namespace {

DoseRange constant(std::int64_t dose) { return {Nanograms(dose), Nanograms(dose)}; }

}  // namespace

std::optional<DoseRange> dose_range(const Program& program, FlowRate minimum_rate) {
  if (const auto* simple = std::get_if<SimpleContinuous>(&program.delivery)) return constant(simple->dose.value);
  if (const auto* flex = std::get_if<Flex>(&program.delivery)) {
    if (flex->steps.empty()) return {};
    const auto [lowest, highest] = std::ranges::minmax(flex->steps, {}, &FlexStep::dose);
    return DoseRange{Nanograms(lowest.dose.value), Nanograms(highest.dose.value)};
  }
  if (const auto* periodic = std::get_if<PeriodicBolus>(&program.delivery)) {
    if (periodic->interval <= Milliseconds{0}) return {};
    return constant(multiply_divide(periodic->dose.value, one_day.count(), periodic->interval.count()) + periodic->basal.value);
  }
  return constant(multiply_divide(minimum_rate.value, program.concentration.value, 1'000'000));
}

}  // namespace ipt
