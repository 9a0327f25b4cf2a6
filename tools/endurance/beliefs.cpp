#include "tools/endurance/beliefs.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ipt {

void Beliefs::add(const OperationId& id, bool is_done) {
  beliefs_.push_back({id, is_done});
  if (beliefs_.size() > kept) beliefs_.pop_front();
}

std::optional<std::string> Beliefs::compare(const Notes& notes) const {
  const auto& journal = notes.journal.entries();
  for (const Belief& belief : beliefs_) {
    const auto times = std::count_if(journal.begin(), journal.end(), [&](const JournalEntry& entry) { return entry.operation_id == belief.id; });
    if (times == (belief.is_done ? 1 : 0)) continue;
    return fmt::format("the programmer was told that operation {:02x}{:02x}… was {}, and the journal holds it {} times", belief.id[0], belief.id[1],
                       belief.is_done ? "done" : "not done", times);
  }
  return {};
}

}  // namespace ipt
