#include "programmer/report/since.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "programmer/core/words.hpp"

namespace ipt::report {

Since since_last_visit(const std::vector<LogEntry>& log, const std::string& who, Uptime now, const std::optional<LastSeen>& last_seen) {
  const auto is_earlier = [&](Uptime at) { return at < now - longest_visit; };
  Since since = since_ever();
  if (last_seen && is_earlier(last_seen->at)) since = {last_seen->log_head + 1, fmt::format("this programmer read it, {}", words::moment(last_seen->clock))};
  for (const auto& entry : log) {
    if (entry.who != who || entry.who.empty() || !is_earlier(entry.time.uptime) || entry.log_seq < since.from) continue;
    since = {entry.log_seq + 1, fmt::format("this programmer's visit of {}", words::moment(entry.time.clock))};
  }
  return since;
}

Since since_clock(const std::vector<LogEntry>& log, PumpClock from) {
  const auto first = std::ranges::find_if(log, [&](const LogEntry& entry) { return entry.time.clock >= from; });
  const std::uint64_t beyond = log.empty() ? 1 : log.back().log_seq + 1;
  return {first == log.end() ? beyond : first->log_seq, words::moment(from)};
}

Since since_ever() { return {1, "the pump's log begins"}; }

}  // namespace ipt::report
