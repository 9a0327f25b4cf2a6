#include "programmer/core/conversion.hpp"

#include <doctest/doctest.h>

#include <random>

#include "common/wide.hpp"
#include "programmer/core/dose.hpp"
#include "tests/programmer/core/advised.hpp"

using namespace ipt;
using namespace std::chrono_literals;

namespace {

using Names = std::vector<std::string>;

Conversion converted(const ConversionAsked& asked) {
  auto made = convert(asked, {});
  REQUIRE(made.has_value());
  return *std::move(made);
}

}  // namespace

TEST_CASE("60 mcg every hour are 1,440 mcg/day, and whoever wrote it may have meant 2.5 mcg/h") {
  const auto made = converted({1'440_ug_per_day, true, {}, {}});
  CHECK(made.an_hour == 60_ug);
  CHECK(made.is_exact);
  CHECK(cautions_of(made.advised) == Names{"hourly_dose", "daily_dose"});
  CHECK(text_of_line(made.advised, "hourly_dose") == "60 mcg/h is 1440 mcg/day. If 60 mcg a day was meant, that is 2.5 mcg/h.");
  CHECK(all_have_sources(made.advised));
  CHECK(cautions_of(converted({120_ug_per_day, false, {}, {}}).advised).empty());
}

TEST_CASE("a dose is compared with the present one, and shown as a flow where the concentration is known") {
  const auto made = converted({132_ug_per_day, false, 120_ug_per_day, 2'000_ug_per_mL});
  CHECK(made.change_permille == 100);
  CHECK(made.flow == 66'000_nL_per_day);
  CHECK(cautions_of(made.advised).empty());
  CHECK(cautions_of(converted({1'200_ug_per_day, false, 120_ug_per_day, {}}).advised) == Names{"daily_dose", "hour_for_day"});
  CHECK(cautions_of(converted({DoseRate(1'199'000), false, 120_ug_per_day, {}}).advised).empty());
  CHECK(cautions_of(converted({90_ug_per_day, false, {}, 2'000_ug_per_mL}).advised) == Names{"flow_too_low"});
}

TEST_CASE("30 mcg every 6 h are 120 mcg/day, and every 6 min 7,200 mcg/day: was it meant in hours?") {
  const auto meant = repeated(30_ug, 6h);
  CHECK(meant->doses_a_day == 4);
  CHECK(meant->dose == 120_ug_per_day);
  CHECK(meant->advised.lines.empty());
  const auto typed = repeated(30_ug, 6min);
  CHECK(typed->doses_a_day == 240);
  CHECK(typed->dose == 7'200_ug_per_day);
  CHECK(cautions_of(typed->advised) == Names{"minutes_for_hours", "daily_dose"});
  CHECK(text_of_line(typed->advised, "minutes_for_hours") == "A dose every 6 min is 240 doses a day. Was it meant every 6 h? That is 120 mcg/day.");
  CHECK(all_have_sources(typed->advised));
  CHECK(cautions_of(repeated(1_ug, 1h)->advised).empty());
  CHECK(cautions_of(repeated(1_ug, 1h - Milliseconds(1))->advised) == Names{"minutes_for_hours"});
}

TEST_CASE("an hour's dose comes back from a day unchanged, and a day's from an hour never larger, by less than 24 ng") {
  std::mt19937_64 random(17);
  for (int n = 0; n < 2'000; ++n) {
    const std::int64_t any = std::uniform_int_distribution<std::int64_t>(1, 1'000'000'000)(random);
    CAPTURE(any);
    CHECK(an_hour(a_day(Nanograms(any))) == Nanograms(any));
    const DoseRate back = a_day(an_hour(DoseRate(any)));
    CHECK(back <= DoseRate(any));
    CHECK(back > DoseRate(any - 24));
    CHECK(converted({DoseRate(any), false, {}, {}}).is_exact == (back == DoseRate(any)));
  }
}

TEST_CASE("a dose comes back from its flow never larger, and by less than what a nanolitre holds") {
  std::mt19937_64 random(19);
  for (int n = 0; n < 2'000; ++n) {
    const DoseRate dose(std::uniform_int_distribution<std::int64_t>(1, 10'000'000)(random));
    const Concentration concentration(std::uniform_int_distribution<std::int64_t>(1, 2'000'000)(random));
    CAPTURE(dose.value);
    CAPTURE(concentration.value);
    const FlowRate flow = *converted({dose, false, {}, concentration}).flow;
    CHECK(static_cast<Wide>(flow.value) * concentration.value <= static_cast<Wide>(dose.value) * 1'000'000);
    CHECK(static_cast<Wide>(flow.value + 1) * concentration.value > static_cast<Wide>(dose.value) * 1'000'000);
  }
}

TEST_CASE("a repeated dose is never more than what is asked, by less than a nanogram") {
  std::mt19937_64 random(23);
  for (int n = 0; n < 2'000; ++n) {
    const Nanograms dose(std::uniform_int_distribution<std::int64_t>(1, 1'000'000)(random));
    const Milliseconds interval(std::uniform_int_distribution<std::int64_t>(1, 7 * one_day.count())(random));
    CAPTURE(dose.value);
    CAPTURE(interval.count());
    const Wide exact = static_cast<Wide>(dose.value) * one_day.count();
    const auto made = repeated(dose, interval);
    CHECK(static_cast<Wide>(made->dose.value) * interval.count() <= exact);
    CHECK(static_cast<Wide>(made->dose.value + 1) * interval.count() > exact);
  }
}

TEST_CASE("amounts that nobody means are errors") {
  CHECK_FALSE(convert({DoseRate(0), false, {}, {}}, {}).has_value());
  CHECK_FALSE(convert({120_ug_per_day, false, DoseRate(0), {}}, {}).has_value());
  CHECK_FALSE(convert({120_ug_per_day, false, {}, Concentration(0)}, {}).has_value());
  CHECK_FALSE(repeated(Nanograms(0), 6h).has_value());
  CHECK_FALSE(repeated(30_ug, Milliseconds(0)).has_value());
}
