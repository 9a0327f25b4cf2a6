#pragma once
#include <optional>
#include <string>
#include <vector>

#include "common/messages.hpp"

namespace ipt::report {

/// A change that this programmer has sent, by its own records. The pump's word about it counts, never this.
struct SentChange {
  OperationId id{};
  std::string intent;              ///< in words
  bool is_uncertain = false;       ///< the pump has not said what became of it
  PumpClock asked{};               ///< pump time when it was written down
  std::optional<Milliseconds> age; ///< in pump time, where it is known
};

/// What one visit has read: the pump's answers, and beside them only what this programmer has sent.
struct Readings {
  Info info;
  Status status;
  DeviceTime now;
  std::string who;   ///< this programmer, as the pump's log names it
  std::string link;  ///< in words
  std::optional<Program> program;          ///< in force, or waiting on a stopped pump
  std::vector<LogEntry> log;               ///< all that the pump keeps, ascending
  std::uint64_t since = 1;                 ///< the entry with which begins what is new
  std::string since_when;                  ///< in words, such as "the visit of 1 Jan 2026"
  std::vector<OperationReport> operations; ///< by the pump's journal: those that are new, and the newest one before
  std::vector<SentChange> sent;
  std::vector<std::string> doubts;         ///< why this programmer sends this pump no change, in sentences
};

}  // namespace ipt::report
