#include <fmt/format.h>

#include <algorithm>

#include "programmer/core/status_words.hpp"
#include "programmer/core/words.hpp"
#include "programmer/report/sections.hpp"

namespace ipt::report {
namespace {

std::string distance(const Date& date, PumpClock now) {
  const auto* day = std::get_if<PumpDay>(&date);
  if (day == nullptr) return nothing;
  const auto days = (*day - day_of(now)).count();
  if (days == 0) return "today";
  const auto many = days < 0 ? -days : days;
  const std::string amount = fmt::format("{} day{}", many, many == 1 ? "" : "s");
  return days < 0 ? amount + " ago" : "in " + amount;
}

Table dates_table(const Readings& read) {
  const Status& status = read.status;
  Table table{"Dates, by the pump's calendar", {"what", "date", "from today"}, {}};
  const auto add = [&](std::string what, const Date& date, bool is_due = false) {
    const auto* day = std::get_if<PumpDay>(&date);
    table.rows.push_back({{std::move(what), words::date(date), distance(date, read.now.clock)}, is_due && day != nullptr && *day <= day_of(read.now.clock)});
  };
  add("filled on", status.filled_on);
  add(fmt::format("refill by (lead {})", words::days(status.refill_lead_days)), status.refill_by, true);
  add(fmt::format("low-reservoir alarm (at {})", words::volume(status.low_reservoir_level)), status.low_reservoir_alarm, true);
  add("empty", status.empty, true);
  add("replace pump by (end of service)", status.replace_by, true);
  return table;
}

/// What it is that runs, by the kind of its operation.
const char* running_name(const Readings& read) {
  const auto found = std::ranges::find(read.status.operations, read.status.bolus->operation_id, &OperationSummary::operation_id);
  if (found == read.status.operations.end()) return "bolus running";
  if (found->kind == OperationKind::prime) return "priming running";
  return found->kind == OperationKind::patient_bolus ? "patient's bolus running" : "bolus running";
}

}  // namespace

std::string spoken(std::string name) {
  std::ranges::replace(name, '_', ' ');
  return name;
}

std::string by(const LogEntry& entry) { return entry.who.empty() ? nothing : entry.who; }

Section present_section(const Readings& read) {
  const Status& status = read.status;
  Table state{"State", {"what", "reading"}, {}};
  const auto add = [&](const char* what, std::string reading) { state.rows.push_back({{what, std::move(reading)}, false}); };
  add("mode", spoken(words::name(status.mode)));
  if (const auto since = status.stopped_since ? std::optional(read.now.uptime - *status.stopped_since) : std::nullopt) add("stopped for", words::duration(*since));
  add("drug", status.drug.empty() ? "none" : fmt::format("{} {}", status.drug, words::concentration(status.concentration)));
  add("daily dose", fmt::format("{} (achievable {})", words::daily_dose(status.daily_dose), words::daily_dose(status.achievable_daily_dose)));
  for (const auto& other : status.other_doses) add("with it", fmt::format("{} {}, of {}", other.drug, words::daily_dose(other.daily_dose), words::concentration(other.concentration)));
  add("rate", words::flow(status.rate));
  if (status.bolus) add(running_name(read), words::progress(*status.bolus));
  if (status.bridge) add("bridge running", words::progress(*status.bridge) + " at the old dose; then the daily dose above");
  if (status.patient_boluses) add("patient may ask for", words::patient_boluses(*status.patient_boluses, read.now.uptime));
  add("reservoir", words::volume(status.reservoir) + " (computed, not measured)");
  return {"As the pump reads now", {}, {}, {std::move(state), dates_table(read), device_table(read)}};
}

}  // namespace ipt::report
