#pragma once
#include <string>

#include "common/messages.hpp"

namespace ipt::words {

/// One dose all along, or from the lowest step to the highest: "100 mcg to 140 mcg/day".
std::string doses(const DoseRange&);
/// What an entry of the log tells beside its number, its time, its kind and who acted: which alarm, which operation, how
/// much. May be empty. It begins without a blank.
std::string particulars(const LogEntry&);

}  // namespace ipt::words
