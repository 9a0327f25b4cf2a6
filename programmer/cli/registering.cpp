#include "programmer/cli/registering.hpp"

#include <utility>

#include "common/shell/command_line.hpp"
#include "common/shell/printing.hpp"
#include "programmer/core/expiry.hpp"

namespace ipt {
namespace {

template <class Write>
void write(const std::filesystem::path& folder, Write write_into) {
  auto clinic = Clinic::open(folder);
  const auto error = clinic ? write_into(*clinic) : clinic.error();
  if (error) print_note("programmer: ATTENTION: not in the clinic's register: {}\n", error->text);
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

void register_refill(Visit& visit, const Intent& intent, const OperationId& id, const RefillEnd& end) {
  const auto* told = std::get_if<Refill>(&intent.operation.kind);
  if (told == nullptr || !intent.account) return;
  const RefillAccount& account = *intent.account;
  const std::string& who = account.who.empty() ? visit.identity() : account.who;
  RefillWorkflow workflow = account.workflow;
  if (end.outcome.empty() || end.outcome == "done") {
    workflow.done(RefillStep::program);
    if (!visit.words().yes) workflow.done(RefillStep::compare);  // with --yes nobody was asked
  }
  if (end.read_back) workflow.done(RefillStep::read_back);
  RegisteredRefill refill{id, visit.info().serial, visit.clock(), told->expected, told->withdrawn, told->volume, told->drug, told->concentration, told->lot, account.expiry, who, account.second_person, end.outcome, workflow.record()};
  write(visit.records().folder(), [&](Clinic& clinic) { return clinic.keep(refill); });
}

}  // namespace ipt
