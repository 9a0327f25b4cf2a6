#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "common/time.hpp"
#include "programmer/report/chart.hpp"

namespace ipt::report {

/// An axis from a round number at or below `low` to one at or above `high`, with at most `most` steps of 1, 2 or 5 times a
/// power of ten between its ticks. Labels have the unit that is `10^decimals` of the numbers. `most` is at least 1.
Axis number_axis(std::string label, std::int64_t low, std::int64_t high, int decimals, int most);

/// An axis of pump-clock milliseconds from one day to another, at midnight each, with at most `most` ticks: every 1, 2 or 7
/// days, the first of every 1, 2, 3 or 6 months, or of years. `last` is after `first`, `most` at least 2.
Axis day_axis(std::string label, PumpDay first, PumpDay last, int most);

/// Midnight, as day_axis() counts.
std::int64_t at_midnight(PumpDay);

}  // namespace ipt::report
