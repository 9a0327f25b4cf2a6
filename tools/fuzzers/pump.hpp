#pragma once
#include "pump_sim/implant/implant.hpp"

namespace ipt::fuzz {

/// The pump that the targets try things on: an ipt-20 with the serial R-1, 20 mL of baclofen 2,000 mcg/mL at 120 mcg/day.
const FirmwareSettings& settings();
Delivered delivered();
/// It has booted once.
const Implant& implant();

/// What may follow whatever was accepted: the pump does it, time goes on, and nothing is lost.
void do_and_live(const TherapyOperation&);

}  // namespace ipt::fuzz
