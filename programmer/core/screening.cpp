#include "programmer/core/screening.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "programmer/core/words.hpp"

namespace ipt {
namespace {

void check_bolus(Advised& advised, Nanograms bolus, const ClinicalFigures& figures) {
  const auto is_it = [&](const ClinicalFigure& figure) { return figure.value == bolus.value; };
  if (bolus.value > figures.largest_bolus().value) {
    advised.caution("bolus", fmt::format("A bolus of {} is above {}, the largest used in screening.", words::dose(bolus), words::dose(Nanograms(figures.largest_bolus().value))), figures.largest_bolus());
  } else if (std::ranges::none_of(figures.screening_boluses, is_it)) {
    advised.caution("unusual_bolus", fmt::format("{} is none of the usual screening boluses, 50, 75 and 100 mcg: was another unit meant?", words::dose(bolus)), figures.screening_boluses.front());
  }
}

}  // namespace

std::vector<ScreeningStep> screening_steps(const ClinicalFigures& figures) {
  std::vector<ScreeningStep> steps;
  for (const auto& bolus : figures.screening_boluses) {
    steps.push_back({Nanograms(bolus.value), Milliseconds(figures.screening_gap.value) * static_cast<std::int64_t>(steps.size())});
  }
  return steps;
}

std::optional<ScreeningOutcome> screening_outcome(std::string_view name) {
  if (name == "relief") return ScreeningOutcome::relief;
  if (name == "none") return ScreeningOutcome::none;
  if (name == "adverse") return ScreeningOutcome::adverse;
  return {};
}

Result<AfterScreening> after_screening(Nanograms bolus, ScreeningOutcome outcome, std::optional<Milliseconds> since, const ClinicalFigures& figures) {
  if (auto error = no_slip(bolus)) return *error;
  AfterScreening after;
  check_bolus(after.advised, bolus, figures);
  if (outcome == ScreeningOutcome::adverse) {
    after.advised.caution("adverse", "No further bolus now: watch breathing and consciousness until the effect is over, then decide anew.", figures.adverse_response);
    return after;
  }
  if (outcome == ScreeningOutcome::relief) {
    after.advised.say("relief", fmt::format("{} brought relief: a pump may help. Reckon the first dose with `dosing start`, from this bolus and how long its effect lasted.", words::dose(bolus)), figures.start_times_bolus);
    return after;
  }
  const auto next = std::ranges::find_if(figures.screening_boluses, [&](const ClinicalFigure& figure) { return figure.value > bolus.value; });
  if (next == figures.screening_boluses.end()) {
    after.advised.say("no_response", fmt::format("No relief from {}: the trial is over, and a pump is not expected to help.", words::dose(bolus)), figures.no_response);
    return after;
  }
  after.next_bolus = Nanograms(next->value);
  const Milliseconds gap(figures.screening_gap.value);
  after.wait = since && *since >= gap ? Milliseconds{0} : gap - since.value_or(Milliseconds{0});
  after.advised.say("next_bolus", fmt::format("The next bolus is {}.", words::dose(*after.next_bolus)), *next);
  if (after.wait > Milliseconds{0}) {
    after.advised.caution("gap", fmt::format("Not before {} {}.", words::duration(after.wait), since ? "from now" : "after this one"), figures.screening_gap);
  }
  return after;
}

Result<StartingDose> starting_dose(Nanograms bolus, Milliseconds lasted, const ClinicalFigures& figures) {
  if (auto error = no_slip(bolus)) return *error;
  if (auto error = no_slip(lasted)) return *error;
  StartingDose start;
  const bool is_long = lasted > Milliseconds(figures.long_effect.value);
  const ClinicalFigure& times = is_long ? figures.start_times_long_bolus : figures.start_times_bolus;
  start.times = times.value;
  start.dose = DoseRate(bolus.value * times.value);
  start.advised.say("starting_dose",
                    fmt::format("The effect lasted {}, {} than {}: {} the screening bolus a day.", words::duration(lasted), is_long ? "longer" : "not longer", words::duration(Milliseconds(figures.long_effect.value)), is_long ? "once" : "twice"), times);
  check_bolus(start.advised, bolus, figures);
  start.advised.say("first_day", fmt::format("Nothing is increased in the first {}.", words::duration(Milliseconds(figures.first_day.value))), figures.first_day);
  return start;
}

}  // namespace ipt
