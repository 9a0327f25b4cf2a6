#include "pump_sim/firmware/log.hpp"

#include <algorithm>

#include "common/check.hpp"

namespace ipt {
namespace {
/// An entry takes at most some 250 bytes (identities are cut to 64), so a page always fits a frame of 64 KiB.
constexpr std::uint64_t page = 200;
}  // namespace

void Log::append(LogEntry entry) {
  entry.log_seq = ++head_;
  entries_.push_back(std::move(entry));
  if (entries_.size() > kept) entries_.pop_front();
}

LogPage Log::read(std::uint64_t from, std::uint32_t max) const {
  LogPage answer{{}, head_, floor(), from != 0 && from < floor()};
  const std::uint64_t start = std::max<std::uint64_t>(from, floor());
  const std::uint64_t count = max == 0 ? page : std::min<std::uint64_t>(max, page);
  for (std::uint64_t seq = start; seq <= head_ && seq - start < count; ++seq) {
    answer.entries.push_back(entries_[static_cast<std::size_t>(seq - floor())]);
  }
  return answer;
}

Log Log::restored(std::uint64_t head, std::deque<LogEntry> entries) {
  IPT_CHECK(entries.size() <= head && entries.size() <= kept);
  IPT_CHECK(entries.empty() || entries.back().log_seq == head);
  Log log;
  log.head_ = head;
  log.entries_ = std::move(entries);
  return log;
}

}  // namespace ipt
