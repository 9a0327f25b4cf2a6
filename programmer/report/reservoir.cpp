#include <fmt/format.h>

#include <algorithm>

#include "programmer/core/review.hpp"
#include "programmer/core/words.hpp"
#include "programmer/report/axis.hpp"
#include "programmer/report/elapsed.hpp"
#include "programmer/report/sections.hpp"

namespace ipt::report {
namespace {

bool is_refill(const LogEntry& entry) { return entry.operation == OperationKind::refill && entry.kind == LogKind::operation && entry.volume; }

const LogEntry* newest_refill(const Readings& read) {
  const auto found = std::find_if(read.log.rbegin(), read.log.rend(), is_refill);
  return found == read.log.rend() ? nullptr : &*found;
}

/// A reading of the reservoir, or what the pump foretells of it.
struct Level {
  std::string what;
  std::string date;
  std::optional<PumpClock> at;  ///< nothing: no place on a line of time
  Nanolitres volume;
};

std::vector<Level> levels_so_far(const Readings& read) {
  std::vector<Level> levels;
  if (const auto* refill = newest_refill(read)) levels.push_back({"filled", words::moment(refill->time.clock), on_todays_clock(read.now, refill->time.uptime), *refill->volume});
  levels.push_back({"computed now", words::moment(read.now.clock), read.now.clock, read.status.reservoir});
  return levels;
}

/// From the pump's own dates: it walks the program, this programmer does not.
std::vector<Level> levels_to_come(const Readings& read) {
  std::vector<Level> levels;
  const Status& status = read.status;
  const auto add = [&](const char* what, const Date& date, Nanolitres volume) {
    const auto at = middle_of(date, read.now);
    if (at && day_of(*at) >= day_of(read.now.clock) && volume < status.reservoir) levels.push_back({what, words::date(date), std::max(*at, read.now.clock), volume});
  };
  add("low-reservoir alarm, foretold", status.low_reservoir_alarm, status.low_reservoir_level);
  add("empty, foretold", status.empty, Nanolitres{});
  return levels;
}

Line line_through(std::string name, Stroke stroke, const std::vector<Level>& levels) {
  Line line{std::move(name), stroke, false, false, {}};
  for (const auto& level : levels) {
    if (level.at) line.points.push_back({count(*level.at), level.volume.value});
  }
  return line;
}

Chart chart_of(const Readings& read) {
  const Status& status = read.status;
  Chart chart;
  chart.title = "Computed reservoir";
  chart.description = "What the pump has computed since it was filled, and what it foretells by its own dates. Only the dots are the pump's readings: between them the line is drawn straight.";
  auto past = line_through("computed by the pump", Stroke::solid, levels_so_far(read));
  past.has_dots = true;
  std::vector<Level> to_come{levels_so_far(read).back()};
  std::ranges::copy(levels_to_come(read), std::back_inserter(to_come));
  auto future = line_through("as the pump foretells", Stroke::dashed, to_come);
  auto first = day_of(read.now.clock), last = first + std::chrono::days(1);
  for (const auto* line : {&past, &future}) {
    for (const auto& point : line->points) {
      const PumpDay day = day_of(PumpClock(Milliseconds(point.x)));
      first = std::min(first, day);
      last = std::max(last, day + std::chrono::days(1));
    }
  }
  chart.marks.push_back({count(read.now.clock), "now"});
  const auto mark = [&](const Date& date, const char* label) {
    const auto at = middle_of(date, read.now);
    if (!at || *at < PumpClock(first)) return;
    last = std::max(last, day_of(*at) + std::chrono::days(1));
    chart.marks.push_back({count(*at), label});
  };
  mark(status.refill_by, "refill by");
  mark(status.low_reservoir_alarm, "low-reservoir alarm");
  if (const auto end = middle_of(status.replace_by, read.now); end && *end >= PumpClock(first) && *end < PumpClock(last)) chart.marks.push_back({count(*end), "end of service"});
  chart.x = day_axis("day", first, last, 8);
  chart.y = number_axis("mL", 0, std::max({status.reservoir.value, status.low_reservoir_level.value, past.points.front().y}), 6, 5);
  Line low{fmt::format("low-reservoir level, {}", words::volume(status.low_reservoir_level)), Stroke::dotted, false, false, {{chart.x.low, status.low_reservoir_level.value}, {chart.x.high, status.low_reservoir_level.value}}};
  chart.lines.push_back(std::move(past));
  if (future.points.size() > 1) chart.lines.push_back(std::move(future));
  chart.lines.push_back(std::move(low));
  return chart;
}

Table account(const Readings& read) {
  Table table{"Reservoir account: the pump has no sensor, all is computed", {"what", "volume", "how it is known"}, {}};
  const auto add = [&](const char* what, std::string volume, std::string how) { table.rows.push_back({{what, std::move(volume), std::move(how)}, false}); };
  const Nanolitres now = read.status.reservoir;
  if (const auto* refill = newest_refill(read)) {
    add("filled", words::volume(*refill->volume), fmt::format("told to the pump, {}, by {}", words::moment(refill->time.clock), by(*refill)));
    const Nanolitres used = *refill->volume - now;
    const bool has_strokes = read.info.stroke.value > 0 && used.value >= 0;
    add("used since", words::volume(used), has_strokes ? fmt::format("{} strokes of {}", used / read.info.stroke, words::volume(read.info.stroke)) : "filled less computed now");
  } else {
    add("filled", nothing, fmt::format("no refill stands in the log; filled on: {}", words::date(read.status.filled_on)));
  }
  add("computed now", words::volume(now), "the pump's status");
  add("expected at a refill now", words::volume(now), "the same");
  add("can come out by needle", words::volume(std::max(Nanolitres{}, now - read.info.residual)), fmt::format("less the {} that a needle leaves behind (assumed)", words::volume(read.info.residual)));
  return table;
}

Table levels_table(const Readings& read) {
  Table table{"The same in figures", {"what", "date", "volume"}, {}};
  auto levels = levels_so_far(read);
  std::ranges::copy(levels_to_come(read), std::back_inserter(levels));
  for (const auto& level : levels) table.rows.push_back({{level.what, level.date, words::volume(level.volume)}, false});
  return table;
}

/// Withdrawn less expected, refill by refill.
Table discrepancies(const Readings& read) {
  Table table{"Refills in the log: withdrawn less expected", {"when", "filled to", "difference", "what it may mean"}, {}};
  Nanolitres sum;
  int told = 0;
  for (const auto& entry : read.log) {
    if (!is_refill(entry)) continue;
    const auto difference = entry.discrepancy;
    table.rows.push_back({{words::moment(entry.time.clock), words::volume(*entry.volume), difference ? words::signed_volume(*difference) : nothing, difference ? discrepancy_sentence(*difference, read.info.residual) : nothing}, false});
    if (difference) sum += *difference, ++told;
  }
  if (told > 1) table.rows.push_back({{"all together", nothing, words::signed_volume(sum), fmt::format("over {} refills: trend it, do not react to one", told)}, true});
  return table;
}

}  // namespace

Section reservoir_section(const Readings& read) {
  Section section{"Reservoir", {}, chart_of(read), {levels_table(read), account(read)}};
  if (auto refills = discrepancies(read); !refills.rows.empty()) section.tables.push_back(std::move(refills));
  return section;
}

}  // namespace ipt::report
