#include "programmer/core/caution.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/amount_text.hpp"
#include "common/wide.hpp"
#include "programmer/core/concentration_change.hpp"
#include "programmer/core/dose.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

const char* mark(const ClinicalFigure& figure) { return figure.basis == Basis::assumed ? " (a figure assumed, not verified)" : ""; }

struct Judge {
  const Before& before;
  const ClinicalFigures& figures;
  std::vector<Caution>& found;

  void add(const char* name, std::string text) const { found.push_back({name, std::move(text)}); }

  [[nodiscard]] std::optional<DoseRange> range(const Program& program) const { return dose_range(program, before.minimum_rate); }

  void hourly(const DoseRange& after, bool is_schedule) const {
    if (!before.hourly) return;
    const std::string what = is_schedule ? fmt::format("A dose in the schedule was written per hour, which is 24 times its figure a day: the schedule now goes up to {}.", words::daily_dose(after.highest))
                                         : fmt::format("The dose was written per hour: that is {} a day, 24 times the figure.", words::dose(after.highest));
    add("hourly_dose", what + " If it was meant per day, write /day.");
  }

  void dose(const DoseRange& after) const {
    if (after.highest.value > figures.largest_daily_dose().value) {
      add("daily_dose", fmt::format("{} is above every maintenance range; the highest is {}{}.", words::daily_dose(after.highest), words::daily_dose(Nanograms(figures.largest_daily_dose().value)), mark(figures.largest_daily_dose())));
    }
    const auto present = before.program ? range(*before.program) : std::nullopt;
    if (!present || present->highest.value == 0) return;
    const std::int64_t factor = after.highest.value / present->highest.value;
    if (factor >= figures.suspicious_factor.value) add("hour_for_day", fmt::format("{} after {} is {} times the present dose: was a dose a day meant as one an hour, or was a digit doubled?", words::daily_dose(after.highest), words::daily_dose(present->highest), factor));
    if (!before.recent.is_whole) {
      add("day_unknown", "The pump's log does not reach back over the last 24 hours, so changes of that time may be missing below: ask what was changed, and add the steps up.");
    }
    const Step highest = step(&DoseRange::highest, *present, after), lowest = step(&DoseRange::lowest, *present, after);
    increase(lowest.permille > highest.permille ? lowest : highest);
    decrease(highest.permille < lowest.permille ? highest : lowest);
  }

  /// From the present dose to the new one, or from the lowest (for a cut the highest) of the last 24 hours: small steps
  /// add up.
  struct Step {
    Nanograms from, to, present;
    const char* where = "";  ///< where the dose goes up and down in a day
    std::int64_t permille = 0;
    [[nodiscard]] std::string text() const {
      const std::string since = from == present ? "" : fmt::format(" within the last 24 h (the present dose is {})", words::daily_dose(present));
      return fmt::format("{} after {}{}{} is {}", words::daily_dose(to), words::daily_dose(from), where, since, words::percent(permille));
    }
  };
  [[nodiscard]] Step step(Nanograms DoseRange::*which, const DoseRange& present, const DoseRange& after) const {
    const bool goes_up = after.*which > present.*which, is_flat = present.lowest == present.highest && after.lowest == after.highest;
    Step made{present.*which, after.*which, present.*which, is_flat ? "" : which == &DoseRange::lowest ? ", at the lowest step," : ", at the highest step,"};
    if (made.from == made.to || made.from.value == 0) return made;
    for (const auto& dose : before.recent.doses) {
      if (dose.*which != Nanograms(0)) made.from = goes_up ? std::min(made.from, dose.*which) : std::max(made.from, dose.*which);
    }
    made.permille = change_in_permille(DoseRate(made.from.value), DoseRate(made.to.value));
    return made;
  }

  void increase(const Step& step) const {
    const bool beyond_all = step.permille > figures.spinal.largest_increase.value;
    const ClinicalFigure& figure = beyond_all ? figures.spinal.largest_increase : figures.child.largest_increase;
    if (step.permille <= figure.value) return;
    add("titration", fmt::format("{}: more than {} within 24 h is unusual for {}{}.", step.text(), words::percent(figure.value), beyond_all ? "anybody" : "children and for spasticity of cerebral origin", mark(figure)));
  }
  void decrease(const Step& step) const {
    if (-step.permille <= figures.largest_decrease.value) return;
    add("decrease", fmt::format("{}: a large cut can bring on withdrawal{}.", step.text(), mark(figures.largest_decrease)));
  }

  void concentration(Concentration after) const {
    if (after.value == figures.screening_concentration.value) {
      add("screening_concentration", fmt::format("{} is for screening only{}.", words::concentration(after), mark(figures.screening_concentration)));
    }
  }

  /// What lies in tubing and catheter goes on at the new flow until it has passed.
  void old_drug(const Program& program, Concentration after) const {
    const auto doses = range(program);
    if (!doses || doses->highest.value == 0 || before.path.value == 0) return;
    const DoseRate daily(doses->highest.value);
    const OldDrug old = unbridged({before.path, before.status.concentration, after, daily, daily});
    add("old_drug", fmt::format("{} of old drug lie in tubing and catheter: for about {} the patient gets {} instead of {}. What a needle leaves in the reservoir mixes in as well. `--bridge auto` gives it at the old dose first.",
                                words::volume(before.path), words::duration(std::chrono::floor<std::chrono::minutes>(old.lasts)), text_of(old.dose), text_of(daily)));
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
    if (const auto after = range(program)) {
      hourly(*after, is_periodic || std::holds_alternative<Flex>(program.delivery));
      dose(*after);
    }
  }
  void operator()(const SingleBolus& bolus) const {
    if (bolus.dose.value > figures.largest_bolus().value) {
      add("bolus", fmt::format("A bolus of {} is above {}, the largest used in screening{}.", words::dose(bolus.dose), words::dose(Nanograms(figures.largest_bolus().value)), mark(figures.largest_bolus())));
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
    if (held && now.patient_boluses && (refill.drug != now.drug || refill.concentration != now.concentration)) {
      add("patient_limits_end", "What the patient may ask for was set for the drug that is in the pump now: it ends with this refill, and the patient gets no bolus until it is set anew.");
    }
    const bool is_moved_first = refill.bridge || (refill.prime && refill.prime->volume >= before.path);
    if (held && refill.program && refill.concentration != now.concentration && !is_moved_first) old_drug(*refill.program, refill.concentration);
    if (refill.program) (*this)(*refill.program);
    if (refill.bridge) (*this)(*refill.bridge);
    if (refill.prime) (*this)(*refill.prime);
  }
  // Nothing about them is a matter of clinical figures.
  void operator()(const Prime& prime) const {
    if (before.path.value == 0 || prime.volume <= before.path) return;
    const Nanolitres beyond = prime.volume - before.path;
    const Nanograms drug(multiply_divide(beyond.value, before.status.concentration.value, 1'000'000));
    add("prime_beyond_path", fmt::format("Tubing and catheter hold {} by what the pump tells: the other {} go to the patient, {} at once. A programmer that reckoned with 0.199 mL of tubing instead of 0.140 was recalled.",
                                         words::volume(before.path), words::volume(beyond), words::dose(drug)));
  }
  void operator()(const Bridge& bridge) const {
    if (before.path.value == 0 || bridge.volume <= before.path) return;
    add("bridge_beyond_path", fmt::format("Tubing and catheter hold {} by what the pump tells: the other {} are new drug, given at the old flow.", words::volume(before.path), words::volume(bridge.volume - before.path)));
  }
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
