#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "programmer/core/words.hpp"
#include "programmer/report/elapsed.hpp"
#include "programmer/report/sections.hpp"

namespace ipt::report {
namespace {

std::string event_of(LogKind kind) {
  const std::string name = words::name(kind);
  constexpr std::string_view prefix = "alarm_";
  return name.starts_with(prefix) ? name.substr(prefix.size()) : spoken(name);
}

std::string state_of(const Alarm& alarm) {
  std::string state = alarm.active ? "active" : "over";
  state += alarm.acknowledged ? ", acknowledged" : ", not acknowledged";
  if (alarm.silenced) state += ", silenced";
  if (alarm.tone != Tone::none) state += fmt::format(", sounds {}", spoken(words::name(alarm.tone)));
  return state;
}

/// Those of which something is new, and those that the pump lists.
std::set<std::uint64_t> alarms_to_tell(const Readings& read) {
  std::set<std::uint64_t> ids;
  for (const auto& entry : read.log) {
    if (entry.alarm && entry.log_seq >= read.since) ids.insert(entry.alarm_id);
  }
  for (const auto& alarm : read.status.alarms) ids.insert(alarm.id);
  return ids;
}

void tell_life(Table& table, const Readings& read, std::uint64_t id) {
  const auto listed = std::ranges::find(read.status.alarms, id, &Alarm::id);
  const bool is_listed = listed != read.status.alarms.end();
  std::string name;
  bool raised_is_known = false;
  for (const auto& entry : read.log) {
    if (!entry.alarm || entry.alarm_id != id) continue;
    name = fmt::format("#{} {}", id, spoken(words::name(*entry.alarm)));
    raised_is_known = raised_is_known || entry.kind == LogKind::alarm_raised;
    table.rows.push_back({{name, event_of(entry.kind), words::moment(entry.time.clock), by(entry)}, false});
  }
  if (!is_listed) return;
  name = fmt::format("#{} {}{}", id, listed->critical ? "CRITICAL " : "", spoken(words::name(listed->kind)));
  const auto raised = on_todays_clock(read.now, listed->raised);
  if (!raised_is_known && raised) table.rows.push_back({{name, "raised, before the log begins", words::moment(*raised), nothing}, false});
  table.rows.push_back({{name, state_of(*listed), "now", nothing}, listed->active});
}

}  // namespace

Section alarms_section(const Readings& read) {
  Section section{"Alarms", {}, {}, {}};
  Table table{fmt::format("The life of each alarm that is listed, or of which something is new since {}", read.since_when), {"alarm", "what", "when", "by"}, {}};
  for (const auto id : alarms_to_tell(read)) tell_life(table, read, id);
  if (table.rows.empty()) section.notes.push_back("None is listed, and none has come or gone.");
  else section.tables.push_back(std::move(table));
  return section;
}

}  // namespace ipt::report
