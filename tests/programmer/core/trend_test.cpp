#include "programmer/core/trend.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace ipt;

namespace {

Trend trend(std::vector<std::int64_t> microlitres) {
  std::vector<Nanolitres> discrepancies;
  for (const auto figure : microlitres) discrepancies.push_back(Nanolitres(figure * 1'000));
  return trend_of(discrepancies);
}

}  // namespace

TEST_CASE("a residual that stays behind the needle each time is a steady trend, not a growing one") {
  CHECK(trend({-1'400, -1'300, -1'400, -1'500}) == Trend{4, Nanolitres(-1'400'000), Nanolitres(-40'000), TrendDirection::steady});
  CHECK(sentence(trend({-1'400, -1'400})) == "2 refills, -1.4 mL a refill on average, steady (within 0.1 mL from one to the next, assumed). A trend tells more than one figure");
}

TEST_CASE("less that comes out from refill to refill shows as a trend long before one figure is alarming") {
  const auto creeping = trend({-1'400, -1'600, -1'800, -2'000});
  CHECK(creeping == Trend{4, Nanolitres(-1'700'000), Nanolitres(-200'000), TrendDirection::less});
  CHECK(sentence(creeping).find("over-infusion") != std::string::npos);
  const auto stalling = trend({-1'400, 0, 1'400});
  CHECK(stalling == Trend{3, Nanolitres(0), Nanolitres(1'400'000), TrendDirection::more});
  CHECK(sentence(stalling).find("a stall or an occlusion") != std::string::npos);
}

TEST_CASE("one refill is no trend, and none is told of") {
  CHECK(trend({-3'000}).direction == TrendDirection::unknown);
  CHECK(trend({-3'000}).mean == Nanolitres(-3'000'000));
  CHECK(sentence(trend({-3'000})).find("a single figure tells little") != std::string::npos);
  CHECK(sentence(trend({})) == "no refill yet, so no trend");
}

TEST_CASE("a mean is rounded to the nearest nanolitre, both ways alike") {
  const Nanolitres up[] = {1_nL, 1_nL, 0_nL}, down[] = {-1_nL, -1_nL, 0_nL};
  CHECK(trend_of(up).mean == 1_nL);
  CHECK(trend_of(down).mean == -1_nL);
}

TEST_CASE("a history longer than a pump's life is judged by its newest thousand refills") {
  std::vector<Nanolitres> long_history(500, 40_mL);
  long_history.insert(long_history.end(), 1'000, -1_mL);
  CHECK(trend_of(long_history) == Trend{1'000, -1_mL, 0_nL, TrendDirection::steady});
}
