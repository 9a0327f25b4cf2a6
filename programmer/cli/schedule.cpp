#include "programmer/cli/schedule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "common/amount.hpp"
#include "common/shell/text_format.hpp"
#include "programmer/core/dose.hpp"
#include "programmer/v1/schedule.pb.h"

namespace ipt {
namespace {

namespace pb = ::programmer::v1;

constexpr std::array day_names{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

/// 1 Monday … 7 Sunday; three letters or the whole English name.
std::optional<std::uint32_t> weekday(std::string_view word) {
  std::string lower;
  for (const char c : word) lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
  constexpr std::array whole{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
  for (std::uint32_t i = 0; i < day_names.size(); ++i) {
    if (lower == day_names[i] || lower == whole[i]) return i + 1;
  }
  return {};
}

std::string instead_of(const std::string& written) { return written.empty() ? "" : fmt::format(", not '{}'", written); }

/// "Mon-Fri", "Sat Sun", "Sat, Sun", "daily". The error says what was expected.
Result<std::set<std::uint32_t>> weekdays(const std::string& written) {
  const Error wrong{fmt::format("expected days: \"Mon-Fri\", \"Sat Sun\" or \"daily\"{}", instead_of(written))};
  std::set<std::uint32_t> days;
  std::string_view text = written;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(", "), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(text.size(), end + 1));
    if (word.empty()) continue;
    const std::string_view range = word == "daily" ? "mon-sun" : word;
    const std::size_t dash = range.find('-');
    const auto first = weekday(range.substr(0, dash));
    const auto last = dash == range.npos ? first : weekday(range.substr(dash + 1));
    if (!first || !last) return wrong;
    for (std::uint32_t day = *first;; day = day % 7 + 1) {  // Fri-Mon goes round the week
      if (!days.insert(day).second) return Error{fmt::format("expected each day once, found {} twice in '{}'", day_names[day - 1], written)};
      if (day == *last) break;
    }
  }
  if (days.empty()) return wrong;
  return days;
}

std::optional<Milliseconds> time_of_day(std::string_view text) {
  const auto clock = parse_clock(std::string("1970-01-01T") + std::string(text));
  if (!clock) return {};
  return clock->time_since_epoch();
}

struct Reader {
  const ScheduleError& wrong;
  Concentration concentration;

  Result<Program> operator()(const pb::Schedule& schedule) const {
    const int kinds = (schedule.step_size() > 0) + schedule.has_periodic_bolus() + schedule.has_constant() + schedule.has_minimum_rate();
    if (kinds == 0) return wrong("step", "expected step { days: \"Mon-Fri\" at: \"07:00\" dose: \"140mcg/day\" }, or periodic_bolus, constant or minimum_rate", 0, {});
    if (kinds > 1) return wrong(second_kind(schedule), "expected one kind of program only: step, periodic_bolus, constant or minimum_rate", 0, {});
    if (schedule.has_minimum_rate()) return Program{concentration, MinimumRate{}};
    if (schedule.has_constant()) {
      const auto dose = rate("constant", schedule.constant().dose());
      if (!dose) return dose.error();
      return Program{concentration, SimpleContinuous{*dose}};
    }
    if (schedule.has_periodic_bolus()) return periodic(schedule);
    return flex(schedule);
  }

 private:
  static const char* second_kind(const pb::Schedule& schedule) {
    if (schedule.has_minimum_rate()) return "minimum_rate";
    return schedule.has_constant() ? "constant" : "periodic_bolus";
  }

  Result<DoseRate> rate(const char* field, const std::string& text, int n = 0) const {
    if (text.empty()) return wrong(field, "expected a dose: \"120mcg/day\"", n, "dose");
    auto dose = parse_dose_rate(text);
    if (!dose) return wrong(field, "expected a dose: " + dose.error().text, n, "dose");
    return dose;
  }

  Result<Program> flex(const pb::Schedule& schedule) const {
    Flex flex;
    std::set<std::pair<std::uint32_t, Milliseconds>> taken;
    for (int n = 0; n < schedule.step_size(); ++n) {
      const auto& step = schedule.step(n);
      const auto days = weekdays(step.days());
      if (!days) return wrong("step", days.error().text, n, "days");
      const auto at = time_of_day(step.at());
      if (!at) return wrong("step", fmt::format("expected at: \"07:00\", a time of day from 00:00 to 23:59{}", instead_of(step.at())), n, "at");
      const auto dose = rate("step", step.dose(), n);
      if (!dose) return dose.error();
      for (const auto day : *days) {
        if (!taken.emplace(day, *at).second) return wrong("step", fmt::format("expected one step only at {} {}: there is one before", day_names[day - 1], step.at()), n, "at");
        flex.steps.push_back({day, *at, *dose});
      }
    }
    return Program{concentration, std::move(flex)};
  }

  Result<Program> periodic(const pb::Schedule& schedule) const {
    const auto& written = schedule.periodic_bolus();
    const auto of_field = [&](const char* field, const Error& error) { return wrong("periodic_bolus", fmt::format("expected {}: {}", field, error.text), 0, field); };
    const auto dose = parse_dose(written.dose());
    if (!dose) return of_field("dose", dose.error());
    const auto duration = parse_duration(written.duration());
    if (!duration) return of_field("duration", duration.error());
    const auto interval = parse_duration(written.interval());
    if (!interval) return of_field("interval", interval.error());
    DoseRate basal;
    if (!written.basal().empty()) {
      const auto between = parse_dose_rate(written.basal());
      if (!between) return of_field("basal", between.error());
      basal = *between;
    }
    return Program{concentration, PeriodicBolus{*dose, *duration, *interval, basal}};
  }
};

}  // namespace

Result<Program> read_schedule(const std::string& text, const std::string& file, Concentration concentration) {
  TextFormatFile format(file);
  pb::Schedule schedule;
  if (auto error = format.parse(text, schedule)) return *error;
  return program_of(schedule, concentration, [&](const std::string& field, const std::string& what, int n, const std::string& inner) { return format.at(schedule, field, what, n, inner); });
}

Result<Program> program_of(const pb::Schedule& schedule, Concentration concentration, const ScheduleError& wrong) { return Reader{wrong, concentration}(schedule); }

bool has_hourly_dose(const std::string& text) {
  pb::Schedule schedule;
  if (TextFormatFile("").parse(text, schedule)) return false;
  if (is_hourly(schedule.constant().dose()) || is_hourly(schedule.periodic_bolus().basal())) return true;
  return std::ranges::any_of(schedule.step(), [](const pb::Step& step) { return is_hourly(step.dose()); });
}

}  // namespace ipt
