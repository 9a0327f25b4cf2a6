#pragma once
#include <optional>
#include <vector>

#include "pump_sim/firmware/firmware.hpp"

namespace ipt {

/// What an operation did, or would do: computed on a copy of the firmware, so that staging and committing cannot differ.
struct Effect {
  CriticalValues after;
  std::vector<Warning> warnings;
  std::optional<Nanolitres> discrepancy;  ///< refill
};

/// Why this pump, in its present state, would not do it: all limits, afresh.
[[nodiscard]] std::optional<Refusal> judge(const Firmware&, const FirmwareSettings&, const TherapyOperation&);

/// Does it, at `firmware.now`. The operation must have been judged. `bytes` is the operation as received.
Effect execute(Firmware&, const FirmwareSettings&, const TherapyOperation&, const Bytes& bytes, const OperationId&, const std::string& who, Notes&);

/// What the journal keeps of a bolus, priming or bridge that this operation has begun and that runs.
std::optional<JournalEntry::Bolus> begun_by(const Firmware&, const OperationId&);

/// Stops all delivery now. Always possible; a repeated Stop keeps the time of the first.
void execute_stop(Firmware&, const FirmwareSettings&, const OperationId&, const std::string& who, Notes&);

}  // namespace ipt
