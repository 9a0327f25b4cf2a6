#pragma once
#include <optional>

#include "common/therapy.hpp"

namespace ipt {

/// What a program gives at most, as a dose a day: a flex program's highest step, whichever the weekday; at the minimum
/// rate what this pump gives then. Nothing for a periodic bolus without an interval, which no pump runs.
std::optional<Nanograms> largest_daily_dose(const Program&, FlowRate minimum_rate);

}  // namespace ipt
