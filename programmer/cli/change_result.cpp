#include "programmer/cli/change_result.hpp"

#include <fmt/format.h>

#include "common/shell/command_line.hpp"
#include "common/shell/json.hpp"
#include "common/shell/printing.hpp"
#include "common/wire.hpp"
#include "programmer/cli/output.hpp"
#include "programmer/core/review.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

namespace json = boost::json;

std::string row(const char* what, const std::string& value) { return fmt::format("  {:<20}  {}\n", what, value); }

/// Expected against withdrawn, and when the next refill is due.
std::string refill_text(const Visit& visit, const Refill& refill) {
  const Nanolitres difference = refill.withdrawn - refill.expected;
  std::string text;
  text += row("expected", words::volume(refill.expected) + " (computed by the pump)");
  text += row("withdrawn", words::volume(refill.withdrawn));
  text += row("difference", fmt::format("{}: {}", words::signed_volume(difference), discrepancy_sentence(difference, visit.info().residual)));
  text += row("in the reservoir now", fmt::format("{} of {} {}", words::volume(refill.volume), words::escaped(refill.drug), words::concentration(refill.concentration)));
  if (!refill.lot.empty()) text += row("lot", words::escaped(refill.lot));
  return text;
}

std::string done_text(const Visit& visit, const Intent& intent, const ChangeResult& change) {
  std::string text = fmt::format("\nAfter the change, pump {}, {} (operation {})\n", words::escaped(visit.info().serial), words::moment(visit.clock()), words::hex(change.id));
  text += row("done", intent.what);
  if (change.stopped && !change.stopped->durable) text += row("ATTENTION", "the pump has stopped but could not write it down: it may run again after a reset");
  if (const auto* refill = std::get_if<Refill>(&intent.operation.kind); refill != nullptr && !change.stopped) text += refill_text(visit, *refill);
  if (!words::detail(change.outcome).empty()) text += row("bolus", words::detail(change.outcome));
  if (!change.read_back) return text + row("ATTENTION", "the pump could not be read again: interrogate it");
  const Status& status = visit.status();
  text += row("read back: mode", words::name(status.mode));
  text += row("daily dose", words::daily_dose(status.daily_dose));
  text += row("reservoir", words::volume(status.reservoir));
  text += row("next alarm date", words::date(status.low_reservoir_alarm));
  text += row("refill by", words::date(status.refill_by));
  return text;
}

}  // namespace

int exit_code(Outcome::Kind kind) {
  switch (kind) {
    case Outcome::Kind::done:
    case Outcome::Kind::partly: return exit_done;
    case Outcome::Kind::refused:
    case Outcome::Kind::declined:
    case Outcome::Kind::not_done:
    case Outcome::Kind::interrupted: return exit_refused;
    case Outcome::Kind::uncertain:
    case Outcome::Kind::needs_person: return exit_uncertain;
    case Outcome::Kind::unheard: return exit_unreachable;
  }
  return exit_uncertain;
}

std::optional<Problem> why_not_done(const Intent& intent, const ChangeResult& change) {
  const bool is_stop = change.is_stop;
  switch (change.outcome.kind) {
    case Outcome::Kind::done:
    case Outcome::Kind::partly:
      return {};
    case Outcome::Kind::refused:
      return problem_of(change.outcome.refusal.value_or(Refusal{Reason::bad_request, {}, {}, {}, "it gave no reason", {}}), change.asked_pump);
    case Outcome::Kind::declined:
      return Problem{"not confirmed", "Nothing has changed.", {}};
    case Outcome::Kind::not_done:
      return Problem{"the pump says that it was not done, and it never will be", "Nothing has changed.", "Begin again."};
    case Outcome::Kind::interrupted:
      return Problem{fmt::format("INTERRUPTED while the pump was written to, and not done: {} (operation {})", intent.what, words::hex(change.id)),
                     "The pump was left stopped: NO DRUG IS FLOWING.", "`programmer resume` runs the program of before again; or give this change again with --run."};
    case Outcome::Kind::uncertain:
      return Problem{fmt::format("UNCERTAIN: the pump has not said what became of this, so it is not known whether it was done: {} (operation {})", intent.what, words::hex(change.id)),
                                 is_stop ? "It is neither done nor not done until the pump says so." : "It is neither done nor not done until the pump says so. It is written down and will not be sent twice: do not give it again.",
                     is_stop ? "Say `programmer stop` again, until the pump answers: to stop twice does no harm." : "Call `programmer interrogate` when the pump can be reached: it settles this."};
    case Outcome::Kind::needs_person:
      return Problem{fmt::format("the pump cannot tell any more whether this was done: {} (operation {})", intent.what, words::hex(change.id)), "Only a person can settle it.",
                                 fmt::format("Look at the pump's dose and log, then `programmer operations --settle {} --as done` or `--as not-done`.", words::hex(change.id))};
    case Outcome::Kind::unheard:
      return Problem{"the pump did not answer before anything was committed", "Nothing has changed.", "Try again."};
  }
  return {};
}

