#include "tools/sweeping/truth.hpp"

#include <algorithm>

namespace ipt::sweep {

std::vector<std::string> differences(const Firmware& is, const Firmware& should_be) {
  std::vector<std::string> found;
  const auto compare = [&found](const char* what, const auto& one, const auto& other) {
    if (!(one == other)) found.emplace_back(what);
  };
  compare("the program", is.in_force.program, should_be.in_force.program);
  compare("the program's bytes", is.in_force.operation, should_be.in_force.operation);
  compare("the program's digest", is.in_force.digest, should_be.in_force.digest);
  compare("since when it is stopped", is.stopped_since, should_be.stopped_since);
  compare("the reservoir account", is.reservoir, should_be.reservoir);
  compare("the clock", is.clock_offset, should_be.clock_offset);
  compare("the alarm settings", is.alarm_settings, should_be.alarm_settings);
  compare("the alarms", is.alarms.open, should_be.alarms.open);
  compare("the bolus", is.bolus.has_value(), should_be.bolus.has_value());
  compare("when the low-reservoir alarm is due", is.low_at, should_be.low_at);
  compare("when it is empty", is.empty_at, should_be.empty_at);
  return found;
}

bool adds_up(const Truth& t) {
  return t.initial_nl + t.injected_nl == t.reservoir_nl + t.path_nl + t.delivered_nl + t.withdrawn_nl + t.pocket_nl + t.spilled_nl &&
         t.initial_ng + t.injected_ng == t.reservoir_ng + t.path_ng + t.delivered_ng + t.withdrawn_ng + t.pocket_ng + t.spilled_ng;
}

std::uint64_t times_done(const Journal& journal, const OperationId& id) {
  const auto& entries = journal.entries();
  return static_cast<std::uint64_t>(std::count_if(entries.begin(), entries.end(), [&](const JournalEntry& entry) { return entry.operation_id == id && !entry.interrupted; }));
}

std::uint64_t times_logged(const Log& log, LogKind kind) {
  const auto entries = log.read(0, 0).entries;
  return static_cast<std::uint64_t>(std::count_if(entries.begin(), entries.end(), [&](const LogEntry& entry) { return entry.kind == kind; }));
}

}  // namespace ipt::sweep
