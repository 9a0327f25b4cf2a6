#include "programmer/core/concentration_change.hpp"

#include <fmt/format.h>

#include "common/amount_text.hpp"
#include "common/wide.hpp"
#include "programmer/core/dose.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

/// How long a volume of this concentration lasts at a dose. Within the limits of no_slip it fits.
Milliseconds time_of(Nanolitres volume, Concentration concentration, DoseRate dose) {
  return Milliseconds(static_cast<std::int64_t>(static_cast<Wide>(volume.value) * concentration.value * one_day.count() / (static_cast<Wide>(dose.value) * 1'000'000)));
}

std::optional<Error> slip(const ConcentrationChange& change) {
  if (auto error = no_slip(change.path)) return error;
  for (const auto concentration : {change.before, change.after}) {
    if (auto error = no_slip(concentration)) return error;
  }
  for (const auto dose : {change.dose, change.new_dose}) {
    if (auto error = no_slip(dose)) return error;
  }
  return {};
}

Milliseconds whole_minutes(Milliseconds duration) { return std::chrono::floor<std::chrono::minutes>(duration); }

}  // namespace

OldDrug bridged(const ConcentrationChange& change) { return {flow_of(change.dose, change.before), time_of(change.path, change.before, change.dose), change.dose}; }

OldDrug unbridged(const ConcentrationChange& change) {
  return {flow_of(change.new_dose, change.after), time_of(change.path, change.after, change.new_dose), DoseRate(multiply_divide(change.new_dose.value, change.before.value, change.after.value))};
}

Result<BridgePlan> plan_bridge(const ConcentrationChange& change, const PumpFigures& pump, const ClinicalFigures& figures) {
  if (auto error = slip(change)) return *error;
  BridgePlan plan{bridged(change), unbridged(change), flow_of(change.new_dose, change.after), {}};
  Advised& advised = plan.advised;
  if (change.before == change.after) {
    advised.compute("no_bridge_needed", fmt::format("The concentration stays at {}: old and new drug are the same, and no bridge is needed.", text_of(change.after)), "both concentrations are the same");
    return plan;
  }
  advised.compute("bridge", fmt::format("With a bridge {} of old drug go on at {} for {}: the patient gets {} as before.", text_of(change.path), text_of(plan.with_bridge.flow), words::duration(whole_minutes(plan.with_bridge.lasts)), text_of(change.dose)),
                  "path volume x old concentration / old dose");
  const OldDrug& without = plan.without_bridge;
  const bool is_less = without.dose < change.dose;
  advised.caution_computed("without_bridge",
                           fmt::format("Without a bridge the old drug flows at {} for {}: the patient gets {} instead of {} ({}).", text_of(without.flow), words::duration(whole_minutes(without.lasts)), text_of(without.dose), text_of(change.new_dose),
                                       words::percent(change_in_permille(change.new_dose, without.dose))),
                           is_less ? "too little for so long can bring on withdrawal" : "too much for so long is an overdose", "new dose x old concentration / new concentration, for path volume x new concentration / new dose");
  check_flow(advised, change.dose, change.before, pump, "during the bridge");
  check_flow(advised, change.new_dose, change.after, pump, "afterwards");
  advised.say("path", fmt::format("{} lie between the reservoir and the tip.", text_of(change.path)), pump.path);
  advised.say("residual", fmt::format("{} of old drug stay in the reservoir as well and mix with the new: for that no bridge reckons.", text_of(Nanolitres(pump.residual.value))), pump.residual);
  if (change.after.value == figures.screening_concentration.value) advised.caution("screening_concentration", fmt::format("{} is for screening only.", text_of(change.after)), figures.screening_concentration);
  return plan;
}

}  // namespace ipt