json::object result_json(const Visit& visit, const Intent& intent, const ChangeResult& change) {
  json::object out{{"outcome", words::name(change.outcome.kind)}, {"operation_id", words::hex(change.id)}, {"serial", visit.info().serial}, {"intent", intent.what}};
  if (const auto problem = why_not_done(intent, change)) out["error"] = problem->what;
  if (change.outcome.refusal) out["refusal"] = json_of(*change.outcome.refusal);
  if (!change.cautions.empty()) out["cautions"] = json_of(change.cautions);
  if (change.receipt) {
    json::object old_values = json_of(change.receipt->now), new_values = json_of(change.receipt->after);
    if (const auto after = received_program(*change.receipt)) {
      if (change.program) old_values["program"] = json_of(*change.program);
      new_values["program"] = json_of(*after);
    }
    out["old"] = std::move(old_values);
    out["new"] = std::move(new_values);
    out["warnings"] = json_of(change.receipt->warnings);
  }
  if (const auto* refill = std::get_if<Refill>(&intent.operation.kind); refill != nullptr && !change.stopped) {
    out["refill"] = json::object{{"volume_nl", refill->volume.value}, {"withdrawn_nl", refill->withdrawn.value}, {"expected_nl", refill->expected.value},
                                 {"drug", refill->drug}, {"concentration_ng_per_ml", refill->concentration.value}, {"lot", refill->lot}};
  }
  if (change.outcome.result) {
    const auto& result = *change.outcome.result;
    out["executed_uptime_ms"] = result.executed.time_since_epoch().count();
    out["in_force"] = json_of(result.in_force);
    if (result.discrepancy) out["discrepancy_nl"] = result.discrepancy->value;
  }
  if (change.outcome.report && change.outcome.report->delivered) out["delivered_nl"] = change.outcome.report->delivered->value;
  if (change.stopped) {
    out["stopped_since_uptime_ms"] = change.stopped->stopped_since.time_since_epoch().count();
    out["durable"] = change.stopped->durable;
  }
  if (change.read_back) out["status"] = json_of(visit.status(), visit.info(), visit.header());
  if (!visit.settled().empty()) out["settled"] = settled_json(visit);
  return out;
}

std::optional<Program> received_program(const Receipt& receipt) {
  const auto operation = wire::decode_therapy(receipt.operation);
  if (!operation) return {};
  if (const auto* refill = std::get_if<Refill>(&operation->kind)) return refill->program;
  if (const auto* program = std::get_if<Program>(&operation->kind)) return *program;
  return {};
}

std::string programs_text(const std::optional<Program>& before, const std::optional<Program>& after) {
  if (!after) return {};
  return fmt::format("  program, old: {}  program, new: {}", before ? text_of(*before) : "none\n", text_of(*after));
}

json::array settled_json(const Visit& visit) {
  json::array out;
  for (const auto& [operation, outcome] : visit.settled()) {
    json::object one{{"operation_id", words::hex(operation.pending.operation_id)}, {"intent", operation.intent}, {"outcome", words::name(outcome.kind)}};
    if (!words::detail(outcome).empty()) one["detail"] = words::detail(outcome);
    out.push_back(std::move(one));
  }
  return out;
}

void print_settled(const Visit& visit) {
  for (const auto& [operation, outcome] : visit.settled()) {
    const auto detail = words::detail(outcome);
    print_note("programmer: an earlier change was open ({}); the pump says: {}{}{}\n", operation.intent, words::name(outcome.kind), detail.empty() ? "" : ", ", detail);
    const bool goes_on = operation.pending.kind == OperationKind::stop && outcome.kind == Outcome::Kind::not_done && !visit.status().stopped_since;
    if (goes_on) print_note("programmer: ATTENTION: that Stop was NOT done, and the pump goes on delivering. Say `programmer stop` if it still has to stop.\n");
  }
}

void print_result(const Visit& visit, const Intent& intent, const ChangeResult& change) {
  if (visit.words().json) print_json(result_json(visit, intent, change));
  if (const auto problem = why_not_done(intent, change)) print_error("programmer", *problem);
  else if (!visit.words().json) print_out("{}", done_text(visit, intent, change));
}

}  // namespace ipt
