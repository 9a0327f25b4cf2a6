#include "programmer/core/refill_steps.hpp"

#include <doctest/doctest.h>

using namespace ipt;

namespace {

const StepRecord& at(const std::vector<StepRecord>& steps, RefillStep step) { return steps.at(static_cast<std::size_t>(step) - 1); }

}  // namespace

TEST_CASE("a refill done in the field's order leaves a record without a word of risk") {
  RefillWorkflow refill(RefillWorkflow::Telling::step_by_step);
  for (const auto& terms : refill_steps()) {
    CHECK(refill.next() == terms.step);
    refill.done(terms.step);
  }
  CHECK_FALSE(refill.next().has_value());
  REQUIRE(refill.record().size() == 13);
  for (const auto& step : refill.record()) {
    CHECK(step.state == StepState::done);
    CHECK(sentence(step).find("risks") == std::string::npos);
  }
}

TEST_CASE("a step that was passed over was left out, with its risk; what may still come is not recorded") {
  RefillWorkflow refill(RefillWorkflow::Telling::step_by_step);
  refill.done(RefillStep::assess);
  refill.done(RefillStep::needle);
  const auto steps = refill.record();
  CHECK(at(steps, RefillStep::assess).state == StepState::done);
  CHECK(at(steps, RefillStep::antisepsis).state == StepState::left_out);
  CHECK(sentence(at(steps, RefillStep::antisepsis)) == "left out: antisepsis. It risks: an infection of the pocket or of the spinal fluid [A]");
  CHECK(at(steps, RefillStep::withdraw).state == StepState::not_recorded);
  CHECK(refill.next() == RefillStep::interrogate);
}

TEST_CASE("a step done only after a later one is recorded as out of order, naming the one that it came after") {
  RefillWorkflow refill(RefillWorkflow::Telling::step_by_step);
  refill.done(RefillStep::needle);
  refill.done(RefillStep::withdraw);
  refill.done(RefillStep::antisepsis);
  const auto steps = refill.record();
  CHECK(at(steps, RefillStep::antisepsis) == StepRecord{RefillStep::antisepsis, StepState::out_of_order, RefillStep::withdraw});
  CHECK(sentence(at(steps, RefillStep::antisepsis)).starts_with("out of order: antisepsis, only after withdraw. It risks: an infection"));
  CHECK(at(steps, RefillStep::withdraw).state == StepState::done);
  refill.done(RefillStep::fill);  // a later step makes nothing of it worse
  refill.done(RefillStep::antisepsis);
  CHECK(refill.record()[4].after == RefillStep::withdraw);
}

TEST_CASE("a step left out and done after all counts as done; one done stays done") {
  RefillWorkflow refill(RefillWorkflow::Telling::step_by_step);
  refill.left_out(RefillStep::assess);
  CHECK(refill.record().front().state == StepState::left_out);
  refill.done(RefillStep::assess);
  CHECK(refill.record().front().state == StepState::done);
  refill.left_out(RefillStep::assess);
  CHECK(refill.record().front().state == StepState::done);
}

TEST_CASE("of a refill told in one, afterwards, what nobody told is not recorded, and never called left out") {
  RefillWorkflow refill(RefillWorkflow::Telling::in_one);
  refill.done(RefillStep::interrogate);
  refill.done(RefillStep::withdraw);
  const auto steps = refill.record();
  CHECK(at(steps, RefillStep::assess).state == StepState::not_recorded);
  CHECK(at(steps, RefillStep::antisepsis).state == StepState::not_recorded);
  CHECK(at(steps, RefillStep::withdraw).state == StepState::done);
}

TEST_CASE("the second person is another one than the first, however the name is written") {
  RefillWorkflow refill(RefillWorkflow::Telling::step_by_step);
  CHECK(refill.second_person("Ann Lee", " ann  LEE ").has_value());
  CHECK(refill.second_person("Ann Lee", "").has_value());
  CHECK(refill.record()[3].state == StepState::not_recorded);
  CHECK_FALSE(refill.second_person("Ann Lee", "Bo Roe").has_value());
  CHECK(refill.record()[3].state == StepState::done);
}

TEST_CASE("every step has a name of its own and tells what leaving it out risks, and where that comes from") {
  for (const auto& terms : refill_steps()) {
    CHECK(refill_step_named(terms.name) == terms.step);
    CHECK(&terms_of(terms.step) == &terms);
    const std::string told = sentence({terms.step, StepState::left_out});
    CHECK(told.find(std::string(terms.risk)) != std::string::npos);
    CHECK((told.ends_with("[V]") || told.ends_with("[A]") || told.ends_with("[D]")));
  }
  CHECK_FALSE(refill_step_named("anaesthesia").has_value());
}
