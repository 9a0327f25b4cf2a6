#pragma once
#include <string>
#include <vector>

#include "common/messages.hpp"

namespace ipt {

/// What must not be overlooked in a status, each a sentence: nothing flows and why, a refill that is overdue, a pump that
/// wears out or cannot be programmed. Empty: nothing.
std::vector<std::string> attentions(const Status&, PumpClock now);
/// Whether an alarm of that kind is listed and its condition holds.
bool is_active(const Status&, AlarmKind);

}  // namespace ipt
