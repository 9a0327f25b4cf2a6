#include "programmer/cli/recent_doses.hpp"

namespace ipt {

Result<RecentDoses, Failure> recent_doses(Visit& visit) {
  const Uptime a_day_ago = visit.header().time.uptime - one_day;
  RecentDoses recent;
  const auto take = [&](const std::optional<DoseRange>& dose) {
    if (dose) recent.doses.push_back(*dose);
  };
  constexpr std::uint64_t at_a_time = 64;
  // Backwards: the log may be long, and a day is short.
  for (std::uint64_t last = visit.status().log_head; last > 0;) {
    const std::uint64_t from = last > at_a_time ? last - at_a_time + 1 : 1;
    auto page = visit.read_log(from, static_cast<std::uint32_t>(last - from + 1));
    if (!page) return page.error();
    for (const auto& entry : page->entries) {
      if (entry.log_seq > last || entry.time.uptime <= a_day_ago) continue;
      take(entry.dose_before);
      take(entry.dose_after);
    }
    if (page->entries.empty()) {
      recent.is_whole = false;
      break;
    }
    const Uptime oldest = page->entries.front().time.uptime;
    if (oldest <= a_day_ago) break;
    if (page->floor > 1 && page->floor >= from) {
      recent.is_whole = oldest == Uptime{};  // when the pump was made
      break;
    }
    last = from - 1;
  }
  return recent;
}

}  // namespace ipt
