#include "programmer/cli/registering.hpp"

#include <utility>

#include "common/shell/command_line.hpp"
#include "common/shell/printing.hpp"
#include "programmer/core/expiry.hpp"

namespace ipt {
namespace {

template <class Write>
bool write(const std::filesystem::path& folder, Write write_into) {
  auto clinic = Clinic::open(folder);
  const auto error = clinic ? write_into(*clinic) : clinic.error();
  if (error) print_note("programmer: ATTENTION: not in the clinic's register: {}\n", error->text);
  return !error;
}

/// How the steps stand; whether the pump was programmed follows from the outcome alone.
std::vector<StepRecord> steps_of(RefillWorkflow workflow, const RefillEnd& end, bool somebody_was_asked) {
  if (programming_after(end.outcome) == StepState::done) workflow.done(RefillStep::program);
  if (end.sent && somebody_was_asked) workflow.done(RefillStep::compare);
  if (end.read_back) workflow.done(RefillStep::read_back);
  auto steps = workflow.record();
  for (auto& step : steps) {
    if (step.step == RefillStep::program) step = {step.step, programming_after(end.outcome), {}};
  }
  return steps;
}

}  // namespace

void register_status(const std::filesystem::path& folder, const Info& info, const Status& status, PumpClock read) {
  write(folder, [&](Clinic& clinic) -> std::optional<Error> {
    return clinic.read(info.serial, info.model, {read, status.mode, status.drug, status.concentration, status.daily_dose, status.reservoir, info.residual, status.low_reservoir_alarm, status.refill_by});
  });
}

Result<RefillAccount, Failure> account_of(const Words& words) {
  RefillWorkflow workflow(RefillWorkflow::Telling::in_one);
  workflow.done(RefillStep::interrogate);  // the programmer itself reads the pump first
  auto account = account_of(words, std::move(workflow));
  if (account) account->workflow.done(RefillStep::withdraw);  // with what came out
  return account;
}

Result<RefillAccount, Failure> account_of(const Words& words, RefillWorkflow workflow) {
  const auto usage = [](const std::string& text, const char* todo) { return Failure{exit_usage, {text, "Nothing was sent.", todo}}; };
  RefillAccount account{words.by, words.second_person, {}, std::move(workflow)};
  if (!words.expiry.empty()) {
    const auto expiry = parse_expiry(words.expiry);
    if (!expiry) return usage(expiry.error().text, "");
    account.expiry = *expiry;
  }
  if (!words.second_person.empty()) {
    if (words.by.empty()) return usage("--second-person was given without --by: a check by two needs two names", "Say who does the refill: --by NAME.");
    if (const auto problem = account.workflow.second_person(words.by, words.second_person)) return usage(problem->text, "Let somebody else read the label, or leave --second-person out.");
  }
  return account;
}

bool register_begun(const std::filesystem::path& folder, const RegisteredRefill& refill) {
  return write(folder, [&](Clinic& clinic) { return clinic.keep(refill); });
}

void register_refill(Visit& visit, const Intent& intent, const OperationId& id, const RefillEnd& end) {
  const auto* told = std::get_if<Refill>(&intent.operation.kind);
  if (told == nullptr || !intent.account) return;
  const RefillAccount& account = *intent.account;
  const std::string& who = account.who.empty() ? visit.identity() : account.who;
  RegisteredRefill refill{id, visit.info().serial, visit.clock(), told->expected, told->withdrawn, told->volume, told->drug, told->concentration, told->lot, account.expiry, who, account.second_person, end.outcome, steps_of(account.workflow, end, !visit.words().yes)};
  write(visit.records().folder(), [&](Clinic& clinic) { return clinic.keep(refill); });
}

}  // namespace ipt
