#include "programmer/core/refill_steps.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ipt {
namespace {

constexpr RefillStepTerms terms[] = {
    {RefillStep::assess, "assess", "Assess the patient: tone, side effects, signs of withdrawal or overdose.", "a wrong dose goes on unnoticed", Source::assumed},
    {RefillStep::interrogate, "interrogate", "Interrogate the pump; note the volume that it expects.", "there is nothing to compare with what comes out", Source::derived},
    {RefillStep::check_syringe, "check_syringe", "Check drug, concentration, lot and expiry on the label; time-out.", "the wrong drug or concentration is the wrong dose for months", Source::assumed},
    {RefillStep::second_person, "second_person", "A second person reads the label too.", "what one person misreads, nobody finds: the wrong dose for months", Source::assumed},
    {RefillStep::antisepsis, "antisepsis", "Clean the skin with antiseptic.", "an infection of the pocket or of the spinal fluid", Source::assumed},
    {RefillStep::needle, "needle", "Template on the skin, needle through the port down to the needle stop.", "a needle beside the port: a pocket fill, with an overdose within hours", Source::assumed},
    {RefillStep::withdraw, "withdraw", "Withdraw everything that comes, and compare.", "a difference above 2 mL, at which to look closer, goes unseen", Source::verified},
    {RefillStep::fill, "fill", "Inject 5 mL, draw a little back, then fill slowly and never over the capacity.", "a fill beside the reservoir, or an overfill, shows too late", Source::assumed},
    {RefillStep::needle_out, "needle_out", "Needle out, cover the site.", "bleeding or a leak at the port", Source::assumed},
    {RefillStep::program, "program", "Program volume, drug and dose.", "the pump computes with the old volume and drug: its alarm and refill dates are wrong", Source::derived},
    {RefillStep::compare, "compare", "Compare old and new as the pump read them, then confirm.", "a slip of the hand becomes the dose", Source::assumed},
    {RefillStep::read_back, "read_back", "Read the pump again: alarm date, next appointment.", "a change that was not taken goes unseen, and nobody knows the next alarm date", Source::assumed},
    {RefillStep::watch, "watch", "Watch the patient for 30 to 60 minutes.", "a pocket fill shows when the patient has gone home", Source::assumed},
};

std::string_view tag(Source source) {
  switch (source) {
    case Source::verified: return "[V]";
    case Source::assumed: return "[A]";
    case Source::derived: return "[D]";
  }
  return "";
}

/// Lower case, without blanks: two ways of writing one name are one person. Other letters than ASCII stay as they are.
std::string plainly(std::string_view name) {
  std::string out;
  for (const char letter : name) {
    if (letter == ' ' || letter == '\t') continue;
    out += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  }
  return out;
}

}  // namespace

std::span<const RefillStepTerms> refill_steps() { return terms; }

const RefillStepTerms& terms_of(RefillStep step) { return terms[static_cast<std::size_t>(step) - 1]; }

std::optional<RefillStep> refill_step_named(std::string_view name) {
  for (const auto& one : terms) {
    if (one.name == name) return one.step;
  }
  return {};
}

std::string_view name(StepState state) {
  switch (state) {
    case StepState::not_recorded: return "not_recorded";
    case StepState::done: return "done";
    case StepState::left_out: return "left_out";
    case StepState::out_of_order: return "out_of_order";
  }
  return "";
}

std::string sentence(const StepRecord& record) {
  const auto& [step, name, what, risk, source] = terms_of(record.step);
  const std::string risks = fmt::format("It risks: {} {}", risk, tag(source));
  switch (record.state) {
    case StepState::done: return std::string(name);
    case StepState::not_recorded: return fmt::format("not recorded: {}", name);
    case StepState::left_out: return fmt::format("left out: {}. {}", name, risks);
    case StepState::out_of_order: return fmt::format("out of order: {}, only after {}. {}", name, record.after ? terms_of(*record.after).name : "a later step", risks);
  }
  return {};
}

std::optional<Error> second_person_problem(std::string_view first, std::string_view second) {
  const std::string one = plainly(first), other = plainly(second);
  if (other.empty()) return Error{"the second person has no name"};
  if (one == other) return Error{fmt::format("'{}' is the first person too: the second check is somebody else's", second)};
  return {};
}

RefillWorkflow::RefillWorkflow(Telling telling) : telling_(telling) {
  for (const auto& one : terms) steps_.push_back({one.step});
}

StepRecord& RefillWorkflow::of(RefillStep step) { return steps_[static_cast<std::size_t>(step) - 1]; }

std::optional<RefillStep> RefillWorkflow::next() const {
  for (const auto& step : steps_) {
    if (step.state == StepState::not_recorded) return step.step;
  }
  return {};
}

void RefillWorkflow::done(RefillStep step) {
  StepRecord& record = of(step);
  if (record.state == StepState::done || record.state == StepState::out_of_order) return;
  record.state = StepState::done;
  // The last one that was already done and comes later in the field's order, if there is any.
  for (const auto& other : steps_) {
    if (other.step <= step || (other.state != StepState::done && other.state != StepState::out_of_order)) continue;
    record.state = StepState::out_of_order;
    record.after = other.step;
  }
}

void RefillWorkflow::left_out(RefillStep step) {
  StepRecord& record = of(step);
  if (record.state == StepState::not_recorded) record.state = StepState::left_out;
}

std::optional<Error> RefillWorkflow::second_person(std::string_view first, std::string_view second) {
  if (auto problem = second_person_problem(first, second)) return problem;
  done(RefillStep::second_person);
  return {};
}

std::vector<StepRecord> RefillWorkflow::record() const {
  auto steps = steps_;
  if (telling_ == Telling::in_one) return steps;
  bool later_was_told = false;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if (step->state == StepState::not_recorded && later_was_told) step->state = StepState::left_out;
    later_was_told = later_was_told || step->state != StepState::not_recorded;
  }
  return steps;
}

}  // namespace ipt
