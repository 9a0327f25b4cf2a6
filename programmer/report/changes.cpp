#include <fmt/format.h>

#include <algorithm>

#include "common/wire.hpp"
#include "programmer/core/dose.hpp"
#include "programmer/core/log_words.hpp"
#include "programmer/core/review.hpp"
#include "programmer/core/words.hpp"
#include "programmer/report/sections.hpp"

namespace ipt::report {
namespace {

constexpr std::string_view limits_row = "patient may ask for";  // as review() names it

bool is_change(const LogEntry& entry) {
  return entry.operation_id && (entry.kind == LogKind::operation || entry.kind == LogKind::stop || entry.kind == LogKind::clock_set || entry.kind == LogKind::update_interrupted);
}

const OperationReport* journalled(const Readings& read, const OperationId& id) {
  const auto found = std::ranges::find(read.operations, id, &OperationReport::operation_id);
  return found == read.operations.end() ? nullptr : &*found;
}

/// What was in force after the newest operation of before, by the pump's journal.
struct Old {
  std::string when;
  std::optional<CriticalValues> values;
  std::optional<DoseRange> doses;  ///< where the journal tells nothing: of the program that the first change took the place of
};

Old old_of(const Readings& read) {
  Old old;
  for (const auto& entry : read.log) {
    if (!is_change(entry)) continue;
    if (entry.log_seq >= read.since) {
      if (!old.doses) old.doses = entry.dose_before;
      continue;
    }
    const auto* report = journalled(read, *entry.operation_id);
    if (report == nullptr) continue;
    if (const auto result = wire::decode_result(report->result)) old = {words::moment(entry.time.clock), result->in_force, {}};
  }
  return old;
}

CriticalValues values_of(const Status& status) {
  CriticalValues now;
  now.mode = status.mode;
  now.drug = status.drug;
  now.concentration = status.concentration;
  now.daily_dose = status.daily_dose;
  now.rate = status.rate;
  now.reservoir = status.reservoir;
  now.low_reservoir_alarm = status.low_reservoir_alarm;
  now.empty = status.empty;
  now.refill_by = status.refill_by;
  now.low_reservoir_level = status.low_reservoir_level;
  now.refill_lead_days = status.refill_lead_days;
  now.other_doses = status.other_doses;
  if (status.patient_boluses) now.patient_limits = status.patient_boluses->limits;
  return now;
}

Table old_and_new(const Readings& read, const Old& old) {
  const CriticalValues now = values_of(read.status);
  CriticalValues before = old.values.value_or(now);
  before.program_digest = now.program_digest;  // a status does not tell it
  before.clock.reset();
  before.bolus.reset();
  // Only an operation about them tells them: what they were at another one is not known.
  const bool limits_are_known = before.patient_limits.has_value();
  if (!limits_are_known) before.patient_limits = now.patient_limits;
  Table table{"Old | new, by the pump's answers", {"what", old.values ? fmt::format("old, after {}", old.when) : "old", fmt::format("new, {}", words::moment(read.now.clock))}, {}};
  for (auto& row : review(before, now)) {
    if (!old.values) row.old_value = row.what == "daily dose" && old.doses ? words::doses(*old.doses) : nothing;
    if (!old.values) row.changed = row.old_value != nothing && row.old_value != row.new_value;
    if (!limits_are_known && row.what == limits_row) row.old_value = nothing;
    table.rows.push_back({{row.what, spoken(row.old_value), spoken(row.new_value)}, row.changed});
  }
  return table;
}

std::string became(const OperationReport* report) {
  if (report == nullptr) return "no longer in the pump's journal";
  std::string text = spoken(words::name(report->state));
  if (report->volume && report->delivered) text += fmt::format(": {} of {} went in", words::volume(*report->delivered), words::volume(*report->volume));
  if (report->ending) text += fmt::format(" ({})", words::name(*report->ending));
  return text;
}

std::string what_of(const LogEntry& entry) {
  std::string text = spoken(entry.operation ? words::name(*entry.operation) : words::name(entry.kind));
  if (entry.kind == LogKind::update_interrupted) text += ", INTERRUPTED while it was written";
  if (entry.volume) text += ", " + words::volume(*entry.volume);
  return text;
}

std::string percent(const LogEntry& entry) {
  if (!entry.dose_before || !entry.dose_after || entry.dose_before->highest.value == 0 || entry.dose_before == entry.dose_after) return {};
  return fmt::format(" ({})", words::percent(change_in_permille(DoseRate(entry.dose_before->highest.value), DoseRate(entry.dose_after->highest.value))));
}

Table changes_table(const Readings& read) {
  Table table{"What changed it, by the pump's log and journal", {"when", "what", "dose before", "dose after", "became", "by"}, {}};
  for (const auto& entry : read.log) {
    if (entry.log_seq < read.since || !is_change(entry)) continue;
    const std::string before = entry.dose_before ? words::doses(*entry.dose_before) : nothing;
    const std::string after = entry.dose_after ? words::doses(*entry.dose_after) + percent(entry) : nothing;
    table.rows.push_back({{words::moment(entry.time.clock), what_of(entry), before, after, became(journalled(read, *entry.operation_id)), by(entry)}, false});
  }
  return table;
}

/// As it was asked for, of those in the table above.
Table sent_table(const Readings& read) {
  Table table{"What this programmer had asked for, by its own records", {"asked", "what"}, {}};
  for (const auto& entry : read.log) {
    if (entry.log_seq < read.since || !is_change(entry)) continue;
    const auto sent = std::ranges::find(read.sent, *entry.operation_id, &SentChange::id);
    if (sent != read.sent.end()) table.rows.push_back({{words::moment(sent->asked), sent->intent}, false});
  }
  return table;
}

Table uncertain_table(const Readings& read) {
  Table table{"UNCERTAIN: sent, and the pump has not said what became of it", {"asked", "what", "open for", "operation"}, {}};
  for (const auto& sent : read.sent) {
    if (sent.is_uncertain) table.rows.push_back({{words::moment(sent.asked), sent.intent, sent.age ? words::duration(*sent.age) : nothing, words::hex(sent.id)}, true});
  }
  return table;
}

}  // namespace

Section changes_section(const Readings& read) {
  Section section{fmt::format("Therapy, since {}", read.since_when), {}, {}, {}};
  auto changes = changes_table(read);
  if (changes.rows.empty()) section.notes.push_back("No change of therapy stands in the log since then.");
  if (auto uncertain = uncertain_table(read); !uncertain.rows.empty()) section.tables.push_back(std::move(uncertain));
  const Old old = old_of(read);
  if (!old.values && !changes.rows.empty()) section.notes.push_back("The pump's journal does not tell what was in force before the first of these changes; its log tells the dose.");
  section.tables.push_back(old_and_new(read, old));
  if (!changes.rows.empty()) section.tables.push_back(std::move(changes));
  if (auto sent = sent_table(read); !sent.rows.empty()) section.tables.push_back(std::move(sent));
  return section;
}

}  // namespace ipt::report
