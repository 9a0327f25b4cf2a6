// Commands that change therapy.
#include <fmt/format.h>

#include "common/amount.hpp"
#include "common/shell/command_line.hpp"
#include "common/shell/files.hpp"
#include "programmer/cli/change_command.hpp"
#include "programmer/cli/change_result.hpp"
#include "programmer/cli/commands.hpp"
#include "programmer/cli/schedule.hpp"
#include "programmer/core/dose.hpp"
#include "programmer/core/titrate.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

Failure usage(const Error& error) { return {exit_usage, {error.text, "Nothing was sent.", {}}}; }

ModeAfter mode_after(const Words& words) { return words.run ? ModeAfter::running : ModeAfter::unchanged; }

Result<Intent, Failure> program_intent(Visit& visit, Program program, std::string what, bool hourly = false) {
  return Intent{{visit.info().serial, mode_after(visit.words()), std::move(program)}, std::move(what), hourly};
}

int titrate_dose(const Words& words, bool up) {
  return change(words, [&](Visit& visit) -> Result<Intent, Failure> {
    const auto in_force = visit.program();
    if (!in_force) return in_force.error();
    if (!*in_force) return usage({"this pump has no program whose dose could be changed: give one with `dose set`"});
    auto program = titrate(**in_force, words.amount, up);
    if (!program) return usage(program.error());
    return program_intent(visit, *std::move(program), fmt::format("dose {} by {}", up ? "up" : "down", words.amount), is_hourly(words.amount));
  });
}

}  // namespace

int set_dose(const Words& words) {
  return change(words, [&](Visit& visit) -> Result<Intent, Failure> {
    const auto present = visit.present();
    if (!present) return present.error();
    const auto dose = dose_from(words.dose, *present);
    if (!dose) return usage(dose.error());
    return program_intent(visit, Program{present->concentration, SimpleContinuous{*dose}}, fmt::format("daily dose {}", words::daily_dose(Nanograms(dose->value))), is_hourly(words.dose));
  });
}
int increase_dose(const Words& words) { return titrate_dose(words, true); }
int decrease_dose(const Words& words) { return titrate_dose(words, false); }

int set_schedule(const Words& words) {
  const auto text = read_file(words.file, 1'024 * 1'024);
  if (!text) return fail(words, usage(text.error()));
  // A file that makes no sense is told before anything is asked of the pump.
  if (const auto program = read_schedule(*text, words.file, Concentration(1)); !program) return fail(words, usage(program.error()));
  return change(words, [&](Visit& visit) -> Result<Intent, Failure> {
    auto program = read_schedule(*text, words.file, visit.status().concentration);
    if (!program) return usage(program.error());
    return program_intent(visit, *std::move(program), fmt::format("schedule from {}", words::escaped(words.file)), has_hourly_dose(*text));
  });
}

int give_bolus(const Words& words) {
  const auto dose = parse_dose(words.bolus);
  if (!dose) return fail(words, usage(dose.error()));
  const auto duration = parse_duration(words.over);
  if (!duration) return fail(words, usage(duration.error()));
  return change(words, [&](Visit& visit) -> Result<Intent, Failure> {
    const ModeAfter after = visit.info().bolus_ends_stopped ? ModeAfter::stopped : mode_after(words);  // the receipt warns of it
    return Intent{{visit.info().serial, after, SingleBolus{*dose, *duration, visit.status().concentration}},
                  fmt::format("bolus of {} over {}", words::dose(*dose), words::duration(*duration)), false};
  });
}

int stop(const Words& words) {
  Visit visit(words);
  if (auto failure = visit.open_records()) print_error("programmer", {failure->problem.what, "The Stop is sent all the same, and not written down here.", {}});
  if (auto failure = visit.connect(Role::clinician)) return fail(words, *failure);
  const int code = stop_pump(visit);
  print_settled(visit);
  return code;
}

int resume(const Words& words) {
  return change(words, [](Visit& visit) -> Result<Intent, Failure> { return Intent{{visit.info().serial, ModeAfter::running, Resume{}}, "resume", false}; });
}

int set_clock(const Words& words) {
  const auto clock = parse_clock(words.clock);
  if (!clock) return fail(words, usage(clock.error()));
  return change(words, [&](Visit& visit) -> Result<Intent, Failure> {
    return Intent{{visit.info().serial, ModeAfter::unchanged, SetClock{*clock}}, fmt::format("pump clock {}", words::moment(*clock)), false};
  });
}

int set_alarm_settings(const Words& words) {
  if (words.level.empty() && !words.lead) return fail(words, {exit_usage, {"which setting?", "Nothing was sent.", "Give --level, --lead or both; `programmer interrogate` shows the present ones."}});
  std::optional<Nanolitres> level;
  if (!words.level.empty()) {
    const auto volume = parse_volume(words.level);
    if (!volume) return fail(words, usage(volume.error()));
    level = *volume;
  }
  return change(words, [&](Visit& visit) -> Result<Intent, Failure> {
    const Status& now = visit.status();
    const AlarmSettings settings{level.value_or(now.low_reservoir_level), words.lead.value_or(now.refill_lead_days)};
    return Intent{{visit.info().serial, ModeAfter::unchanged, settings}, fmt::format("low-reservoir alarm at {}, refill {} days before", words::volume(settings.low_reservoir_level), settings.refill_lead_days), false};
  });
}

}  // namespace ipt
