#pragma once
#include <optional>

#include "common/therapy.hpp"

namespace ipt {

/// The lowest and the highest step of a program, each as a dose a day; the same where it gives one dose all along.
struct DoseRange {
  Nanograms lowest;
  Nanograms highest;
  bool operator==(const DoseRange&) const = default;
};

/// Flex: its steps, whichever the weekday; periodic: its doses a day, rounded down, and the basal; at the minimum rate what
/// this pump gives then. Nothing for what no pump runs: flex without a step, a periodic bolus without an interval.
std::optional<DoseRange> dose_range(const Program&, FlowRate minimum_rate);

}  // namespace ipt
