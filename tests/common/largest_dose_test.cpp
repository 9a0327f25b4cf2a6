#include "common/largest_dose.hpp"

#include <doctest/doctest.h>

using namespace ipt;

TEST_CASE("what a program gives at most, as a dose a day") {
  using std::chrono::hours;
  using std::chrono::minutes;
  const auto most = [](decltype(Program::delivery) delivery) { return largest_daily_dose({2'000_ug_per_mL, std::move(delivery)}, FlowRate(6'000)); };
  CHECK(most(SimpleContinuous{120_ug_per_day}) == 120_ug);
  CHECK(most(Flex{{{1, hours(0), 120_ug_per_day}, {2, hours(7), 300_ug_per_day}, {2, hours(8), 110_ug_per_day}}}) == 300_ug);
  CHECK(most(PeriodicBolus{50_ug, minutes(30), hours(12), 20_ug_per_day}) == 120_ug);
  CHECK(most(PeriodicBolus{50_ug, minutes(30), hours(7), {}}) == Nanograms(171'428));  // 50 * 24 / 7, rounded down
  CHECK(most(MinimumRate{}) == 12_ug);                                                  // 0.006 mL a day
  CHECK_FALSE(most(PeriodicBolus{50_ug, minutes(30), {}, {}}).has_value());
}
