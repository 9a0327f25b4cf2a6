#include "programmer/core/caution.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/largest_dose.hpp"
#include "common/wide.hpp"
#include "programmer/core/dose.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

const char* mark(const ClinicalFigure& figure) { return figure.is_verified ? "" : " (a figure assumed, not verified)"; }

struct Judge {
  const Before& before;
  const ClinicalFigures& figures;
  std::vector<Caution>& found;

  void add(const char* name, std::string text) const { found.push_back({name, std::move(text)}); }

  /// What a program gives of this drug; nothing for one that cannot be reckoned.
  [[nodiscard]] std::optional<Nanograms> most(const Program& program) const { return largest_daily_dose(program, before.minimum_rate); }
  /// As its lowest step, for a whole day.
  [[nodiscard]] std::optional<Nanograms> least(const Program& program) const {
    const auto* flex = std::get_if<Flex>(&program.delivery);
    if (flex == nullptr || flex->steps.empty()) return most(program);
    DoseRate least = flex->steps.front().dose;
    for (const auto& step : flex->steps) least = std::min(least, step.dose);
    return Nanograms(least.value);
  }

  /// `lowest`: what the patient gets at least, where the dose goes up and down in a day.
  void dose(Nanograms after, Nanograms lowest) const {
    if (before.hourly) add("hourly_dose", fmt::format("The dose was written per hour: that is {} a day, 24 times the figure. If it was meant per day, write /day.", words::dose(after)));
    if (after.value > figures.largest_daily_dose.value) {
      add("daily_dose", fmt::format("{} is above every maintenance range; the highest is {}{}.", words::daily_dose(after), words::daily_dose(Nanograms(figures.largest_daily_dose.value)), mark(figures.largest_daily_dose)));
    }
    const Nanograms dose_before = before.program ? most(*before.program).value_or(Nanograms(0)) : Nanograms(0);
    if (dose_before.value == 0) return;
    const std::string change = fmt::format("{} after {}", words::daily_dose(after), words::daily_dose(dose_before));
    const std::int64_t factor = after.value / dose_before.value;
    if (factor >= 10) add("hour_for_day", fmt::format("{} is {} times the present dose: was a dose a day meant as one an hour, or was a digit doubled?", change, factor));
    if (after > dose_before) increase(after, dose_before);
    const auto lowest_before = least(*before.program);
    if (!lowest_before || lowest_before->value == 0) return;
    const std::int64_t cut = change_in_permille(DoseRate(lowest_before->value), DoseRate(lowest.value));
    if (-cut > figures.largest_decrease.value) {
      add("decrease", fmt::format("{} after {}{} is {}: a large cut can bring on withdrawal{}.", words::daily_dose(lowest), words::daily_dose(*lowest_before), lowest == after ? "" : ", at the lowest step,", words::percent(cut), mark(figures.largest_decrease)));
    } else if (after < dose_before) {
      cut_of_a_day(after, dose_before);
    }
  }

  /// Against the lowest dose of the last 24 hours: small steps add up.
  void increase(Nanograms after, Nanograms dose_before) const {
    const Nanograms lowest = before.recent.empty() ? dose_before : std::min(dose_before, std::ranges::min(before.recent));
    const std::int64_t permille = change_in_permille(DoseRate(lowest.value), DoseRate(after.value));
    const auto& [figure, for_whom] = permille > figures.largest_increase_spinal.value ? std::pair(figures.largest_increase_spinal, "anybody") : std::pair(figures.largest_increase_child, "children and for spasticity of cerebral origin");
    if (permille <= figure.value) return;
    add("titration", fmt::format("{} after {}{} is {}: more than {} within 24 h is unusual for {}{}.", words::daily_dose(after), words::daily_dose(lowest), of_a_day(lowest, dose_before), words::percent(permille), words::percent(figure.value), for_whom, mark(figure)));
  }

  /// The same downwards, for steps of which none is large by itself.
  void cut_of_a_day(Nanograms after, Nanograms dose_before) const {
    const Nanograms highest = before.recent.empty() ? dose_before : std::max(dose_before, std::ranges::max(before.recent));
    const std::int64_t cut = change_in_permille(DoseRate(highest.value), DoseRate(after.value));
    if (-cut <= figures.largest_decrease.value) return;
    add("decrease", fmt::format("{} after {}{} is {}: a large cut can bring on withdrawal{}.", words::daily_dose(after), words::daily_dose(highest), of_a_day(highest, dose_before), words::percent(cut), mark(figures.largest_decrease)));
  }

