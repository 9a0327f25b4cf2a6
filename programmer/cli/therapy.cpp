// Commands that change therapy.
#include <fmt/format.h>

#include "common/amount.hpp"
#include "common/shell/command_line.hpp"
#include "programmer/cli/changes.hpp"
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

Result<MakeIntent, Failure> titrated(const Words& words, bool up) {
  return MakeIntent([&words, up](Visit& visit) -> Result<Intent, Failure> {
    const auto in_force = visit.program();
    if (!in_force) return in_force.error();
    if (!*in_force) return usage({"this pump has no program whose dose could be changed: give one with `dose set`"});
    auto program = titrate(**in_force, words.amount, up);
    if (!program) return usage(program.error());
    return program_intent(visit, *std::move(program), fmt::format("dose {} by {}", up ? "up" : "down", words.amount), is_hourly(words.amount));
  });
}

}  // namespace

Result<MakeIntent, Failure> dose_set(const Words& words) {
  return MakeIntent([&words](Visit& visit) -> Result<Intent, Failure> {
    const auto present = visit.present();
    if (!present) return present.error();
    const auto dose = dose_from(words.dose, *present);
    if (!dose) return usage(dose.error());
    return program_intent(visit, Program{present->concentration, SimpleContinuous{*dose}}, fmt::format("daily dose {}", words::daily_dose(Nanograms(dose->value))), is_hourly(words.dose));
  });
}
Result<MakeIntent, Failure> dose_increase(const Words& words) { return titrated(words, true); }
Result<MakeIntent, Failure> dose_decrease(const Words& words) { return titrated(words, false); }

Result<MakeIntent, Failure> schedule_set(const Words& words) {
  auto written = written_schedule(words);
  if (!written) return usage(written.error());
  // One that makes no sense is told before anything is asked of the pump.
  if (const auto program = read_schedule(written->text, written->name, Concentration(1)); !program) return usage(program.error());
  return MakeIntent([written = *std::move(written)](Visit& visit) -> Result<Intent, Failure> {
    auto program = read_schedule(written.text, written.name, visit.status().concentration);
    if (!program) return usage(program.error());
    return program_intent(visit, *std::move(program), fmt::format("schedule from {}", words::escaped(written.name)), has_hourly_dose(written.text));
  });
}

Result<MakeIntent, Failure> bolus(const Words& words) {
  const auto dose = parse_dose(words.bolus);
  if (!dose) return usage(dose.error());
  const auto duration = parse_duration(words.over);
  if (!duration) return usage(duration.error());
  return MakeIntent([&words, dose, duration](Visit& visit) -> Result<Intent, Failure> {
    const ModeAfter after = visit.info().bolus_ends_stopped ? ModeAfter::stopped : mode_after(words);  // the receipt warns of it
    return Intent{{visit.info().serial, after, SingleBolus{*dose, *duration, visit.status().concentration}},
                  fmt::format("bolus of {} over {}", words::dose(*dose), words::duration(*duration)), false};
  });
}

Result<MakeIntent, Failure> resume(const Words&) {
  return MakeIntent([](Visit& visit) -> Result<Intent, Failure> { return Intent{{visit.info().serial, ModeAfter::running, Resume{}}, "resume", false}; });
}

Result<MakeIntent, Failure> clock_set(const Words& words) {
  const auto clock = parse_clock(words.clock);
  if (!clock) return usage(clock.error());
  return MakeIntent([clock](Visit& visit) -> Result<Intent, Failure> {
    return Intent{{visit.info().serial, ModeAfter::unchanged, SetClock{*clock}}, fmt::format("pump clock {}", words::moment(*clock)), false};
  });
}

Result<MakeIntent, Failure> alarms_settings(const Words& words) {
  if (words.level.empty() && !words.lead) return Failure{exit_usage, {"which setting?", "Nothing was sent.", "Give --level, --lead or both; `programmer interrogate` shows the present ones."}};
  std::optional<Nanolitres> level;
  if (!words.level.empty()) {
    const auto volume = parse_volume(words.level);
    if (!volume) return usage(volume.error());
    level = *volume;
  }
  return MakeIntent([&words, level](Visit& visit) -> Result<Intent, Failure> {
    const Status& now = visit.status();
    const AlarmSettings settings{level.value_or(now.low_reservoir_level), words.lead.value_or(now.refill_lead_days)};
    return Intent{{visit.info().serial, ModeAfter::unchanged, settings}, fmt::format("low-reservoir alarm at {}, refill {} before", words::volume(settings.low_reservoir_level), words::days(settings.refill_lead_days)), false};
  });
}

}  // namespace ipt
