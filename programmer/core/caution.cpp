#include "programmer/core/caution.hpp"

#include <fmt/format.h>

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
  [[nodiscard]] std::optional<Nanograms> most(const Program& program) const {
    return std::holds_alternative<MinimumRate>(program.delivery) ? std::optional(minimum(program)) : largest_daily_dose(program);
  }
  /// As its lowest step, for a whole day.
  [[nodiscard]] std::optional<Nanograms> least(const Program& program) const {
    const auto* flex = std::get_if<Flex>(&program.delivery);
    if (flex == nullptr || flex->steps.empty()) return most(program);
    DoseRate least = flex->steps.front().dose;
    for (const auto& step : flex->steps) least = std::min(least, step.dose);
    return Nanograms(least.value);
  }
  [[nodiscard]] Nanograms minimum(const Program& program) const {
    return Nanograms(multiply_divide(before.minimum_rate.value, program.concentration.value, 1'000'000));
  }

  /// `lowest`: what the patient gets at least, where the dose goes up and down in a day.
  void dose(Nanograms after, Nanograms lowest) const {
    if (before.hourly) add("hourly_dose", fmt::format("The dose was written per hour: that is {} a day, 24 times the figure. If it was meant per day, write /day.", words::dose(after)));
    if (after.value > figures.largest_daily_dose.value) {
      add("daily_dose", fmt::format("{} is above every maintenance range; the highest is {}{}.", words::daily_dose(after), words::daily_dose(Nanograms(figures.largest_daily_dose.value)), mark(figures.largest_daily_dose)));
    }
    const DoseRate dose_before = before.program && std::holds_alternative<MinimumRate>(before.program->delivery) ? DoseRate(minimum(*before.program).value) : before.dose;
    if (dose_before.value == 0) return;
    const std::string change = fmt::format("{} after {}", words::daily_dose(after), words::daily_dose(Nanograms(dose_before.value)));
    const std::int64_t permille = change_in_permille(dose_before, DoseRate(after.value));
    const std::int64_t factor = after.value / dose_before.value;
    if (factor >= 10) add("hour_for_day", fmt::format("{} is {} times the present dose: was a dose a day meant as one an hour, or was a digit doubled?", change, factor));
    if (permille > figures.largest_increase_spinal.value) {
      add("titration", fmt::format("{} is {}: more than {} within 24 h is unusual for anybody{}.", change, words::percent(permille), words::percent(figures.largest_increase_spinal.value), mark(figures.largest_increase_spinal)));
    } else if (permille > figures.largest_increase_child.value) {
      add("titration", fmt::format("{} is {}: more than {} within 24 h is unusual for children and for spasticity of cerebral origin{}.", change, words::percent(permille), words::percent(figures.largest_increase_child.value), mark(figures.largest_increase_child)));
    }
    const auto lowest_before = before.program ? least(*before.program) : std::optional(Nanograms(dose_before.value));
    if (!lowest_before || lowest_before->value == 0) return;
    const std::int64_t cut = change_in_permille(DoseRate(lowest_before->value), DoseRate(lowest.value));
    if (-cut > figures.largest_decrease.value) {
      add("decrease", fmt::format("{} after {}{} is {}: a large cut can bring on withdrawal{}.", words::daily_dose(lowest), words::daily_dose(*lowest_before), lowest == after ? "" : ", at the lowest step,", words::percent(cut), mark(figures.largest_decrease)));
    }
  }

  void concentration(Concentration after) const {
    if (after.value == figures.screening_concentration.value) {
      add("screening_concentration", fmt::format("{} is for screening only{}.", words::concentration(after), mark(figures.screening_concentration)));
    }
  }

  /// What lies in tubing and catheter goes on at the new flow until it has passed.
  void old_drug(const Program& program, Concentration after) const {
    const auto daily = largest_daily_dose(program);
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

std::optional<Nanograms> largest_daily_dose(const Program& program) {
  if (const auto* simple = std::get_if<SimpleContinuous>(&program.delivery)) return Nanograms(simple->dose.value);
  if (const auto* flex = std::get_if<Flex>(&program.delivery)) {
    DoseRate most;
    for (const auto& step : flex->steps) most = std::max(most, step.dose);
    return Nanograms(most.value);
  }
  if (const auto* periodic = std::get_if<PeriodicBolus>(&program.delivery)) {
    if (periodic->interval <= Milliseconds{0}) return {};
    return Nanograms(multiply_divide(periodic->dose.value, one_day.count(), periodic->interval.count()) + periodic->basal.value);
  }
  return {};
}

std::vector<Caution> cautions(const TherapyOperation& operation, const Before& before, const ClinicalFigures& figures) {
  std::vector<Caution> found;
  std::visit(Judge{before, figures, found}, operation.kind);
  return found;
}

}  // namespace ipt
