// Commands that only read.
#include <fmt/format.h>

#include <utility>

#include "common/amount.hpp"
#include "common/shell/command_line.hpp"
#include "common/shell/json.hpp"
#include "common/shell/printing.hpp"
#include "programmer/cli/change_command.hpp"
#include "programmer/cli/change_result.hpp"
#include "programmer/cli/commands.hpp"
#include "programmer/cli/output.hpp"
#include "programmer/cli/reading.hpp"
#include "programmer/cli/whole_log.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

boost::json::object told_json(const Event& event, const std::vector<LogEntry>& news) {
  boost::json::object out{{"pump_time", iso_clock(event.time.clock)}, {"log_head", event.log_head}, {"state_version", event.state_version}};
  auto& alarms = out["alarms"].emplace_array();
  for (const auto& alarm : event.alarms) alarms.push_back(json_of(alarm));
  auto& log = out["log"].emplace_array();
  for (const auto& entry : news) log.push_back(json_of(entry));
  return out;
}

}  // namespace

boost::json::object interrogation_json(const Visit& visit) {
  auto out = json_of(visit.status(), visit.info(), visit.header());
  out["insecure"] = visit.client().welcome().insecure;
  if (!visit.client().welcome().insecure) out["paired_as"] = words::name(visit.paired_as());
  if (!visit.settled().empty()) out["settled"] = settled_json(visit);
  if (const auto failure = visit.why_no_change()) out["error"] = failure->problem.what;
  return out;
}

boost::json::object program_json(const Visit& visit, const Program& program) {
  auto out = json_of(program);
  out["running"] = visit.status().mode != Mode::stopped;
  if (visit.status().bolus) out["bolus"] = json_of(*visit.status().bolus);
  return out;
}

int interrogate(const Words& words) {
  Visit visit(words);
  if (auto failure = visit.open(Role::clinician)) return fail(words, *failure);
  print_settled(visit);
  // Reading is always possible; that nothing may be changed now is worth knowing, and an open operation its own exit code.
  const auto failure = visit.why_no_change();
  if (words.json) {
    print_json(interrogation_json(visit));
  } else {
    print_out("{}", text_of(visit.status(), visit.info(), visit.header()));
    print_out("  {:<20}  {}\n", "link", visit.client().welcome().insecure ? "INSECURE: plaintext, for this machine only" : fmt::format("protected, paired as {}", words::name(visit.paired_as())));
  }
  if (!failure) return exit_done;
  print_error("programmer", failure->problem);
  return failure->code;
}

int show_program(const Words& words) {
  Visit visit(words);
  if (auto failure = visit.open(Role::observer)) return fail(words, *failure);
  const auto program = visit.program();
  if (!program) return fail(words, program.error());
  if (!*program) return fail(words, {exit_refused, {"this pump has no program", {}, "Give it one with `programmer dose set` or `schedule set`."}});
  const bool stopped = visit.status().mode == Mode::stopped;
  if (words.json) {
    print_json(program_json(visit, **program));
  } else {
    print_out("{}  computed for {}\n{}", text_of(**program), words::concentration((*program)->concentration), stopped ? "  (the pump is stopped: this waits)\n" : "");
    if (const auto& bolus = visit.status().bolus) print_out("  a bolus runs as well: {} of {} are in, {} to go\n", words::volume(bolus->delivered), words::volume(bolus->volume), words::duration(bolus->remaining));
  }
  return exit_done;
}

int show_log(const Words& words) {
  Visit visit(words);
  if (auto failure = visit.open(words.security ? Role::clinician : Role::observer)) return fail(words, *failure);
  std::uint64_t head = visit.status().log_head;
  if (words.security) {
    const auto response = visit.ask(ReadLog{0, 1, true});
    if (!response) return fail(words, response.error());
    if (const auto* page = std::get_if<LogPage>(&response->answer)) head = page->head;
  }
  const std::uint64_t from = words.from > 0 ? words.from : words.all ? 1 : head >= words.newest ? head - words.newest + 1 : 1;
  const auto entries = whole_log(visit, words.all ? 0 : from, words.security);
  if (!entries) return fail(words, entries.error());
  boost::json::array out;
  for (const auto& entry : *entries) {
    if (words.json) out.push_back(json_of(entry));
    else print_out("{}\n", text_of(entry));
  }
  if (words.json) print_json(boost::json::object{{"entries", std::move(out)}, {"head", head}});
  return exit_done;
}

/// Lives on events: each says only where the log stands, and the log is read from the cursor, so that nothing is lost.
int watch(const Words& words) {
  Visit visit(words);
  std::optional<Milliseconds> how_long;
  if (!words.how_long.empty()) {
    const auto duration = parse_duration(words.how_long);
    if (!duration) return fail(words, {exit_usage, {duration.error().text, {}, {}}});
    how_long = *duration;
  }
  if (auto failure = visit.open(Role::observer)) return fail(words, *failure);
  if (!words.json) print_out("{}", text_of(visit.status(), visit.info(), visit.header()));
  std::fflush(stdout);
  std::uint64_t cursor = visit.status().log_head + 1;
  const auto subscribed = visit.ask(Subscribe{1});
  if (!subscribed) return fail(words, subscribed.error());
  if (subscribed->refusal) return fail(words, {exit_refused, problem_of(*subscribed->refusal)});
  const LinkTime until = how_long ? visit.client().now() + *how_long : no_deadline;
  bool started = false;  // the first event only says how it stands
  for (std::uint32_t told = 0; words.count == 0 || told < words.count;) {
    if (output_failed()) return exit_done;  // nobody reads on, which `end_output` tells
    const auto event = visit.client().wait_for_event(until);
    if (!event && visit.client().is_open()) return exit_done;
    if (!event) return fail(words, {exit_unreachable, {fmt::format("the connection ended: {}", words::escaped(visit.client().ending())), "Therapy goes on without it.", "Start watching again."}});
    const auto news = whole_log(visit, cursor);
    if (!news) return fail(words, news.error());
    if (!news->empty()) cursor = news->back().log_seq + 1;
    if (news->empty() && started) continue;
    if (std::exchange(started, true) || !news->empty()) ++told;
    if (words.json) print_json(told_json(*event, *news));
    else for (const auto& entry : *news) print_out("{}\n", text_of(entry));
    std::fflush(stdout);
  }
  return exit_done;
}

}  // namespace ipt
