// programmer: the clinician's tool.
#include <sys/stat.h>

#include <string_view>

#include "common/check.hpp"
#include "common/shell/command_line.hpp"
#include "common/shell/printing.hpp"
#include "programmer/cli/change_command.hpp"
#include "programmer/cli/commands.hpp"

namespace {

using namespace ipt;

struct Command {
  std::string_view name;
  int (*run)(const Words&);
  bool needs_pump = true;
};

constexpr Command commands[] = {
    {"interrogate", interrogate}, {"program show", show_program}, {"log", show_log}, {"watch", watch}, {"report", session_report},
    {"alarms", show_alarms}, {"alarms acknowledge", acknowledge_alarm}, {"alarms silence", silence_alarm}, {"alarms test", test_alarm}, {"alarms settings", set_alarm_settings},
    {"dose set", set_dose}, {"dose increase", increase_dose}, {"dose decrease", decrease_dose}, {"schedule set", set_schedule}, {"bolus", give_bolus},
    {"prime", prime}, {"bridge", bridge}, {"patient-limits", set_patient_limits}, {"patient-bolus", ask_for_bolus},
    {"stop", stop}, {"resume", resume}, {"clock set", set_clock}, {"refill", refill},
    {"dosing screening", dosing_screening, false}, {"dosing start", dosing_start, false}, {"dosing titrate", dosing_titrate, false},
    {"dosing bridge", dosing_bridge, false}, {"dosing interval", dosing_interval, false}, {"dosing convert", dosing_convert, false},
    {"operations", show_operations, false}, {"pumps", show_pumps, false},
    {"clinic add patient", add_patient, false}, {"clinic add pump", add_pump, false}, {"clinic add prescription", add_prescription, false}, {"clinic add appointment", add_appointment, false},
    {"clinic insurance", set_insurance, false}, {"clinic watched", note_watched, false}, {"clinic due", show_due, false}, {"clinic show", show_patient, false}, {"clinic export", export_clinic, false},
    {"clinic demo", make_demo_clinic, false},
    {"pair", pair, false}, {"unpair", unpair, false}, {"pairings", show_pairings, false}, {"certificate", show_certificate, false},
};

int run(const Words& words) {
  for (const auto& command : commands) {
    if (command.name != words.command) continue;
    if (command.needs_pump && words.pump.empty()) {
      return fail(words, {exit_usage, {"no pump was named", "Nothing was sent.", "Give --pump ENDPOINT, or set IPT_PUMP: it is `telemetry_tls` in the pump's ready file, or `telemetry` for plaintext."}});
    }
    return command.run(words);
  }
  IPT_CHECK(false);  // every command that can be parsed stands in the table
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
