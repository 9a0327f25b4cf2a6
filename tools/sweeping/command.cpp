#include "tools/sweeping/command.hpp"

#include <utility>

#include "common/check.hpp"

namespace ipt::sweep {
namespace {

using std::chrono::hours;
using Begins = Command::Begins;

constexpr const char* stops_to_be_written = "update-20";
constexpr Concentration strong = 2'000_ug_per_mL;
constexpr Concentration weak = 500_ug_per_mL;

Outcome plain(Outcome::Kind kind) { return {kind, {}, {}, {}}; }

TherapyOperation operation(TherapyKind kind, ModeAfter after = ModeAfter::unchanged) { return {"R-1", after, std::move(kind)}; }

Refill refill(Concentration concentration, std::optional<Program> program) { return {18_mL, 16_mL, 17_mL, "baclofen", concentration, "lot 7", std::move(program), {}, {}}; }

Outcome quiet(Programmer& clinician, const QuietAlarm& act, const Status& status) {
  IPT_CHECK(status.alarms.size() == 1);
  const Alarm& alarm = status.alarms.front();
  if (act.silences ? alarm.silenced : alarm.acknowledged) return plain(Outcome::Kind::done);
  const auto response = clinician.ask(act.silences ? Request(SilenceAlarm{alarm.id}) : Request(AcknowledgeAlarm{alarm.id}));
  if (!response) return plain(Outcome::Kind::uncertain);
  return plain(response->code == Code::ok ? Outcome::Kind::done : Outcome::Kind::refused);
}

}  // namespace

const std::vector<Command>& every_command() {
  static const std::vector<Command> all{
      {"program", operation(Program{strong, SimpleContinuous{150_ug_per_day}})},
      {"bolus", operation(SingleBolus{50_ug, hours(1), strong})},
      {"refill", operation(refill(strong, {}))},
      {"refill with program", operation(refill(weak, Program{weak, SimpleContinuous{200_ug_per_day}}))},
      {"resume", operation(Resume{}, ModeAfter::running), Begins::stopped},
      {"clock", operation(SetClock{PumpClock(std::chrono::local_days{std::chrono::year{2026} / 1 / 1} + hours(5))})},
      {"alarm settings", operation(AlarmSettings{3_mL, 5})},
      {"stop", StopThePump{}},
      {"acknowledge alarm", QuietAlarm{false}, Begins::with_an_alarm},
      {"silence alarm", QuietAlarm{true}, Begins::with_an_alarm},
      {"stop in a bolus", StopThePump{}, Begins::in_a_bolus},
      {"program, pump stops", operation(Program{strong, SimpleContinuous{150_ug_per_day}}, ModeAfter::running), Begins::running, stops_to_be_written},
      {"refill, pump stops", operation(refill(weak, Program{weak, SimpleContinuous{200_ug_per_day}}), ModeAfter::running), Begins::running, stops_to_be_written},
  };
  return all;
}

void prepare(Rehearsal& room, const Command& command) {
  if (command.begins == Begins::running) return;
  auto& nurse = room.programmer("nurse");
  const auto does = [&nurse](const TherapyOperation& what) { IPT_CHECK(nurse.change(what).kind == Outcome::Kind::done); };
  Milliseconds until{};
  if (command.begins == Begins::stopped) nurse.stop();
  if (command.begins == Begins::in_a_bolus) {
    does(operation(SingleBolus{50_ug, hours(1), strong}));
    until = std::chrono::minutes(2);  // three strokes of it
  }
  if (command.begins == Begins::with_an_alarm) {
    does(operation(AlarmSettings{19'900_uL, 5}));
    until = 2 * one_day;  // 19.88 mL are left: the low-reservoir alarm sounds, and nobody has seen it yet
  }
  nurse.say_goodbye();
  room.advance(until);
}

Outcome converse(Programmer& clinician, const Command& command) {
  if (!clinician.connect()) return plain(Outcome::Kind::unheard);
  const auto status = clinician.status();
  if (!status) return plain(Outcome::Kind::unheard);
  Outcome outcome;
  if (const auto* operation = std::get_if<TherapyOperation>(&command.what)) outcome = clinician.change(*operation);
  else if (const auto* act = std::get_if<QuietAlarm>(&command.what)) outcome = quiet(clinician, *act, *status);
  else outcome = clinician.stop();
  if (outcome.kind != Outcome::Kind::uncertain) clinician.say_goodbye();
  return outcome;
}

}  // namespace ipt::sweep
