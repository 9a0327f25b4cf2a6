#pragma once
#include "pump_sim/firmware/firmware.hpp"

/// A pump of the field does not go over from one program to the next in one instant: it stops, writes, verifies and
/// starts again, and what comes between leaves it stopped.
///
///   commit ─▶ stopped, being written ── `ends` ──▶ verified, in force ─▶ started again
///                    └─ session lost, Stop, boot ─▶ interrupted: the program of before waits on a stopped pump
namespace ipt {

/// Whether this pump stops while that operation is written.
[[nodiscard]] bool stops_for(const FirmwareSettings&, const TherapyOperation&);

/// Stops the motor. The operation must have been judged; of `update` who asks for it and what.
void begin_update(Firmware&, const FirmwareSettings&, Update update, const TherapyOperation&, Notes&);
/// What was written is in force from `firmware.now` on, and the journal answers for it.
void finish_update(Firmware&, const FirmwareSettings&, Notes&);
/// Leaves off, if anything is being written: it was not done, and the pump stays stopped.
void interrupt_update(Firmware&, Notes&);

}  // namespace ipt
