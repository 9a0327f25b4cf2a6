#include "pump_sim/firmware/journal.hpp"

#include <algorithm>

namespace ipt {
namespace {

bool at_or_below(const StageName& stage, const StageName& floor) {
  return stage.boot_count < floor.boot_count || (stage.boot_count == floor.boot_count && stage.number <= floor.number);
}

}  // namespace

const JournalEntry* Journal::find(const OperationId& id) const {
  const auto found = std::find_if(entries_.rbegin(), entries_.rend(), [&](const auto& entry) { return entry.operation_id == id; });
  return found == entries_.rend() ? nullptr : &*found;
}

void Journal::add(JournalEntry entry) {
  if (!entry.interrupted) ++executed_;
  entries_.push_back(std::move(entry));
  if (entries_.size() <= kept) return;
  const auto oldest = std::find_if(entries_.begin(), entries_.end(), [](const auto& e) { return !e.bolus || e.bolus->ending != Ending::running; });
  if (!floor_ || !at_or_below(oldest->stage, *floor_)) floor_ = oldest->stage;
  entries_.erase(oldest);
}

void Journal::end_bolus(const OperationId& id, Ending ending, Nanolitres delivered) {
  for (auto& entry : entries_) {
    if (entry.operation_id == id && entry.bolus) {
      entry.bolus->ending = ending;
      entry.bolus->delivered = delivered;
    }
  }
}

void Journal::add_boot(Boot boot) {
  boots_.push_back(boot);
  if (boots_.size() > boots_kept) boots_.erase(boots_.begin());
}

bool Journal::is_older(const StageName& stage) const {
  const bool known = std::any_of(boots_.begin(), boots_.end(), [&](const Boot& boot) { return boot.count == stage.boot_count && boot.nonce == stage.boot_nonce; });
  return !known || (floor_ && at_or_below(stage, *floor_));
}

Journal Journal::restored(std::deque<JournalEntry> entries, std::vector<Boot> boots, std::optional<StageName> floor, std::uint64_t executed) {
  Journal journal;
  journal.entries_ = std::move(entries);
  journal.boots_ = std::move(boots);
  journal.floor_ = floor;
  journal.executed_ = executed;
  return journal;
}

}  // namespace ipt
