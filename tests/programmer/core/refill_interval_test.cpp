#include "programmer/core/refill_interval.hpp"

#include <doctest/doctest.h>

#include <random>

#include "tests/programmer/core/advised.hpp"

using namespace ipt;

namespace {

using Names = std::vector<std::string>;

RefillInterval interval(const IntervalAsked& asked, const PumpFigures& pump = {}) {
  auto made = refill_interval(asked, pump);
  REQUIRE(made.has_value());
  CHECK(all_have_sources(made->advised));
  return *std::move(made);
}

}  // namespace

TEST_CASE("20 mL of 2,000 mcg/mL at 120 mcg/day reach the alarm after 300 days, and the drug is good for 180") {
  const auto made = interval({20_mL, 2'000_ug_per_mL, 120_ug_per_day, {}});
  CHECK(made.days_to_alarm == 300);
  CHECK(made.days_to_empty == 333);
  CHECK(made.refill_within_days == 180);
  CHECK(made.is_bound_by_stability);
  CHECK(text_of_line(made.advised, "stability") == "Refill within 180 days: the drug's time ends before its volume, and 9.2 mL would be left.");
  CHECK(cautions_of(made.advised).empty());
}

TEST_CASE("20 mL of 500 mcg/mL at 300 mcg/day reach the alarm after 30 days, so the refill comes three days before") {
  const auto made = interval({20_mL, 500_ug_per_mL, 300_ug_per_day, {}});
  CHECK(made.days_to_alarm == 30);
  CHECK(made.days_to_empty == 33);
  CHECK(made.refill_within_days == 27);
  CHECK_FALSE(made.is_bound_by_stability);
  CHECK(text_of_line(made.advised, "lead") == "Refill within 27 days, 3 days before the alarm.");
}

TEST_CASE("a part of a day does not count, and the bound changes hands at the day") {
  CHECK(interval({Nanolitres(19'999'999), 500_ug_per_mL, 300_ug_per_day, {}}).days_to_alarm == 29);
  // 183 days to the alarm are 180 and the lead: the volume decides; one more, and the drug does.
  CHECK_FALSE(interval({12'980_uL, 2'000_ug_per_mL, 120_ug_per_day, {}}).is_bound_by_stability);
  CHECK(interval({12'980_uL, 2'000_ug_per_mL, 120_ug_per_day, {}}).refill_within_days == 180);
  CHECK(interval({13'040_uL, 2'000_ug_per_mL, 120_ug_per_day, {}}).is_bound_by_stability);
}

TEST_CASE("so that a refill lasts 90 days at 300 mcg/day, 2,000 mcg/mL is the weakest usual concentration") {
  CHECK(concentration_for(90, 20_mL, 300_ug_per_day, {}) == 1'550_ug_per_mL);
  CHECK(usual_concentration_for(90, 20_mL, 300_ug_per_day, {}) == 2'000_ug_per_mL);
  CHECK(usual_concentration_for(27, 20_mL, 300_ug_per_day, {}) == 500_ug_per_mL);
  CHECK(usual_concentration_for(28, 20_mL, 300_ug_per_day, {}) == 1'000_ug_per_mL);
  const auto made = interval({20_mL, 500_ug_per_mL, 300_ug_per_day, 90});
  CHECK(text_of_line(made.advised, "concentration") == "For 90 days 2000 mcg/mL is the weakest usual concentration (1550 mcg/mL would be just enough).");
}

TEST_CASE("no concentration makes a refill last longer than the drug is good") {
  CHECK_FALSE(concentration_for(181, 20_mL, 120_ug_per_day, {}).has_value());
  const auto made = interval({20_mL, 2'000_ug_per_mL, 120_ug_per_day, 181});
  CHECK(cautions_of(made.advised) == Names{"stability"});
  CHECK(cautions_of(interval({20_mL, 2'000_ug_per_mL, 120_ug_per_day, 180}).advised).empty());
}

TEST_CASE("where no usual concentration does, or none at a flow that the pump keeps, that is said") {
  CHECK(cautions_of(interval({20_mL, 2'000_ug_per_mL, 1'000_ug_per_day, 90}).advised) == Names{"no_concentration"});
  PumpFigures pump;
  pump.lowest_flow.value = 160'000;  // 300 mcg/day of 2,000 mcg/mL are 0.15 mL/day
  CHECK_FALSE(usual_concentration_for(90, 20_mL, 300_ug_per_day, pump).has_value());
  CHECK(usual_concentration_for(28, 20_mL, 300_ug_per_day, pump) == 1'000_ug_per_mL);
  CHECK(cautions_of(interval({2_mL, 2'000_ug_per_mL, 120_ug_per_day, 90}).advised) == Names{"alarm_at_once", "no_concentration"});
}

TEST_CASE("a volume that the reservoir does not hold, and a flow that the pump does not keep, are said") {
  CHECK(cautions_of(interval({Nanolitres(20'000'001), 2'000_ug_per_mL, 120_ug_per_day, {}}).advised) == Names{"overfill"});
  CHECK(cautions_of(interval({20_mL, 2'000_ug_per_mL, 90_ug_per_day, {}}).advised) == Names{"flow_too_low"});
  CHECK(cautions_of(interval({20_mL, 50_ug_per_mL, 120_ug_per_day, {}}).advised) == Names{"screening_concentration"});
  const auto empty = interval({1_mL, 2'000_ug_per_mL, 120_ug_per_day, {}});
  CHECK(empty.days_to_alarm == 0);
  CHECK(empty.refill_within_days == 0);
  CHECK(cautions_of(empty.advised) == Names{"alarm_at_once"});
}

TEST_CASE("whatever is wanted, the concentration for it lasts so long, and one ng/mL less does not") {
  std::mt19937_64 random(13);
  const auto any = [&](std::int64_t least, std::int64_t most) { return std::uniform_int_distribution<std::int64_t>(least, most)(random); };
  int found = 0;
  for (int n = 0; n < 2'000; ++n) {
    const Nanolitres volume(any(2'000'001, 40'000'000));
    const DoseRate dose(any(1'000, 2'000'000));
    const std::int64_t days = any(1, 180);
    const auto least = concentration_for(days, volume, dose, {});
    if (!least) continue;
    ++found;
    CAPTURE(volume.value);
    CAPTURE(dose.value);
    CAPTURE(days);
    CHECK(refill_interval({volume, *least, dose, {}}, {})->refill_within_days >= days);
    CHECK(refill_interval({volume, Concentration(least->value - 1), dose, {}}, {})->refill_within_days < days);
  }
  CHECK(found > 1'000);
}

TEST_CASE("amounts and days that nobody means are errors") {
  CHECK(refill_interval({Nanolitres(-1), 2'000_ug_per_mL, 120_ug_per_day, {}}, {}).error().text.find("must not be below 0") != std::string::npos);
  CHECK_FALSE(refill_interval({20_mL, Concentration(0), 120_ug_per_day, {}}, {}).has_value());
  CHECK_FALSE(refill_interval({20_mL, 2'000_ug_per_mL, DoseRate(0), {}}, {}).has_value());
  for (const std::int64_t days : {0, -1, 36'601}) CHECK(refill_interval({20_mL, 2'000_ug_per_mL, 120_ug_per_day, days}, {}).error().text.find("no interval between refills") != std::string::npos);
}
