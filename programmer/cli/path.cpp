// What lies between reservoir and tip, apart from a refill; and what a patient may ask for.
#include <fmt/format.h>

#include "common/amount.hpp"
#include "common/shell/command_line.hpp"
#include "programmer/cli/changes.hpp"
#include "programmer/core/path.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

Failure usage(const std::string& text) { return {exit_usage, {text, "Nothing was sent.", {}}}; }

ModeAfter mode_after(const Words& words) { return words.run ? ModeAfter::running : ModeAfter::unchanged; }

Result<PatientLimits> limits_from(const Words& words) {
  PatientLimits limits;
  if (words.off) return limits;
  const auto dose = parse_dose(words.dose);
  if (!dose) return dose.error();
  const auto duration = parse_duration(words.over);
  if (!duration) return duration.error();
  const auto lockout = parse_duration(words.lockout);
  if (!lockout) return lockout.error();
  limits = {*dose, *duration, *lockout, words.count};
  return limits;
}

}  // namespace

Result<MakeIntent, Failure> prime(const Words& words) {
  return MakeIntent([&words](Visit& visit) -> Result<Intent, Failure> {
    const auto prime = prime_from(words.volume, words.prime_over, visit.info());
    if (!prime) return usage(prime.error().text);
    return Intent{{visit.info().serial, mode_after(words), *prime}, fmt::format("priming of {} within {}", words::volume(prime->volume), words::duration(prime->duration)), false};
  });
}

Result<MakeIntent, Failure> bridge(const Words& words) {
  const auto concentration = parse_concentration(words.concentration);
  if (!concentration) return usage(concentration.error().text);
  const auto dose = parse_dose_rate(words.dose);
  if (!dose) return usage(dose.error().text);
  return MakeIntent([&words, concentration, dose](Visit& visit) -> Result<Intent, Failure> {
    Status old = visit.status();
    old.concentration = *concentration;
    const auto bridge = bridge_from(words.volume.empty() ? "auto" : words.volume, visit.info(), old, *dose, true);
    if (!bridge) return usage(bridge.error().text);
    if (!*bridge) return usage("a bridge of nothing is none: leave --volume out, or give one");
    return Intent{{visit.info().serial, mode_after(words), **bridge},
                  fmt::format("bridge of {} of {} at {}", words::volume((*bridge)->volume), words::concentration(*concentration), words::daily_dose(Nanograms(dose->value))), false};
  });
}

Result<MakeIntent, Failure> patient_limits(const Words& words) {
  if (!words.off && (words.dose.empty() || words.lockout.empty() || words.count == 0)) {
    return usage("a patient's boluses need --dose, --lockout and --allotted, for example --dose 2mg --over 10min --lockout 4h --allotted 4; or --off");
  }
  const auto limits = limits_from(words);
  if (!limits) return usage(limits.error().text);
  return MakeIntent([&words, limits](Visit& visit) -> Result<Intent, Failure> {
    const std::string what = words.off ? std::string("no boluses on the patient's request") : fmt::format("boluses on the patient's request: {} over {}, {} apart, {} within 24 h", words::dose(limits->dose), words::duration(limits->duration), words::duration(limits->lockout), limits->allotted_per_24h);
    return Intent{{visit.info().serial, ModeAfter::unchanged, *limits}, what, false};
  });
}

}  // namespace ipt
