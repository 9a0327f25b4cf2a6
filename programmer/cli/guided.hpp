#pragma once
#include "programmer/cli/change_command.hpp"

namespace ipt {

/// Goes through a refill step by step at the terminal, in the field's order, and fills in what the refill needs. Nothing
/// is sent meanwhile; the pump is read once, for the expected volume. From then on the register keeps what was done and left
/// out: as given up, unless it is sent.
Result<RefillAccount, Failure> guide(const Words&, Words& said);
/// What was left out or done in another order, with its risk, and what remains to be done: the patient is watched, or the
/// refill still logged.
void print_after(int code, const RefillAccount&);

}  // namespace ipt
