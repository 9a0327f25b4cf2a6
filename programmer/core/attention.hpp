#pragma once
#include <string>
#include <vector>

#include "common/messages.hpp"

namespace ipt {

/// What must not be overlooked in a status, each a sentence: nothing flows and why, a refill that is overdue. Empty: nothing.
std::vector<std::string> attentions(const Status&, PumpClock now);

}  // namespace ipt
