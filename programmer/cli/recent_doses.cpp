#include "programmer/cli/recent_doses.hpp"

#include <algorithm>

#include "common/shell/command_line.hpp"

namespace ipt {

Result<std::vector<Nanograms>, Failure> recent_doses(Visit& visit) {
  const Uptime a_day_ago = visit.header().time.uptime - one_day;
  std::vector<Nanograms> doses;
  const auto take = [&](const std::optional<Nanograms>& dose) {
    if (dose && dose->value > 0) doses.push_back(*dose);
  };
  constexpr std::uint32_t page = 64;
  // Backwards: the log may be long, and a day is short.
  for (std::uint64_t last = visit.status().log_head; last > 0;) {
    const std::uint64_t from = last > page ? last - page + 1 : 1;
    auto response = visit.ask(ReadLog{from, static_cast<std::uint32_t>(last - from + 1), false});
    if (!response) return response.error();
    const auto* read = std::get_if<LogPage>(&response->answer);
    if (read == nullptr) return Failure{exit_refused, {"the pump does not tell its log", "Nothing was changed.", "Try again."}};
    bool is_older = read->entries.empty() || read->below_floor;
    for (const auto& entry : read->entries) {
      if (entry.log_seq > last) break;
      if (entry.time.uptime <= a_day_ago) {
        is_older = true;
        continue;
      }
      take(entry.largest_before);
      take(entry.largest_after);
    }
    if (is_older) break;
    last = from - 1;
  }
  return doses;
}

}  // namespace ipt
