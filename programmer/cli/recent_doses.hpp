#pragma once
#include "programmer/cli/visit.hpp"
#include "programmer/core/caution.hpp"

namespace ipt {

/// Of the 24 hours of pump time before the newest answer, from the log of the pump.
Result<RecentDoses, Failure> recent_doses(Visit&);

}  // namespace ipt
