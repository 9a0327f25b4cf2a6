#pragma once
#include <optional>
#include <string>
#include <vector>

#include "common/messages.hpp"

namespace ipt::report {

/// What of a pump's log is new, and since when, in words.
struct Since {
  std::uint64_t from = 1;  ///< the first entry that is new; one beyond the newest if none is
  std::string when;
};

/// Where this programmer left the log when it last read the pump.
struct LastSeen {
  std::uint64_t log_head = 0;
  Uptime at{};
  PumpClock clock{};
};

/// What lies further back in pump time belongs to an earlier visit. The pump's clock may be set during one; this is not.
inline constexpr Milliseconds longest_visit{12 * 3'600'000};

/// Behind the last visit of `who`: the last entry that says so in the log, or where this programmer left it, whichever is
/// newer; both only if they lie far enough back to be another visit. `last_seen`: before this visit read anything.
Since since_last_visit(const std::vector<LogEntry>& log, const std::string& who, Uptime now, const std::optional<LastSeen>& last_seen);
/// From that time of the pump's clock on.
Since since_clock(const std::vector<LogEntry>& log, PumpClock from);
Since since_ever();

}  // namespace ipt::report
