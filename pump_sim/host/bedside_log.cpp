// The pump's own log, for whoever stands at the bed.
#include "pump_sim/host/bedside_log.hpp"

#include "common/wire.hpp"

namespace ipt {

namespace pb = ::bedside::v1;

pb::PumpLog log_of(const Notes& notes, const pb::GetLog& asked) {
  constexpr std::uint32_t most = 200;
  const LogPage page = notes.log.read(asked.from(), asked.max() == 0 ? most : std::min(most, asked.max()));
  pb::PumpLog log;
  log.set_head(page.head);
  for (const LogEntry& entry : page.entries) {
    auto* added = log.add_entries();
    added->set_json(wire::log_entry_to_json(entry));
    if (!entry.operation_id) continue;
    const JournalEntry* operation = notes.journal.find(*entry.operation_id);
    if (operation == nullptr || operation->result.empty()) continue;
    if (const auto result = wire::result_to_json(operation->result)) added->set_result(*result);
  }
  return log;
}

}  // namespace ipt
