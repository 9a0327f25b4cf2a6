#include "programmer/core/trend.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "programmer/core/words.hpp"

namespace ipt {
namespace {

/// More refills than a pump's life has; a longer history is judged by its newest, so that no product below overflows.
constexpr std::size_t most = 1'000;

std::int64_t to_nearest(std::int64_t sum, std::int64_t parts) { return (sum >= 0 ? sum + parts / 2 : sum - parts / 2) / parts; }

}  // namespace

std::string_view name(TrendDirection direction) {
  switch (direction) {
    case TrendDirection::unknown: return "unknown";
    case TrendDirection::steady: return "steady";
    case TrendDirection::less: return "less_each_time";
    case TrendDirection::more: return "more_each_time";
  }
  return "";
}

Trend trend_of(std::span<const Nanolitres> discrepancies) {
  if (discrepancies.size() > most) discrepancies = discrepancies.last(most);
  Trend trend;
  trend.refills = discrepancies.size();
  if (discrepancies.empty()) return trend;
  const auto n = static_cast<std::int64_t>(discrepancies.size());
  // Least squares through the points (i, d_i):  slope = 6 * sum((2i - (n - 1)) * d_i) / (n * (n^2 - 1))
  std::int64_t sum = 0, weighted = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    const std::int64_t difference = discrepancies[static_cast<std::size_t>(i)].value;
    sum += difference;
    weighted += (2 * i - (n - 1)) * difference;
  }
  trend.mean = Nanolitres(to_nearest(sum, n));
  if (n < 2) return trend;
  trend.per_refill = Nanolitres(6 * weighted / (n * (n * n - 1)));
  trend.direction = trend.per_refill < -steady_within ? TrendDirection::less : trend.per_refill > steady_within ? TrendDirection::more : TrendDirection::steady;
  return trend;
}

std::string sentence(const Trend& trend) {
  if (trend.refills == 0) return "no refill yet, so no trend";
  if (trend.refills == 1) return fmt::format("one refill, {}: a single figure tells little; a trend tells more", words::signed_volume(trend.mean));
  const std::string figures = fmt::format("{} refills, {} a refill on average", trend.refills, words::signed_volume(trend.mean));
  const std::string change = words::signed_volume(trend.per_refill);
  switch (trend.direction) {
    case TrendDirection::less: return fmt::format("{}, changing by {} from one to the next: less comes out each time, as with an over-infusion or a leak. A trend tells more than one figure", figures, change);
    case TrendDirection::more: return fmt::format("{}, changing by {} from one to the next: more is left each time, as with a stall or an occlusion. A trend tells more than one figure", figures, change);
    case TrendDirection::steady:
    case TrendDirection::unknown: break;
  }
  return fmt::format("{}, steady (within {} from one to the next, assumed). A trend tells more than one figure", figures, words::volume(steady_within));
}

}  // namespace ipt
