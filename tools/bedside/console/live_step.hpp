#pragma once
#include "scenario/v1/scenario.pb.h"
#include "tools/bedside/console/live_scenario.hpp"

namespace ipt {

/// What a step means at the bed; its time is left at zero. An error: an amount that cannot be read.
Result<LiveStep> live_step(const scenario::v1::Step&, const bedside::v1::Start&);

}  // namespace ipt
