#include "tools/sweeping/command.hpp"

#include <algorithm>
#include <utility>

#include "common/check.hpp"

namespace ipt::sweep {
namespace {

using std::chrono::hours;

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
      {"program", operation(Program{strong, SimpleContinuous{150_ug_per_day}}), false},
      {"bolus", operation(SingleBolus{50_ug, hours(1), strong}), false},
      {"refill", operation(refill(strong, {})), false},
      {"refill with program", operation(refill(weak, Program{weak, SimpleContinuous{200_ug_per_day}})), false},
      {"resume", operation(Resume{}, ModeAfter::running), true},
      {"clock", operation(SetClock{PumpClock(std::chrono::local_days{std::chrono::year{2026} / 1 / 1} + hours(5))}), false},
      {"alarm settings", operation(AlarmSettings{3_mL, 5}), false},
      {"stop", StopThePump{}, false},
      {"acknowledge alarm", QuietAlarm{false}, false},
      {"silence alarm", QuietAlarm{true}, false},
  };
  return all;
}

void prepare(Rehearsal& room, const Command& command) {
  if (command.begins_stopped) {
    auto& nurse = room.programmer("nurse");
    nurse.stop();
    nurse.say_goodbye();
  }
  if (std::holds_alternative<QuietAlarm>(command.what)) {
    auto& nurse = room.programmer("nurse");
    IPT_CHECK(nurse.change(operation(AlarmSettings{19'900_uL, 5})).kind == Outcome::Kind::done);
    nurse.say_goodbye();
    room.advance(2 * one_day);  // 19.88 mL are left: the low-reservoir alarm sounds, and nobody has seen it yet
  }
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
