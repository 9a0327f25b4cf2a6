#include "programmer/console/told_refill.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "common/shell/command_line.hpp"
#include "programmer/cli/changes.hpp"
#include "programmer/cli/registering.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

constexpr std::size_t most_steps = 64;

Result<ToldStep> told_step(const boost::json::value& value) {
  const Error wrong{"'steps' must be a list of {\"step\": a step's name, \"state\": \"done\" or \"left_out\"}."};
  const auto* object = value.if_object();
  const auto* name = object ? object->if_contains("step") : nullptr;
  const auto* state = object ? object->if_contains("state") : nullptr;
  if (name == nullptr || state == nullptr || !name->is_string() || !state->is_string()) return wrong;
  const auto step = refill_step_named(std::string_view(name->get_string()));
  if (!step) return Error{fmt::format("A refill has no step '{}'.", words::escaped(std::string_view(name->get_string())))};
  if (state->get_string() != "done" && state->get_string() != "left_out") return wrong;
  return ToldStep{*step, state->get_string() == "done"};
}

bool is_programmers_own(RefillStep step) { return step == RefillStep::program || step == RefillStep::compare || step == RefillStep::read_back; }

}  // namespace

Result<std::vector<ToldStep>> told_steps(const WebAsk& ask, Words& words) {
  for (const auto& [name, place] : {std::pair{"by", &Words::by}, std::pair{"second_person", &Words::second_person}, std::pair{"expiry", &Words::expiry}}) {
    if (lacks_field(ask, name)) continue;
    auto text = text_field(ask, name);
    if (!text) return text.error();
    words.*place = *std::move(text);
  }
  std::vector<ToldStep> steps;
  if (lacks_field(ask, "steps")) return steps;
  const auto& told = ask.fields.at("steps");
  if (!told.is_array() || told.get_array().size() > most_steps) return Error{"'steps' must be a list of steps."};
  for (const auto& value : told.get_array()) {
    const auto step = told_step(value);
    if (!step) return step.error();
    steps.push_back(*step);
  }
  return steps;
}

Result<MakeIntent, Failure> refill_told(const Words& words, const std::vector<ToldStep>& steps) {
  RefillWorkflow workflow(RefillWorkflow::Telling::step_by_step);
  const bool has_second = !words.second_person.empty();
  for (const auto& [step, is_done] : steps) {
    if (is_programmers_own(step)) continue;
    if (step == RefillStep::second_person && is_done && !has_second) {
      return Failure{exit_usage, {"the second person's check was told without a name", "Nothing was sent.", "Say who read the label as well, or that it was left out."}};
    }
    if (is_done) workflow.done(step);
    else workflow.left_out(step);
  }
  auto account = account_of(words, std::move(workflow));
  if (!account) return account.error();
  return refill_of(words, *std::move(account));
}

}  // namespace ipt
