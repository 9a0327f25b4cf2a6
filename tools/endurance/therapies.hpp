#pragma once
#include "pump_sim/firmware/firmware.hpp"
#include "tools/endurance/dice.hpp"

namespace ipt {

/// A program for this concentration: of every kind, most of them within the limits of this pump.
Program any_program(Dice&, const Capabilities&, Concentration);
SingleBolus any_bolus(Dice&, const Capabilities&, Concentration);
Concentration any_concentration(Dice&, const Capabilities&);
/// A change of any kind but a refill, as a clinician might ask it of this pump now.
TherapyOperation any_change(Dice&, const Firmware&, const FirmwareSettings&);

}  // namespace ipt
