#include "programmer/core/dose.hpp"

#include <doctest/doctest.h>

#include "programmer/core/titrate.hpp"

using namespace ipt;

namespace {

constexpr Present present{120_ug_per_day, 2'000_ug_per_mL};

std::int64_t dose(const char* text) {
  const auto read = dose_from(text, present);
  REQUIRE_MESSAGE(read.has_value(), text);
  return read->value;
}
std::string wrong(const char* text) {
  const auto read = dose_from(text, present);
  REQUIRE_MESSAGE(!read.has_value(), text);
  return read.error().text;
}

}  // namespace

TEST_CASE("doses are read as people write them, and never as more than was asked") {
  CHECK(dose("120mcg/day") == 120'000);
  CHECK(dose("120 mcg/day") == 120'000);
  CHECK(dose("5mcg/h") == 120'000);
  CHECK(dose("0.12mg/day") == 120'000);
  CHECK(dose("0.06mL/day") == 120'000);
  CHECK(dose("+10%") == 132'000);
  CHECK(dose("-5%") == 114'000);
  CHECK(dose("+8.333%") == 129'999);  // 9,999.6 ng more, rounded down
  CHECK(dose("-8.333%") == 110'000);  // 9,999.6 ng less: the cut is rounded up
}

TEST_CASE("a dose that cannot be read says what would be right") {
  for (const char* text : {"", "mcg/day", "120", "120mcg", "120 furlongs", "1,200mcg/day", "12.34567mcg/day", "10%", "+120mcg/day", "-120mcg/day", "0mcg/day", "0mL/day", "-100%", "-0.5mL/day"}) {
    CAPTURE(text);
    CHECK(wrong(text).find("write it like 120mcg/day") != std::string::npos);
  }
  CHECK(wrong("10%").find("which way") != std::string::npos);
  CHECK(wrong("-100%").find("use stop") != std::string::npos);
}

TEST_CASE("of no present dose there is no percentage") {
  const auto read = dose_from("+10%", {DoseRate(0), 2'000_ug_per_mL});
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().text.find("no present dose") != std::string::npos);
}

TEST_CASE("a percentage changes every rate of a program, an amount only a single one") {
  const Program simple{2'000_ug_per_mL, SimpleContinuous{120_ug_per_day}};
  CHECK(std::get<SimpleContinuous>(titrate(simple, "10%", true)->delivery).dose == 132_ug_per_day);
  CHECK(std::get<SimpleContinuous>(titrate(simple, "12mcg/day", false)->delivery).dose == 108_ug_per_day);
  CHECK_FALSE(titrate(simple, "120mcg/day", false).has_value());
  CHECK_FALSE(titrate(simple, "+10%", true).has_value());

  const Program flex{2'000_ug_per_mL, Flex{{{1, Milliseconds{0}, 100_ug_per_day}, {3, Milliseconds{3'600'000}, 200_ug_per_day}}}};
  const auto more = titrate(flex, "10%", true);
  REQUIRE(more.has_value());
  CHECK(std::get<Flex>(more->delivery).steps[0].dose == 110_ug_per_day);
  CHECK(std::get<Flex>(more->delivery).steps[1].dose == 220_ug_per_day);
  CHECK(more->concentration == flex.concentration);
  CHECK_FALSE(titrate(flex, "12mcg/day", true).has_value());

  const Program periodic{2'000_ug_per_mL, PeriodicBolus{30_ug, Milliseconds{600'000}, Milliseconds{21'600'000}, 100_ug_per_day}};
  const auto less = titrate(periodic, "10%", false);
  REQUIRE(less.has_value());
  CHECK(std::get<PeriodicBolus>(less->delivery).dose == 27_ug);
  CHECK(std::get<PeriodicBolus>(less->delivery).basal == 90_ug_per_day);
  CHECK(std::get<PeriodicBolus>(less->delivery).interval == Milliseconds{21'600'000});

  CHECK_FALSE(titrate(Program{2'000_ug_per_mL, MinimumRate{}}, "10%", true).has_value());
}

TEST_CASE("a change is told in tenths of a percent, to the nearest") {
  CHECK(change_in_permille(120_ug_per_day, 130_ug_per_day) == 83);
  CHECK(change_in_permille(120_ug_per_day, 110_ug_per_day) == -83);
  CHECK(change_in_permille(DoseRate(2'000), DoseRate(2'001)) == 1);  // half a tenth counts up
  CHECK(change_in_permille(DoseRate(0), 100_ug_per_day) == 0);
}

TEST_CASE("an hourly figure is known by its unit") {
  CHECK(is_hourly("5mcg/h"));
  CHECK(is_hourly("5 mcg/hour"));
  CHECK_FALSE(is_hourly("120mcg/day"));
  CHECK_FALSE(is_hourly("nonsense"));
}
