// The patient's own command: one step, which the pump grants or not.
#include <fmt/format.h>

#include <algorithm>

#include "common/shell/command_line.hpp"
#include "common/shell/json.hpp"
#include "common/shell/printing.hpp"
#include "common/wire.hpp"
#include "programmer/cli/change_command.hpp"
#include "programmer/cli/commands.hpp"
#include "programmer/cli/output.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

Failure unusable(const Error& error) { return {exit_unreachable, {error.text, "Nothing was asked of the pump.", {}}}; }

/// The one that an earlier call has asked for and heard nothing of: asked again, it is the same one, and given once.
Result<std::optional<KeptOperation>> asked_before(Records& records, const std::string& serial) {
  auto open = records.uncertain(serial);
  if (!open) return open.error();
  const auto found = std::ranges::find_if(*open, [](const auto& operation) { return operation.pending.kind == OperationKind::patient_bolus; });
  return found == open->end() ? std::optional<KeptOperation>() : std::optional(*found);
}

int tell(const Words& words, const KeptOperation& operation, const char* outcome, const std::string& text) {
  if (words.json) print_json(boost::json::object{{"command", "patient-bolus"}, {"operation", words::hex(operation.pending.operation_id)}, {"outcome", outcome}, {"text", text}});
  else print_out("{}\n", text);
  return exit_done;
}

}  // namespace

int ask_for_bolus(const Words& words) {
  Visit visit(words);
  if (auto failure = visit.open_records()) return fail(words, *failure);
  if (auto failure = visit.connect(Role::patient)) return fail(words, *failure);
  const Welcome& welcome = visit.client().welcome();
  auto before = asked_before(visit.records(), welcome.pump_serial);
  if (!before) return fail(words, unusable(before.error()));
  KeptOperation asked;
  if (*before) {
    asked = **before;
    print_note("programmer: the last request was not answered: the same one is asked for again, and is given once.\n");
  } else {
    asked.pending.operation_id = new_operation_id();
    asked.pending.kind = OperationKind::patient_bolus;
    asked.serial = welcome.pump_serial;
    asked.identity = visit.identity();
    asked.intent = "bolus on the patient's request";
    asked.asked = welcome.time.clock;
    asked.asked_uptime = welcome.time.uptime;
    if (auto error = visit.records().keep(asked)) return fail(words, unusable(*error));
  }
  const auto settle = [&](const std::string& outcome, const std::string& detail) {
    if (auto error = visit.records().settle(asked.pending.operation_id, outcome, detail)) print_note("programmer: {}\n", error->text);
  };
  const auto response = visit.ask(RequestBolus{asked.pending.operation_id});
  if (!response || response->code == Code::pending) {
    return fail(words, {exit_uncertain, {"it is not known whether the pump gives the bolus", "It was asked for once, and will be given once at most.", "Ask again: it is the same request then."}});
  }
  if (const auto* committed = std::get_if<Committed>(&response->answer)) {
    const auto result = wire::decode_result(committed->result);
    const auto bolus = result ? result->in_force.bolus : std::nullopt;
    const std::string what = bolus ? fmt::format("{} over {}", words::dose(bolus->dose), words::duration(bolus->duration)) : std::string("it");
    settle("done", {});
    return tell(words, asked, "done", committed->replayed ? fmt::format("The pump gives, or has given, {}.", what) : fmt::format("The pump gives {} now.", what));
  }
  settle("refused", {});
  const std::string why = response->refusal ? words::escaped(response->refusal->text) : std::string("it gave no reason");
  return fail(words, {exit_refused, {fmt::format("the pump gives no bolus now: {}", why), "Nothing was given.", "If it does not help to wait, ask the clinic."}});
}

}  // namespace ipt
