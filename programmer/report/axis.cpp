#include "programmer/report/axis.hpp"

#include <algorithm>
#include <utility>

#include "common/amount_text.hpp"
#include "common/check.hpp"
#include "programmer/core/words.hpp"

namespace ipt::report {
namespace {

/// The largest multiple of `step` that is not above.
std::int64_t round_down(std::int64_t value, std::int64_t step) { return (value >= 0 ? value : value - step + 1) / step * step; }
std::int64_t round_up(std::int64_t value, std::int64_t step) { return -round_down(-value, step); }

std::int64_t nice_step(std::int64_t low, std::int64_t high, int most) {
  for (std::int64_t power = 1;; power *= 10) {
    for (const int digit : {1, 2, 5}) {
      const std::int64_t step = digit * power;
      if ((round_up(high, step) - round_down(low, step)) / step <= most) return step;
    }
  }
}

/// Every `step` days from the first on.
std::vector<PumpDay> every_few_days(PumpDay first, PumpDay last, int step) {
  std::vector<PumpDay> days;
  for (PumpDay day = first; day <= last; day += std::chrono::days(step)) days.push_back(day);
  return days;
}

/// The first of every `step`-th month, counted from January.
std::vector<PumpDay> every_few_months(PumpDay first, PumpDay last, int step) {
  std::vector<PumpDay> days;
  const std::chrono::year_month_day from(first);
  std::chrono::year_month month(from.year(), from.month());
  while (PumpDay(month / 1) < first || (static_cast<unsigned>(month.month()) - 1) % static_cast<unsigned>(step) != 0) month += std::chrono::months(1);
  for (; PumpDay(month / 1) <= last; month += std::chrono::months(step)) days.emplace_back(month / 1);
  return days;
}

/// The first of January of every `step`-th year.
std::vector<PumpDay> every_few_years(PumpDay first, PumpDay last, int step) {
  std::vector<PumpDay> days;
  for (int year = static_cast<int>(round_up(static_cast<int>(std::chrono::year_month_day(first).year()), step)); PumpDay(std::chrono::year(year) / 1 / 1) <= last; year += step) {
    if (PumpDay(std::chrono::year(year) / 1 / 1) >= first) days.emplace_back(std::chrono::year(year) / 1 / 1);
  }
  return days;
}

std::vector<PumpDay> nice_days(PumpDay first, PumpDay last, int most) {
  // Beyond these a calendar of ours ends, and no pump lives there.
  if (first < PumpDay(std::chrono::year(1) / 1 / 1) || last > PumpDay(std::chrono::year(9'999) / 1 / 1)) return {};
  const auto fits = [&](const std::vector<PumpDay>& days) { return days.size() <= static_cast<std::size_t>(most); };
  const auto length = (last - first).count();
  for (const int step : {1, 2, 7}) {
    if (length / step < most) return every_few_days(first, last, step);
  }
  for (const int step : {1, 2, 3, 6}) {
    if (length / 28 / step > 2 * most) continue;
    if (auto days = every_few_months(first, last, step); fits(days) && days.size() >= 2) return days;
  }
  for (int step = 1;; step *= 2) {
    if (length / 366 / step > most) continue;
    if (auto days = every_few_years(first, last, step); fits(days)) return days;
  }
}

}  // namespace

Axis number_axis(std::string label, std::int64_t low, std::int64_t high, int decimals, int most) {
  IPT_CHECK(most >= 1 && low <= high);
  constexpr std::int64_t beyond = 1'000'000'000'000'000;  // of no unit of ours does a pump hold so much
  low = std::clamp(low, -beyond, beyond);
  high = std::clamp(high, -beyond, beyond);
  if (low == high) ++high;
  const std::int64_t step = nice_step(low, high, most);
  Axis axis{std::move(label), round_down(low, step), round_up(high, step), {}};
  for (std::int64_t at = axis.low; at <= axis.high; at += step) axis.ticks.push_back({at, decimal_text(at, decimals)});
  return axis;
}

Axis day_axis(std::string label, PumpDay first, PumpDay last, int most) {
  IPT_CHECK(most >= 2 && first < last);
  Axis axis{std::move(label), at_midnight(first), at_midnight(last), {}};
  for (const PumpDay day : nice_days(first, last, most)) axis.ticks.push_back({at_midnight(day), words::day(day)});
  return axis;
}

std::int64_t at_midnight(PumpDay day) { return Milliseconds(day.time_since_epoch()).count(); }

}  // namespace ipt::report
