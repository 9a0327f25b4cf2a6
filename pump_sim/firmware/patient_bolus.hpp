#pragma once
#include "pump_sim/firmware/firmware.hpp"

namespace ipt {

/// Why the patient gets none now, in the order of IPT-BOL-14.
[[nodiscard]] std::optional<Refusal> judge_patient_bolus(const Firmware&, const FirmwareSettings&);
/// Begins it, at `firmware.now`. It must have been judged.
CriticalValues give_patient_bolus(Firmware&, const FirmwareSettings&, const OperationId&, const std::string& who, Notes&);

}  // namespace ipt
