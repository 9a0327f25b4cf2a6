#pragma once
#include "common/messages.hpp"

namespace ipt::report {

/// What today's clock would have shown at that uptime: a line of time without jumps, whatever was done to the clock since.
/// Nothing for an instant after now, or further back than any pump lives.
std::optional<PumpClock> on_todays_clock(const DeviceTime& now, Uptime at);

/// The middle of a day near now, where a chart puts what falls on that day; nothing where there is no day, or one further
/// away than any pump lives.
std::optional<PumpClock> middle_of(const Date&, const DeviceTime& now);

/// How a chart counts it.
std::int64_t count(PumpClock);

}  // namespace ipt::report
