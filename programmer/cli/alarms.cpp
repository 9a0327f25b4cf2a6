// Alarms: shown, acknowledged, silenced, heard.
#include <fmt/format.h>

#include "common/shell/command_line.hpp"
#include "common/shell/json.hpp"
#include "common/shell/printing.hpp"
#include "programmer/cli/change_command.hpp"
#include "programmer/cli/commands.hpp"
#include "programmer/cli/output.hpp"
#include "programmer/cli/reading.hpp"

namespace ipt {
namespace {

int print_alarms(Visit& visit) {
  boost::json::array out;
  for (const auto& alarm : visit.status().alarms) {
    if (visit.words().json) out.push_back(json_of(alarm));
    else print_out("{}\n", text_of(alarm));
  }
  if (visit.words().json) print_json(boost::json::object{{"alarms", std::move(out)}});
  else if (visit.status().alarms.empty()) print_out("no alarms\n");
  return exit_done;
}

/// Asks for each alarm that is meant, then shows what is left. With --all those are meant that `concerns`.
template <class Concerns, class Make>
int act(const Words& words, Concerns concerns, Make make) {
  if (words.alarm == 0 && !words.all) return fail(words, {exit_usage, {"which alarm?", "Nothing was sent.", "Give its number as `programmer alarms` shows it, or --all."}});
  Visit visit(words);
  if (auto failure = visit.open(Role::clinician)) return fail(words, *failure);
  std::vector<std::uint64_t> meant;
  if (words.all) {
    for (const auto& alarm : visit.status().alarms) {
      if (concerns(alarm)) meant.push_back(alarm.id);
    }
  } else {
    meant.push_back(words.alarm);
  }
  for (const auto id : meant) {
    if (auto failure = consents(visit, make(id))) return fail(words, *failure);
  }
  if (auto failure = visit.read()) return fail(words, *failure);
  return print_alarms(visit);
}

}  // namespace

std::optional<Failure> consents(Visit& visit, Request request) {
  const auto response = visit.ask(std::move(request));
  if (!response) return response.error();
  if (response->refusal) return Failure{exit_refused, problem_of(*response->refusal)};
  return {};
}

int show_alarms(const Words& words) {
  Visit visit(words);
  if (auto failure = visit.open(Role::clinician)) return fail(words, *failure);
  return print_alarms(visit);
}

int acknowledge_alarm(const Words& words) {
  return act(words, [](const Alarm& alarm) { return !alarm.acknowledged; }, [](std::uint64_t id) { return Request(AcknowledgeAlarm{id}); });
}
int silence_alarm(const Words& words) {
  return act(words, [](const Alarm& alarm) { return alarm.active && !alarm.silenced; }, [](std::uint64_t id) { return Request(SilenceAlarm{id}); });
}
int test_alarm(const Words& words) {
  Words one = words;
  one.alarm = 1;  // a test names no alarm: it makes one
  one.all = false;
  return act(one, [](const Alarm&) { return true; }, [&](std::uint64_t) { return Request(TestAlarm{words.critical}); });
}

}  // namespace ipt
