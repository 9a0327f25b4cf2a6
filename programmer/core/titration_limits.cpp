#include "programmer/core/titration_limits.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/amount_text.hpp"
#include "common/wide.hpp"
#include "programmer/core/dose.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

DoseRate raised(DoseRate from, const ClinicalFigure& permille) { return DoseRate(from.value + multiply_divide(from.value, permille.value, 1'000)); }

/// More than the percentage, exactly: what is rounded is for show.
bool is_beyond(DoseRate from, DoseRate to, const ClinicalFigure& permille) { return static_cast<Wide>(to.value - from.value) * 1'000 > static_cast<Wide>(from.value) * permille.value; }

void judge(TitrationLimits& limits, const TitrationAsked& asked, DoseRate base, const ClinicalFigures& figures) {
  const GroupFigures& group = figures.of(asked.group);
  const DoseRate wanted = *asked.wanted;
  const std::int64_t factor = wanted.value / asked.present.value;
  const auto step = [&](DoseRate from) { return fmt::format("{} after {} is {}", text_of(wanted), text_of(from), words::percent(change_in_permille(from, wanted))); };
  limits.change_permille = change_in_permille(asked.present, wanted);
  if (wanted > asked.present && is_beyond(base, wanted, group.largest_increase)) {
    limits.advised.caution("titration", fmt::format("{}{}: more than {} within 24 h is unusual for this group.", step(base), base < asked.present ? ", the lowest dose of the last 24 h" : "", words::percent(group.largest_increase.value)), group.largest_increase);
  } else if (wanted > asked.present && wanted < limits.lowest) {
    limits.advised.say("small_step", fmt::format("{}: a smaller step than usual for this group.", step(asked.present)), group.smallest_increase);
  }
  if (wanted < asked.present && static_cast<Wide>(asked.present.value - wanted.value) * 1'000 > static_cast<Wide>(asked.present.value) * figures.largest_decrease.value) {
    limits.advised.caution("decrease", fmt::format("{}: a large cut.", step(asked.present)), figures.largest_decrease);
  }
  if (factor >= figures.suspicious_factor.value) {
    limits.advised.caution("hour_for_day", fmt::format("{} is {} times the present dose: was a dose a day meant as one an hour, or was a digit doubled?", text_of(wanted), factor), figures.suspicious_factor);
  }
}

}  // namespace

void check_maintenance(Advised& advised, DoseRate dose, PatientGroup group, const ClinicalFigures& figures) {
  const auto& [smallest, largest, lowest, highest] = figures.of(group);
  const std::string range = fmt::format("{} to {}", decimal_text(lowest.value, 3), text_of(DoseRate(highest.value)));
  if (dose.value > highest.value) advised.caution("above_maintenance", fmt::format("{} is above the maintenance range, {}.", text_of(dose), range), highest);
  else if (dose.value < lowest.value) advised.say("below_maintenance", fmt::format("{} is below the maintenance range, {}: usual while the dose is still looked for.", text_of(dose), range), lowest);
  else advised.say("maintenance", fmt::format("{} lies within the maintenance range, {}.", text_of(dose), range), highest);
}

Result<TitrationLimits> titration_limits(const TitrationAsked& asked, const ClinicalFigures& figures) {
  if (auto error = no_slip(asked.present)) return *error;
  if (asked.wanted) {
    if (auto error = no_slip(*asked.wanted)) return *error;
  }
  const GroupFigures& group = figures.of(asked.group);
  // A lowest dose of 0 is a pump that stood still: of that there is no percentage.
  const bool rose = asked.lowest_today && asked.lowest_today->value > 0 && *asked.lowest_today < asked.present;
  const DoseRate base = rose ? *asked.lowest_today : asked.present;
  TitrationLimits limits;
  const Milliseconds first_day(figures.first_day.value);
  const bool waits = asked.since_start && *asked.since_start < first_day;
  limits.highest = waits ? asked.present : std::max(asked.present, raised(base, group.largest_increase));
  limits.lowest = waits ? asked.present : std::min(limits.highest, std::max(asked.present, raised(base, group.smallest_increase)));
  if (waits) {
    limits.advised.caution("first_day", fmt::format("Therapy began {} ago: nothing is increased in the first {}.", words::duration(*asked.since_start), words::duration(first_day)), figures.first_day);
  } else if (limits.highest == asked.present) {
    limits.advised.caution("day_is_full", fmt::format("The dose rose from {} to {} within the last 24 h already: nothing more is usual before that is a day ago.", text_of(base), text_of(asked.present)), group.largest_increase);
  } else {
    limits.advised.say("titration_range", fmt::format("{} to {} within 24 h is usual for this group: from {} that is {} to {}.", words::percent(group.smallest_increase.value), words::percent(group.largest_increase.value), text_of(base), decimal_text(limits.lowest.value, 3), text_of(limits.highest)), group.largest_increase);
  }
  if (!asked.since_start) limits.advised.say("first_day", fmt::format("Nothing is increased in the first {} of therapy.", words::duration(first_day)), figures.first_day);
  if (asked.wanted) judge(limits, asked, base, figures);
  check_maintenance(limits.advised, asked.wanted.value_or(asked.present), asked.group, figures);
  return limits;
}

}  // namespace ipt
