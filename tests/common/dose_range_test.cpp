#include "common/dose_range.hpp"

#include <doctest/doctest.h>

using namespace ipt;

TEST_CASE("what a program gives at least and at most, as a dose a day") {
  using std::chrono::hours;
  using std::chrono::minutes;
  const auto range = [](decltype(Program::delivery) delivery) { return dose_range({2'000_ug_per_mL, std::move(delivery)}, FlowRate(6'000)); };
  const auto always = [](Nanograms dose) { return DoseRange{dose, dose}; };
  CHECK((range(SimpleContinuous{120_ug_per_day}) == always(120_ug)));
  CHECK((range(Flex{{{1, hours(0), 120_ug_per_day}, {2, hours(7), 300_ug_per_day}, {2, hours(8), 110_ug_per_day}}}) == DoseRange{110_ug, 300_ug}));
  CHECK((range(PeriodicBolus{50_ug, minutes(30), hours(12), 20_ug_per_day}) == always(120_ug)));
  CHECK((range(PeriodicBolus{50_ug, minutes(30), hours(7), {}}) == always(Nanograms(171'428))));  // 50 * 24 / 7, rounded down
  CHECK((range(MinimumRate{}) == always(12_ug)));                                                  // 0.006 mL a day
  CHECK_FALSE(range(PeriodicBolus{50_ug, minutes(30), {}, {}}).has_value());
  CHECK_FALSE(range(Flex{}).has_value());
}
