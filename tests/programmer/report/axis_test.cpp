#include "programmer/report/axis.hpp"

#include <doctest/doctest.h>

#include "programmer/report/labels.hpp"

using namespace ipt;
using namespace ipt::report;

namespace {

std::vector<std::string> labels(const Axis& axis) {
  std::vector<std::string> all;
  for (const auto& tick : axis.ticks) all.push_back(tick.label);
  return all;
}

std::vector<std::string> days(std::chrono::year_month_day first, std::chrono::year_month_day last, int most) {
  return labels(day_axis("day", PumpDay(first), PumpDay(last), most));
}

using Labels = std::vector<std::string>;
using std::chrono::January, std::chrono::February, std::chrono::March, std::chrono::December, std::chrono::year;

}  // namespace

TEST_CASE("an axis of doses goes by 1, 2 or 5 to a round figure above the highest, with a leading zero and no trailing ones") {
  const auto axis = number_axis("mcg/day", 0, 132'000, 3, 5);
  CHECK(labels(axis) == Labels{"0", "50", "100", "150"});
  CHECK(axis.low == 0);
  CHECK(axis.high == 150'000);
  CHECK(labels(number_axis("mL", 0, 1'900'000, 6, 5)) == Labels{"0", "0.5", "1", "1.5", "2"});
  CHECK(labels(number_axis("mL", 0, 40'000'000, 6, 5)) == Labels{"0", "10", "20", "30", "40"});
}

TEST_CASE("an axis takes negative figures, one figure alone, and figures that no pump knows") {
  CHECK(labels(number_axis("mL", -1'400'000, 200'000, 6, 5)) == Labels{"-1.5", "-1", "-0.5", "0", "0.5"});
  CHECK(labels(number_axis("mL", 0, 0, 6, 5)).size() == 2);
  const auto unknown = number_axis("mL", INT64_MIN, INT64_MAX, 0, 5);
  CHECK(labels(unknown) == Labels{"-1000000000000000", "-500000000000000", "0", "500000000000000", "1000000000000000"});
}

TEST_CASE("days are ticked at midnight, every day, every other one or every week, by how many fit") {
  CHECK(days(year(2027) / February / 12, year(2027) / February / 14, 8) == Labels{"12 Feb 2027", "13 Feb 2027", "14 Feb 2027"});
  CHECK(days(year(2027) / February / 26, year(2027) / March / 8, 8) == Labels{"26 Feb 2027", "28 Feb 2027", "2 Mar 2027", "4 Mar 2027", "6 Mar 2027", "8 Mar 2027"});
  CHECK(days(year(2027) / February / 1, year(2027) / March / 1, 8).at(1) == "8 Feb 2027");
}

TEST_CASE("a longer time is ticked on the first of a month, a life on the first of a year") {
  CHECK(days(year(2026) / December / 17, year(2027) / March / 20, 8) == Labels{"1 Jan 2027", "1 Feb 2027", "1 Mar 2027"});
  CHECK(days(year(2026) / January / 1, year(2027) / February / 13, 8) == Labels{"1 Jan 2026", "1 Mar 2026", "1 May 2026", "1 Jul 2026", "1 Sep 2026", "1 Nov 2026", "1 Jan 2027"});
  CHECK(days(year(2026) / January / 2, year(2040) / January / 1, 8) == Labels{"1 Jan 2028", "1 Jan 2030", "1 Jan 2032", "1 Jan 2034", "1 Jan 2036", "1 Jan 2038", "1 Jan 2040"});
}

TEST_CASE("no length of time has more ticks than fit, or none, and each lies on the axis") {
  const PumpDay first(year(2026) / January / 30);
  for (int length = 1; length < 30 * 366; length += length < 800 ? 1 : 37) {
    const auto axis = day_axis("day", first, first + std::chrono::days(length), 8);
    CAPTURE(length);
    REQUIRE(axis.ticks.size() <= 8);
    REQUIRE(axis.ticks.size() >= 2);
    REQUIRE(axis.ticks.front().at >= axis.low);
    REQUIRE(axis.ticks.back().at <= axis.high);
  }
}

TEST_CASE("labels that would touch stand in lanes of their own, and those for which there is no room in none") {
  CHECK(lanes_for({{100, 80}, {150, 80}, {190, 80}}, 4) == std::vector<int>{0, 1, 0});
  CHECK(lanes_for({{100, 80}, {100, 80}, {100, 80}}, 2) == std::vector<int>{0, 1, -1});
  CHECK(length_of("3\u202Fmcg \u2013") == 7);
}
