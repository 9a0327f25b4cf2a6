#include <fmt/format.h>

#include <algorithm>

#include "programmer/core/words.hpp"
#include "programmer/report/axis.hpp"
#include "programmer/report/sections.hpp"

namespace ipt::report {
namespace {

std::string a_day(std::int64_t dose_ng) { return words::daily_dose(Nanograms(dose_ng)); }

Line all_week(std::string name, Stroke stroke, std::int64_t dose) { return {std::move(name), stroke, true, false, {{0, dose}, {one_week.count(), dose}}}; }

std::int64_t since_monday(const FlexStep& step) { return (static_cast<std::int64_t>(step.weekday) - 1) * one_day.count() + step.time_of_day.count(); }

/// Fills in lines and table of one week.
struct Delivery {
  const Readings& read;
  const Program& program;
  Chart& chart;
  Table& table;

  void row(std::string from, std::string rate) const { table.rows.push_back({{std::move(from), std::move(rate)}, false}); }

  void operator()(const MinimumRate&) const {
    const auto range = dose_range(program, read.info.minimum_rate);
    const std::int64_t dose = range ? range->highest.value : 0;
    chart.lines.push_back(all_week("minimum rate", Stroke::solid, dose));
    row("all week: the minimum rate", a_day(dose));
  }
  void operator()(const SimpleContinuous& simple) const {
    chart.lines.push_back(all_week("programmed dose", Stroke::solid, simple.dose.value));
    row("all week", a_day(simple.dose.value));
  }
  void operator()(const Flex& flex) const {
    auto steps = flex.steps;
    std::ranges::sort(steps, {}, since_monday);
    if (steps.empty()) return;
    Line line{"programmed dose, as a dose a day", Stroke::solid, true, false, {{0, steps.back().dose.value}}};
    if (since_monday(steps.front()) > 0) row("Mon 00:00, carried on from the last step", a_day(steps.back().dose.value));
    for (const auto& step : steps) {
      line.points.push_back({since_monday(step), step.dose.value});
      row(fmt::format("{} {}", words::weekday(step.weekday), words::time_of_day(step.time_of_day)), a_day(step.dose.value));
    }
    line.points.push_back({one_week.count(), steps.back().dose.value});
    chart.lines.push_back(std::move(line));
  }
  void operator()(const PeriodicBolus& periodic) const {
    const auto range = dose_range(program, read.info.minimum_rate);
    const std::int64_t mean = range ? range->highest.value : 0;
    chart.lines.push_back(all_week("doses and basal, on average", Stroke::dashed, mean));
    if (periodic.basal.value > 0) chart.lines.push_back(all_week("basal between the doses", Stroke::solid, periodic.basal.value));
    row(fmt::format("{} over {}, every {} from start to start", words::dose(periodic.dose), words::duration(periodic.duration), words::duration(periodic.interval)), fmt::format("{} with the basal, on average", a_day(mean)));
    row("between the doses", periodic.basal.value > 0 ? a_day(periodic.basal.value) : "nothing");
  }
};

Axis week_axis() {
  Axis axis{"weekday", 0, one_week.count(), {}};
  for (std::uint32_t weekday = 1; weekday <= 7; ++weekday) axis.ticks.push_back({(weekday - 1) * one_day.count(), words::weekday(weekday) + " 00:00"});
  return axis;
}

}  // namespace

Section program_section(const Readings& read) {
  Section section{"Program", {}, {}, {}};
  if (!read.program) {
    section.notes.push_back("This pump has no program.");
    return section;
  }
  Chart chart{"Programmed dose over the week", "What the program asks for, by weekday and time of the pump's clock. A step is a rate, written as the dose that it would give in 24 hours.", week_axis(), {}, {}, {}};
  Table table{fmt::format("The same in figures: {}, computed for {}", spoken(words::name(mode_of(*read.program))), words::concentration(read.program->concentration)), {"from", "rate"}, {}};
  std::visit(Delivery{read, *read.program, chart, table}, read.program->delivery);
  std::int64_t highest = 1'000;  // an axis up to a microgram at least
  for (const auto& line : chart.lines) {
    for (const auto& point : line.points) highest = std::max(highest, point.y);
  }
  chart.y = number_axis("mcg/day", 0, highest, 3, 5);
  if (read.status.mode == Mode::stopped) section.notes.push_back("The pump is stopped: this waits.");
  section.chart = std::move(chart);
  section.tables.push_back(std::move(table));
  return section;
}

}  // namespace ipt::report
