// programmer: the clinician's tool.
#include <sys/stat.h>

#include <functional>
#include <string_view>

#include "common/check.hpp"
#include "common/shell/command_line.hpp"
#include "common/shell/printing.hpp"
#include "programmer/cli/changes.hpp"
#include "programmer/cli/commands.hpp"
#include "programmer/cli/terminal_attendant.hpp"
#include "programmer/console/console_command.hpp"

namespace {

using namespace ipt;

struct Command {
  std::string_view name;
  int (*run)(const Words&);
  bool needs_pump = true;
};

constexpr Command commands[] = {
    {"interrogate", interrogate}, {"program show", show_program}, {"log", show_log}, {"watch", watch}, {"report", session_report},
    {"alarms", show_alarms}, {"alarms acknowledge", acknowledge_alarm}, {"alarms silence", silence_alarm}, {"alarms test", test_alarm},
    {"patient-bolus", ask_for_bolus},
    {"dosing screening", dosing_screening, false}, {"dosing start", dosing_start, false}, {"dosing titrate", dosing_titrate, false},
    {"dosing bridge", dosing_bridge, false}, {"dosing interval", dosing_interval, false}, {"dosing convert", dosing_convert, false},
    {"operations", show_operations, false}, {"pumps", show_pumps, false},
    {"clinic add patient", add_patient, false}, {"clinic add pump", add_pump, false}, {"clinic add prescription", add_prescription, false}, {"clinic add appointment", add_appointment, false},
    {"clinic insurance", set_insurance, false}, {"clinic watched", note_watched, false}, {"clinic due", show_due, false}, {"clinic show", show_patient, false}, {"clinic export", export_clinic, false},
    {"clinic demo", make_demo_clinic, false}, {"console", console},
    {"pair", pair, false}, {"unpair", unpair, false}, {"pairings", show_pairings, false}, {"certificate", show_certificate, false},
};

int change_at_terminal(const Words& words, const Prepare& prepare) {
  TerminalAttendant terminal(words);
  return change(words, prepare, terminal);
}

/// The command in the words; nothing: there is none of that name.
std::function<int()> command_of(const Words& words, bool& needs_pump) {
  needs_pump = true;
  if (words.command == "stop") {
    return [&words] {
      TerminalAttendant terminal(words);
      return stop(words, terminal);
    };
  }
  if (words.guided) return [&words] { return refill_guided(words); };
  if (auto prepare = change_named(words.command)) return [&words, prepare = *std::move(prepare)] { return change_at_terminal(words, prepare); };
  for (const auto& command : commands) {
    if (command.name != words.command) continue;
    needs_pump = command.needs_pump;
    return [&words, run = command.run] { return run(words); };
  }
  return {};
}

int run(const Words& words) {
  bool needs_pump = true;
  const auto command = command_of(words, needs_pump);
  IPT_CHECK(command);  // every command that can be parsed is one
  if (needs_pump && words.pump.empty()) {
    return fail(words, {exit_usage, {"no pump was named", "Nothing was sent.", "Give --pump ENDPOINT, or set IPT_PUMP: it is `telemetry_tls` in the pump's ready file, or `telemetry` for plaintext."}});
  }
  return command();
}

int run(int argc, char** argv) {
  Words words;
  if (const auto code = parse_words(argc, argv, words)) return *code;
  if (!words.record.empty()) {
    auto recorder = Recorder::open(words.record);
    if (!recorder) return fail(words, {exit_usage, {recorder.error().text, "Nothing was sent.", {}}});
    words.recorder = std::make_shared<Recorder>(*std::move(recorder));
  }
  const int code = run(words);
  return code == exit_done && words.recorder && !words.recorder->is_whole() ? exit_unwritten : code;
}

}  // namespace

int main(int argc, char** argv) {
  ::umask(0077);  // what a programmer keeps is nobody else's
  begin_output();
  return end_output("programmer", run(argc, argv));
}
