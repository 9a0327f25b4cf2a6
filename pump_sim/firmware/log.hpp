#pragma once
#include <deque>

#include "common/messages.hpp"

namespace ipt {

/// What happened, in order. `log_seq` counts from 1 and is never used twice; the oldest entries make room.
class Log {
 public:
  static constexpr std::size_t kept = 10'000;

  /// Gives the entry its number.
  void append(LogEntry entry);
  [[nodiscard]] std::uint64_t head() const { return head_; }
  /// The oldest entry still kept; head + 1 when none is.
  [[nodiscard]] std::uint64_t floor() const { return head_ + 1 - entries_.size(); }
  /// Entries from `from` on, at most `max` (0: as many as fit a frame).
  [[nodiscard]] LogPage read(std::uint64_t from, std::uint32_t max) const;

  [[nodiscard]] const std::deque<LogEntry>& entries() const { return entries_; }
  /// As it was saved.
  static Log restored(std::uint64_t head, std::deque<LogEntry> entries);
  bool operator==(const Log&) const = default;

 private:
  std::deque<LogEntry> entries_;
  std::uint64_t head_ = 0;
};

}  // namespace ipt