  [[nodiscard]] static std::string of_a_day(Nanograms reference, Nanograms present) {
    if (reference == present) return {};
    return fmt::format(" within the last 24 h (the present dose is {})", words::daily_dose(present));
  }

  void concentration(Concentration after) const {
    if (after.value == figures.screening_concentration.value) {
      add("screening_concentration", fmt::format("{} is for screening only{}.", words::concentration(after), mark(figures.screening_concentration)));
    }
  }

  /// What lies in tubing and catheter goes on at the new flow until it has passed.
  void old_drug(const Program& program, Concentration after) const {
    const auto daily = most(program);
    if (!daily || daily->value == 0 || before.path.value == 0) return;
    const std::int64_t old_dose = multiply_divide(daily->value, before.status.concentration.value, after.value);
    const Wide time = static_cast<Wide>(before.path.value) * after.value * one_day.count() / (static_cast<Wide>(daily->value) * 1'000'000);
    const auto minutes = static_cast<std::int64_t>(time / 60'000);
    add("old_drug", fmt::format("{} of old drug lie in tubing and catheter: for about {} the patient gets {} instead of {}. What a needle leaves in the reservoir mixes in as well.",
                                words::volume(before.path), words::duration(Milliseconds(minutes * 60'000)), words::daily_dose(Nanograms(old_dose)), words::daily_dose(*daily)));
  }

  void operator()(const Program& program) const {
    const bool is_periodic = std::holds_alternative<PeriodicBolus>(program.delivery);
    if (is_periodic && before.program && std::holds_alternative<PeriodicBolus>(before.program->delivery)) {
      add("dose_at_once", "The new program gives its first dose at once, whenever the present one gave its last.");
    }
    const bool had_schedule = before.program && !std::holds_alternative<SimpleContinuous>(before.program->delivery) && !std::holds_alternative<MinimumRate>(before.program->delivery);
    if (had_schedule && std::holds_alternative<SimpleContinuous>(program.delivery)) {
      add("schedule_replaced", "A constant dose takes the place of the schedule that is in the pump: its steps are gone afterwards.");
    }
    if (const auto* periodic = std::get_if<PeriodicBolus>(&program.delivery)) {
      if (periodic->interval.count() < figures.shortest_interval.value && periodic->interval.count() > 0) {
        const std::int64_t meant = periodic->interval.count() * 60;
        add("minutes_for_hours", fmt::format("A dose every {} is {} doses a day. Was it meant every {}? Intervals typed in minutes instead of hours have injured patients{}.",
                                             words::duration(periodic->interval), one_day.count() / periodic->interval.count(), words::duration(Milliseconds(meant)), mark(figures.shortest_interval)));
      }
    }
    if (const auto after = most(program)) dose(*after, least(program).value_or(*after));
  }
  void operator()(const SingleBolus& bolus) const {
    if (bolus.dose.value > figures.largest_bolus.value) {
      add("bolus", fmt::format("A bolus of {} is above {}, the largest used in screening{}.", words::dose(bolus.dose), words::dose(Nanograms(figures.largest_bolus.value)), mark(figures.largest_bolus)));
    }
  }
  void operator()(const Refill& refill) const {
    concentration(refill.concentration);
    const Status& now = before.status;
    const bool held = now.concentration.value > 0;
    if (held && refill.concentration != now.concentration) {
      add("concentration", fmt::format("The reservoir held {} and is now said to hold {}: compare the syringe's label with what is entered. A wrong concentration is a wrong dose by the same factor.",
                                       words::concentration(now.concentration), words::concentration(refill.concentration)));
    }
    if (held && refill.drug != now.drug) add("drug", fmt::format("The reservoir held {} and is now said to hold {}: compare the label.", words::escaped(now.drug), words::escaped(refill.drug)));
    if (held && refill.program && refill.concentration != now.concentration) old_drug(*refill.program, refill.concentration);
    if (refill.program) (*this)(*refill.program);
  }
  // Nothing about them is a matter of clinical figures.
  void operator()(const Prime&) const {}
  void operator()(const Bridge&) const {}
  void operator()(const Resume&) const {}
  void operator()(const SetClock&) const {}
  void operator()(const PatientLimits&) const {}
  void operator()(const AlarmSettings&) const {}
};

}  // namespace

std::vector<Caution> cautions(const TherapyOperation& operation, const Before& before, const ClinicalFigures& figures) {
  std::vector<Caution> found;
  std::visit(Judge{before, figures, found}, operation.kind);
  return found;
}

}  // namespace ipt
