// What this programmer remembers: its operations and the pumps that it has seen.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "common/amount.hpp"
#include "common/shell/command_line.hpp"
#include "common/shell/json.hpp"
#include "common/shell/printing.hpp"
#include "programmer/cli/change_command.hpp"
#include "programmer/cli/change_result.hpp"
#include "programmer/cli/commands.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

Failure no_records(const Error& error) { return {exit_unreachable, {error.text, {}, {}}}; }

std::string outcome_of(const KeptOperation& operation) { return operation.outcome.empty() ? "uncertain" : operation.outcome; }

/// In pump time, by the newest that was seen of its pump: the host's clock says nothing about a pump, and the pump's own can
/// be set. Nothing where older records do not tell it.
std::optional<Milliseconds> age_of(Visit& visit, const KeptOperation& operation) {
  const auto pump = visit.records().pump(operation.serial);
  if (!pump || !*pump || !operation.asked_uptime) return {};
  return std::max(Milliseconds{0}, (*pump)->uptime - *operation.asked_uptime);
}

/// What the pump itself says became of an operation, if it can be reached and tells. Then that is recorded already.
Result<std::optional<Outcome>, Failure> word_of_pump(Visit& visit, const KeptOperation& operation) {
  const std::optional<Outcome> none;
  if (visit.words().pump.empty()) return none;
  if (const auto failure = visit.connect(Role::clinician)) {
    print_note("programmer: {}: a person's word counts\n", failure->problem.what);
    return none;
  }
  if (visit.info().serial != operation.serial || visit.catch_up(Role::clinician)) return none;
  for (const auto& [settled, outcome] : visit.settled()) {
    if (settled.pending.operation_id != operation.pending.operation_id) continue;
    if (outcome.kind == Outcome::Kind::uncertain) {
      return Failure{exit_uncertain, {"the pump can be reached and does not say yet what became of it", "A person's word could turn out wrong, so nothing was recorded.",
                                      "Ask again later; if this pump never will tell, call without --pump."}};
    }
    if (outcome.kind != Outcome::Kind::needs_person) return std::optional(outcome);
  }
  return none;
}

int settle_by_hand(Visit& visit) {
  const Words& words = visit.words();
  const auto id = words::operation_id(words.operation_id);
  if (!id) return fail(words, {exit_usage, {fmt::format("'{}' is no operation: it has 32 hexadecimal digits, as `programmer operations` shows them", words.operation_id), {}, {}}});
  const auto all = visit.records().operations(1'000'000);
  if (!all) return fail(words, no_records(all.error()));
  for (const auto& operation : *all) {
    if (operation.pending.operation_id != *id) continue;
    if (!operation.outcome.empty()) return fail(words, {exit_refused, {fmt::format("that operation is settled already: {}", operation.outcome), "Nothing was changed.", {}}});
    const bool done = words.verdict == "done";
    const auto word = word_of_pump(visit, operation);
    if (!word) return fail(words, word.error());
    if (const auto& told = *word) {
      const bool is_done = told->kind == Outcome::Kind::done || told->kind == Outcome::Kind::partly;
      if (is_done == done) return exit_done;
      return fail(words, {exit_refused, {fmt::format("the pump itself says what became of it: {}", words::name(told->kind)), "That is what was recorded, and not the contrary.", {}}});
    }
    const std::string outcome = done ? "done" : "not_done";
    if (auto error = visit.records().settle(*id, outcome, "settled by a person")) return fail(words, no_records(*error));
    return exit_done;
  }
  return fail(words, {exit_usage, {"there is no such operation in these records", {}, "`programmer operations` lists them."}});
}

}  // namespace

int show_operations(const Words& words) {
  Visit visit(words);
  if (auto failure = visit.open_records()) return fail(words, *failure);
  if (!words.operation_id.empty()) {
    if (const int code = settle_by_hand(visit); code != exit_done) return code;
  }
  // With a pump at hand, what is open is settled first; without one, the list is as it was.
  std::optional<Failure> unsettled;
  if (!words.pump.empty() && words.operation_id.empty()) {
    unsettled = visit.connect(Role::clinician);
    if (!unsettled) unsettled = visit.catch_up(Role::clinician);
    print_settled(visit);
  }
  const auto all = visit.records().operations(words.all ? 1'000'000 : static_cast<int>(words.newest));
  if (!all) return fail(words, no_records(all.error()));
  boost::json::array out;
  bool open = false;
  for (const auto& operation : *all) {
    const auto age = age_of(visit, operation);
    open = open || operation.outcome.empty();
    const std::string id = words::hex(operation.pending.operation_id);
    if (words.json) {
      boost::json::object one{{"operation_id", id}, {"serial", operation.serial}, {"kind", words::name(operation.pending.kind)}, {"intent", operation.intent}};
      one["outcome"] = outcome_of(operation);
      if (!operation.detail.empty()) one["detail"] = operation.detail;
      one["asked_pump_time"] = iso_clock(operation.asked);
      if (age) one["age_ms"] = age->count();
      out.push_back(std::move(one));
    } else {
      print_out("{}  {}  {}  {:<10} {}{}{}\n", id, words::moment(operation.asked), operation.serial, outcome_of(operation), operation.intent, operation.detail.empty() ? "" : ": " + operation.detail,
                 age && operation.outcome.empty() ? fmt::format(" (open for {} of pump time)", words::duration(*age)) : "");
    }
  }
  if (!unsettled && open) unsettled = Failure{exit_uncertain, {"it is not known yet whether an operation was done", "Nothing new is sent to its pump before that is settled.", "Call again when the pump can be reached."}};
  if (words.json) {
    boost::json::object list{{"operations", std::move(out)}};
    if (unsettled) list["error"] = unsettled->problem.what;
    print_json(list);
  } else if (all->empty()) {
    print_out("no operations\n");
  }
  if (!unsettled) return exit_done;
  print_error("programmer", unsettled->problem);
  return unsettled->code;
}

int show_pumps(const Words& words) {
  Visit visit(words);
  if (auto failure = visit.open_records()) return fail(words, *failure);
  if (!words.forget.empty()) {
    const auto known = visit.records().pump(words.forget);
    if (!known) return fail(words, no_records(known.error()));
    if (!*known) return fail(words, {exit_usage, {fmt::format("no pump '{}' was ever seen", words.forget), "Nothing was changed.", {}}});
    if (auto error = visit.records().forget(words.forget)) return fail(words, no_records(*error));
  }
  const auto pumps = visit.records().pumps();
  if (!pumps) return fail(words, no_records(pumps.error()));
  boost::json::array out;
  for (const auto& pump : *pumps) {
    if (words.json) {
      out.push_back(boost::json::object{{"serial", pump.serial}, {"boot_count", pump.boot_count}, {"state_version", pump.state_version}, {"log_head", pump.log_head}, {"pump_time", iso_clock(pump.clock)}});
    } else {
      print_out("{}  boot {}, state {}, log {}, seen {}\n", words::escaped(pump.serial), pump.boot_count, pump.state_version, pump.log_head, words::moment(pump.clock));
    }
  }
  if (words.json) print_json(boost::json::object{{"pumps", std::move(out)}});
  else if (pumps->empty()) print_out("no pumps\n");
  return exit_done;
}

}  // namespace ipt
