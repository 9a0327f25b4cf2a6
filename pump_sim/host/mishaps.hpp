#pragma once
#include <optional>

#include "bedside/v1/bedside.pb.h"
#include "common/result.hpp"
#include "pump_sim/implant/implant.hpp"

namespace ipt {

/// What befalls the pump, as the bedside has it. Absent: the ask is of another kind. A refusal says the figure and the limit.
std::optional<Result<bedside::v1::Moved>> befall(World&, const bedside::v1::Ask&, Uptime now);
bool is_mishap(const bedside::v1::Ask&);

/// What is so of battery, motor and electronics.
void tell_life(const Implant&, const FirmwareSettings&, bedside::v1::Truth&);
/// What a patient hears now and next.
bedside::v1::Tones tones_of(const Implant&, const FirmwareSettings&);

}  // namespace ipt
