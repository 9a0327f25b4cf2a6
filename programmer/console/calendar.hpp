#pragma once
#include <string>

#include "common/messages.hpp"

namespace ipt {

/// A calendar file with the pump's coming days: refill by, and the low-reservoir alarm, each as a whole day. A day that the pump
/// does not tell is not in it; with neither, the calendar is empty.
std::string calendar_of(const Info&, const Status&, PumpClock read);

}  // namespace ipt
