#include <fmt/format.h>

#include <algorithm>

#include "programmer/core/log_words.hpp"
#include "programmer/core/words.hpp"
#include "programmer/report/axis.hpp"
#include "programmer/report/elapsed.hpp"
#include "programmer/report/sections.hpp"

namespace ipt::report {
namespace {

/// What is marked beside the dose; nothing: not this entry.
const char* mark_of(const LogEntry& entry) {
  if (entry.kind == LogKind::stop) return "stop";
  if (entry.kind == LogKind::update_interrupted) return "interrupted";
  if (entry.kind != LogKind::operation || !entry.operation) return nullptr;
  if (*entry.operation == OperationKind::resume) return "resume";
  if (*entry.operation == OperationKind::refill) return "refill";
  if (*entry.operation == OperationKind::bolus) return "bolus";
  if (*entry.operation == OperationKind::patient_bolus) return "own bolus";
  return nullptr;
}

/// The programmed doses since the log begins, each from an instant on.
struct Step {
  std::int64_t x = 0;
  DoseRange doses;
};

std::vector<Step> steps_of(const Readings& read) {
  std::vector<Step> steps;
  const auto begins = read.log.empty() ? std::optional(read.now.clock) : on_todays_clock(read.now, read.log.front().time.uptime);
  for (const auto& entry : read.log) {
    const auto at = on_todays_clock(read.now, entry.time.uptime);
    if (!entry.dose_after || !at) continue;
    if (steps.empty() && entry.dose_before && begins) steps.push_back({count(*begins), *entry.dose_before});
    steps.push_back({count(*at), *entry.dose_after});
  }
  if (steps.empty() && read.program && begins) {
    if (const auto doses = dose_range(*read.program, read.info.minimum_rate)) steps.push_back({count(*begins), *doses});
  }
  return steps;
}

Line line_of(const std::vector<Step>& steps, std::int64_t until, Nanograms DoseRange::*which, std::string name, Stroke stroke) {
  Line line{std::move(name), stroke, true, false, {}};
  for (const auto& step : steps) line.points.push_back({step.x, (step.doses.*which).value});
  line.points.push_back({until, line.points.back().y});
  return line;
}

Chart chart_of(const Readings& read, const std::vector<Step>& steps) {
  Chart chart;
  chart.title = "Programmed dose since the log begins";
  chart.description = "What was programmed, by elapsed time on today's clock; what was stopped or given beside it is marked; from now on as it is programmed now. It does not show what was delivered.";
  for (const auto& entry : read.log) {
    const auto at = on_todays_clock(read.now, entry.time.uptime);
    if (const char* label = mark_of(entry); label != nullptr && at) chart.marks.push_back({count(*at), label});
  }
  std::int64_t highest = 1'000;
  for (const auto& step : steps) highest = std::max(highest, step.doses.highest.value);
  chart.marks.push_back({count(read.now.clock), "now"});
  const PumpDay first = day_of(PumpClock(Milliseconds(steps.front().x))), today = std::max(first, day_of(read.now.clock));
  const auto room = std::chrono::days(1) + (today - first) / 24;  // so that what was programmed today can be seen
  chart.x = day_axis("day", first, today + room, 8);
  const bool has_steps = std::ranges::any_of(steps, [](const Step& step) { return step.doses.lowest != step.doses.highest; });
  chart.lines.push_back(line_of(steps, chart.x.high, &DoseRange::highest, has_steps ? "highest step of the program" : "programmed dose", Stroke::solid));
  if (has_steps) chart.lines.push_back(line_of(steps, chart.x.high, &DoseRange::lowest, "its lowest step", Stroke::dashed));
  chart.y = number_axis("mcg/day", 0, highest, 3, 5);
  return chart;
}

Table history(const Readings& read) {
  Table table{"The same in figures", {"when", "what", "dose before", "dose after", "by"}, {}};
  for (const auto& entry : read.log) {
    const char* mark = mark_of(entry);
    if (mark == nullptr && !entry.dose_after) continue;
    const std::string what = mark != nullptr ? mark : spoken(entry.operation ? words::name(*entry.operation) : words::name(entry.kind));
    table.rows.push_back({{words::moment(entry.time.clock), what, entry.dose_before ? words::doses(*entry.dose_before) : nothing, entry.dose_after ? words::doses(*entry.dose_after) : nothing, by(entry)}, false});
  }
  if (table.rows.empty() && read.program) {
    const auto doses = dose_range(*read.program, read.info.minimum_rate);
    table.rows.push_back({{"since the log begins", "no change", nothing, doses ? words::doses(*doses) : nothing, nothing}, false});
  }
  return table;
}

}  // namespace

Section dose_history_section(const Readings& read) {
  Section section{"Dose history", {}, {}, {}};
  if (const auto steps = steps_of(read); !steps.empty()) section.chart = chart_of(read, steps);
  if (auto table = history(read); !table.rows.empty()) section.tables.push_back(std::move(table));
  if (section.tables.empty()) section.notes.push_back("No program stands in the log.");
  return section;
}

}  // namespace ipt::report
