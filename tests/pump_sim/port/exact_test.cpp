#include <doctest/doctest.h>

#include "tests/pump_sim/port/orders.hpp"

using namespace ipt;
using ipt::test::Dice;

TEST_CASE("thirds of a nanolitre add up to whole ones") {
  const Exact third = Exact::ratio(1, 3);
  CHECK(third + third + third == Exact::of(1_nL));
  CHECK(Exact::of(1_nL) - third == third + third);
  CHECK(floor(Exact::ratio(22, 7)) == 3_nL);
}

TEST_CASE("equal volumes are equal field by field, and ordered by size") {
  CHECK(Exact::ratio(50, 100) == Exact::ratio(1, 2));
  CHECK(Exact::ratio(1, 2) < Exact::ratio(2, 3));
  CHECK(Exact::ratio(7, 2) > Exact::ratio(10, 3));
  CHECK(Exact::ratio(6, 3) == Exact::of(2_nL));
}

TEST_CASE("a dose over a concentration is not rounded") {
  CHECK(exact_volume(50_ug, 2'000_ug_per_mL) == Exact::of(25_uL));
  CHECK(exact_volume(50_ug, Concentration{3'000'000}) == Exact::ratio(50'000, 3));
  CHECK(exact_volume(Nanograms{1'000'000'000}, Concentration{1}) == Exact::of(Nanolitres{1'000'000'000'000'000}));
}

TEST_CASE("a denominator beyond 62 bits is rounded down, by less than 2^-40 nL") {
  const std::int64_t large = (std::int64_t{1} << 61) - 1;  // prime
  const Exact a = Exact::ratio(1, large);
  const Exact b = Exact::ratio(large - 2, large - 1);
  const Exact sum = a + b;
  CHECK(sum.parts == std::int64_t{1} << 40);
  CHECK(sum <= Exact::of(1_nL));
  CHECK(sum + Exact::ratio(1, std::int64_t{1} << 40) > b);
  CHECK(sum + Exact::ratio(1, std::int64_t{1} << 39) > Exact::of(1_nL));
}

TEST_CASE("sums and differences agree with 128-bit arithmetic") {
  for (std::uint64_t seed = 1; seed <= 2'000; ++seed) {
    INFO("seed ", seed);
    Dice dice(seed);
    const std::int64_t p = dice.of_any_size(0, 1'000'000'000'000), q = dice.of_any_size(1, 1'000'000'000);
    const std::int64_t r = dice.of_any_size(0, 1'000'000'000'000), s = dice.of_any_size(1, 1'000'000'000);
    const Exact a = Exact::ratio(p, q), b = Exact::ratio(r, s);
    CHECK(is_sound(a));
    CHECK(a + b == Exact::ratio(static_cast<Wide>(p) * s + static_cast<Wide>(r) * q, static_cast<Wide>(q) * s));
    CHECK(a + b - b == a);
    CHECK(((a < b) == (static_cast<Wide>(p) * s < static_cast<Wide>(r) * q)));
  }
}
