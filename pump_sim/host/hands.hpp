#pragma once
#include "bedside/v1/bedside.pb.h"
#include "pump_sim/implant/implant.hpp"

namespace ipt {

/// Whether this act changes the world and so is an input that is written down.
bool is_hands_act(const bedside::v1::Ask&);

/// What hands do at `now`: needle, syringe, stall, accuracy, catheter, leak. A refusal says the figure and the limit.
Result<bedside::v1::Moved> act(World&, const bedside::v1::Ask&, Uptime now);

bedside::v1::Truth truth_of(const Implant&);

}  // namespace ipt
