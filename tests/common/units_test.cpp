#include "common/units.hpp"

#include <doctest/doctest.h>

#include <concepts>
#include <cstdint>
#include <limits>

#include "common/time.hpp"
#include "common/wide.hpp"

using namespace ipt;
using namespace ipt::literals;

namespace {

template <class A, class B>
concept adds = requires(A a, B b) { a + b; };
template <class A, class B>
concept subtracts = requires(A a, B b) { a - b; };
template <class A, class B>
concept compares = requires(A a, B b) { a == b; } || requires(A a, B b) { a < b; };
template <class A, class B>
concept multiplies = requires(A a, B b) { a * b; };
template <class A, class B>
concept divides = requires(A a, B b) { a / b; };

template <class A, class B>
constexpr bool mixes = adds<A, B> || subtracts<A, B> || compares<A, B> || multiplies<A, B> || divides<A, B> || std::convertible_to<A, B> || std::assignable_from<A&, B>;

static_assert(adds<Nanolitres, Nanolitres> && subtracts<Nanolitres, Nanolitres> && compares<Nanolitres, Nanolitres> && divides<Nanolitres, Nanolitres>);
static_assert(multiplies<Nanolitres, std::int64_t> && multiplies<std::int64_t, Nanolitres>);
static_assert(!multiplies<Nanolitres, Nanolitres>, "no unit here is a square");
static_assert(!divides<Nanolitres, std::int64_t>, "a part of a volume is rounded, so it is said how: multiply_divide");

static_assert(!adds<Nanolitres, int> && !subtracts<Nanolitres, int> && !compares<Nanolitres, int>, "reservoir - 3 has no unit");
static_assert(!std::convertible_to<int, Nanolitres> && !std::convertible_to<Nanolitres, std::int64_t>);
static_assert(!mixes<Nanolitres, Nanograms> && !mixes<Nanograms, Nanolitres>, "a volume is no dose");
static_assert(!mixes<Nanograms, DoseRate> && !mixes<DoseRate, Nanograms>, "a dose is no dose a day");
static_assert(!mixes<Nanolitres, FlowRate> && !mixes<FlowRate, Nanolitres>);
static_assert(!mixes<DoseRate, FlowRate> && !mixes<FlowRate, DoseRate>);
static_assert(!mixes<Concentration, DoseRate> && !mixes<Concentration, Nanograms> && !mixes<Concentration, Nanolitres>);
static_assert(!mixes<Strokes, Nanolitres> && !mixes<Nanolitres, Strokes>, "a stroke has a volume, it is none");

static_assert(!subtracts<Uptime, PumpClock> && !compares<Uptime, PumpClock> && !std::convertible_to<PumpClock, Uptime>, "elapsed time is not what a clock shows");
static_assert(!subtracts<Uptime, LinkTime> && !compares<Uptime, LinkTime> && !std::convertible_to<LinkTime, Uptime>, "link time never drives therapy");
static_assert(!subtracts<LinkTime, PumpClock> && !compares<LinkTime, PumpClock>);

constexpr auto largest = std::numeric_limits<std::int64_t>::max();

}  // namespace

TEST_CASE("a literal reads like a prescription and holds whole smallest units") {
  CHECK(18_mL == Nanolitres(18'000'000));
  CHECK(338_uL == Nanolitres(338'000));
  CHECK(250_nL == Nanolitres(250));
  CHECK(50_ug == Nanograms(50'000));
  CHECK(7_ng == Nanograms(7));
  CHECK(120_ug_per_day == DoseRate(120'000));
  CHECK(2000_ug_per_mL == Concentration(2'000'000));
  CHECK(48000_nL_per_day == FlowRate(48'000));
}

TEST_CASE("amounts of one unit add, subtract, repeat and compare") {
  Nanolitres reservoir = 20_mL;
  reservoir -= 500_uL;
  reservoir += 250_nL;
  CHECK(reservoir == Nanolitres(19'500'250));
  CHECK(20_mL - 1_mL < 20_mL);
  CHECK(-(1_mL) == Nanolitres(-1'000'000));
  CHECK(4 * 250_nL == 1_uL);
  CHECK(250_nL * 4 == 1_uL);
  CHECK(1_uL / 300_nL == 3);
  CHECK(Nanolitres() == 0_nL);
}

TEST_CASE("a product of therapy values beyond 64 bits is divided exactly, rounded down or up as asked") {
  CHECK(multiply_divide(7, 3, 2) == 10);
  CHECK(multiply_divide_up(7, 3, 2) == 11);
  CHECK(multiply_divide(8, 3, 2) == 12);
  CHECK(multiply_divide_up(8, 3, 2) == 12);
  CHECK(multiply_divide(0, largest, 1) == 0);
  CHECK(multiply_divide_up(0, largest, largest) == 0);
  CHECK(multiply_divide(largest, largest, largest) == largest);
  CHECK(multiply_divide(largest, 1'000'000, 1'000'001) == 9'223'362'813'491'962'315);
  CHECK(multiply_divide_up(largest, 1'000'000, 1'000'001) == 9'223'362'813'491'962'316);
  // 120 mcg/day of 2,000 mcg/mL are 60,000 nL/day.
  CHECK(multiply_divide(120'000, 1'000'000, 2'000'000) == 60'000);
}

TEST_CASE("a pump's day begins at its own midnight, before 1970 too") {
  const PumpClock midnight{Milliseconds(0)};
  CHECK(day_of(midnight) == PumpDay(std::chrono::days(0)));
  CHECK(day_of(midnight + one_day - Milliseconds(1)) == PumpDay(std::chrono::days(0)));
  CHECK(day_of(midnight + one_day) == PumpDay(std::chrono::days(1)));
  CHECK(day_of(midnight - Milliseconds(1)) == PumpDay(std::chrono::days(-1)));
  CHECK(one_week == 7 * one_day);
}
