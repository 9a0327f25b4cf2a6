#pragma once
#include "bedside/v1/bedside.pb.h"
#include "pump_sim/firmware/firmware.hpp"

namespace ipt {

/// The pump's log from an entry on, with what was answered to each operation that the journal still knows.
bedside::v1::PumpLog log_of(const Notes&, const bedside::v1::GetLog&);

}  // namespace ipt
