#include "tools/rehearsing/performance.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/amount.hpp"

namespace ipt::rehearsing {
namespace {

constexpr std::string_view log_checks[] = {"pump_says.log_has", "pump_says.log_lacks"};
constexpr std::string_view outcome_checks[] = {"programmer_shows.outcome", "programmer_shows.refusal", "pump_says.refusal"};

template <std::size_t N>
bool asks(const Step& step, const std::string_view (&names)[N]) {
  return std::any_of(step.checks.begin(), step.checks.end(), [&](const Check& check) { return std::find(std::begin(names), std::end(names), check.name) != std::end(names); });
}
/// Whether it says what becomes of the act, be it done or not.
bool says_outcome(const Step& step) {
  return asks(step, outcome_checks) || std::any_of(step.checks.begin(), step.checks.end(), [](const Check& check) { return check.name == "pump_says.answers" && check.expected.text == "no"; });
}
bool asks_of(const Step& step, std::string_view witness) {
  return std::any_of(step.checks.begin(), step.checks.end(), [&](const Check& check) { return check.name.starts_with(witness); });
}

void forget(Play& play) {
  play.before = play.room.truth();
  play.at_programmer = false;
  play.happened.clear();
  play.readings.reset();
  play.log.reset();
  play.shown.reset();
  play.refusal.reset();
  play.moved.reset();
  play.felt.clear();
  play.undone.clear();
}

/// Asks the pump what the checks need, in the visit that is open or in one of somebody who only looks.
void read_pump(Play& play, const Step& step) {
  Clinician observer(play.room, "observer", Role::observer);
  Clinician& asks_it = play.at_programmer ? play.clinic : observer;
  if (!play.at_programmer && asks_of(step, "pump_says.")) play.readings = observer.begin();
  if (asks(step, log_checks) && asks_it.programmer().is_connected()) play.log = asks_it.log(play.log_seen + 1);
  asks_it.end();
  if (play.log && !play.log->empty()) play.log_seen = play.log->back().log_seq;
}

void add(StepResult& result, std::string name, int line, std::string expected, std::string came, bool passed) {
  result.checks.push_back({std::move(name), line, std::move(expected), std::move(came), passed});
}

/// What no scenario has to say: it is expected of every step.
void add_unsaid(StepResult& result, const Play& play, const Step& step) {
  if (!play.felt.empty() && !asks_of(step, "hands_find.refusal")) add(result, "hands_find.refusal", step.line, "none", play.felt, false);
  if (!says_outcome(step)) {
    if (!play.undone.empty()) add(result, "programmer_shows.outcome", step.line, "done", play.undone, false);
    const auto kind = play.shown ? play.shown->outcome.kind : Outcome::Kind::done;
    if (kind != Outcome::Kind::done && kind != Outcome::Kind::partly) add(result, "programmer_shows.outcome", step.line, "done", play.happened, false);
  }
  const Truth t = play.room.truth();
  const bool kept_nl = t.initial_nl + t.injected_nl == t.reservoir_nl + t.path_nl + t.delivered_nl + t.withdrawn_nl + t.pocket_nl + t.spilled_nl;
  const bool kept_ng = t.initial_ng + t.injected_ng == t.reservoir_ng + t.path_ng + t.delivered_ng + t.withdrawn_ng + t.pocket_ng + t.spilled_ng;
  if (!kept_nl || !kept_ng) add(result, "is_so", step.line, "nothing is lost", "volume or drug is lost", false);
}

StepResult play_step(Play& play, const Step& step, int number) {
  const Milliseconds now = play.room.pump().now().time_since_epoch();
  forget(play);
  if (step.at > now) play.room.advance(step.at - now);
  if (step.act) step.act->perform(play);
  read_pump(play, step);
  StepResult result{number, step.line, step.at, iso_clock(play.start + step.at), step.say, step.act ? step.act->words : "", play.happened, {}};
  for (const auto& check : step.checks) {
    const Fact came = check.answer(play);
    add(result, check.name, check.line, check.expected.written, text_of(check.expected.kind, came), holds(check.expected, came));
  }
  add_unsaid(result, play, step);
  for (auto& laid : play.laid_out) laid.came_about = laid.came_about || laid.has_come_about();
  return result;
}

/// Of what is so in the end, after all that was said.
std::uint64_t fingerprint(const Rehearsal& room) {
  const Truth t = room.truth();
  std::uint64_t print = room.fingerprint();
  for (const std::int64_t figure : {t.reservoir_nl.value, t.delivered_nl.value, t.pocket_nl.value, t.reservoir_ng.value, t.delivered_ng.value, t.pocket_ng.value, t.strokes.value}) {
    print = (print ^ static_cast<std::uint64_t>(figure)) * 1'099'511'628'211U;
  }
  return print;
}

StepResult last_step(const Performance& so_far, std::string act) {
  StepResult last;
  last.number = static_cast<int>(so_far.steps.size()) + 1;
  if (!so_far.steps.empty()) {
    last.line = so_far.steps.back().line;
    last.at = so_far.steps.back().at;
    last.when = so_far.steps.back().when;
  }
  last.act = std::move(act);
  return last;
}

}  // namespace

bool StepResult::passed() const {
  return std::all_of(checks.begin(), checks.end(), [](const auto& check) { return check.passed; });
}

bool Performance::passed() const {
  return std::all_of(steps.begin(), steps.end(), [](const auto& step) { return step.passed(); });
}

Performance perform_once(const Scenario& scenario) {
  Play play({.seed = scenario.seed, .profile = scenario.profile, .delivered = scenario.start, .patient = scenario.body}, scenario.start.clock);
  Performance performance;
  for (const auto& step : scenario.steps) performance.steps.push_back(play_step(play, step, static_cast<int>(performance.steps.size()) + 1));
  if (!play.laid_out.empty()) {
    StepResult faults = last_step(performance, "what was to go wrong");
    for (const auto& laid : play.laid_out) add(faults, laid.what, laid.line, "came about", laid.came_about ? "came about" : "never came about", laid.came_about);
    performance.steps.push_back(std::move(faults));
  }
  performance.fingerprint = fingerprint(play.room);
  return performance;
}

Performance perform(const Scenario& scenario) {
  Performance performance = perform_once(scenario);
  const Performance again = perform_once(scenario);
  if (again == performance) return performance;
  StepResult twice = last_step(performance, "the same again");
  add(twice, "two runs of one seed", twice.line, fmt::format("{:016x}", performance.fingerprint), fmt::format("{:016x}", again.fingerprint), false);
  performance.steps.push_back(std::move(twice));
  return performance;
}

}  // namespace ipt::rehearsing
