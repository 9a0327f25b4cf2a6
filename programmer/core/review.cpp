#include "programmer/core/review.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "programmer/core/dose.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

std::string bolus_text(const std::optional<CriticalValues::Bolus>& bolus) {
  if (!bolus) return "none";
  return fmt::format("{} = {} (achievable {}) over {}", words::dose(bolus->dose), words::volume(bolus->volume), words::volume(bolus->achievable), words::duration(bolus->duration));
}

std::string bridge_text(const CriticalValues::Bridge& bridge) {
  return fmt::format("{} of {} at {} = {}, for {}", words::volume(bridge.volume), words::concentration(bridge.old_concentration), words::daily_dose(bridge.old_daily_dose), words::flow(bridge.rate), words::duration(bridge.duration));
}

std::string limits_text(const std::optional<PatientLimits>& limits) {
  if (!limits || limits->allotted_per_24h == 0) return "nothing";
  return fmt::format("{} over {}, {} apart, {} within 24 h", words::dose(limits->dose), words::duration(limits->duration), words::duration(limits->lockout), limits->allotted_per_24h);
}

/// What a mixture gives beside the drug that it is dosed by.
std::string other_text(const CriticalValues& values, const std::string& drug) {
  for (const auto& other : values.other_doses) {
    if (other.drug == drug) return fmt::format("{} {}", words::escaped(drug), words::daily_dose(other.daily_dose));
  }
  return "none";
}

/// In the new mixture or in the old one: what is given no longer is told as well.
std::vector<std::string> other_drugs(const CriticalValues& now, const CriticalValues& after) {
  std::vector<std::string> drugs;
  for (const auto* values : {&after, &now}) {
    for (const auto& other : values->other_doses) {
      if (std::find(drugs.begin(), drugs.end(), other.drug) == drugs.end()) drugs.push_back(other.drug);
    }
  }
  return drugs;
}

std::string with_change(Nanograms before, Nanograms after) {
  if (before.value == 0 || before == after) return words::daily_dose(after);
  return fmt::format("{} ({})", words::daily_dose(after), words::percent(change_in_permille(DoseRate(before.value), DoseRate(after.value))));
}

}  // namespace

std::vector<ReviewRow> review(const CriticalValues& now, const CriticalValues& after) {
  std::vector<ReviewRow> rows;
  const auto row = [&](const char* what, std::string before, std::string then, bool changed) { rows.push_back({what, std::move(before), std::move(then), changed}); };
  row("mode", words::name(now.mode), words::name(after.mode), now.mode != after.mode);
  row("drug", words::escaped(now.drug), words::escaped(after.drug), now.drug != after.drug);
  row("concentration", words::concentration(now.concentration), words::concentration(after.concentration), now.concentration != after.concentration);
  row("daily dose", words::daily_dose(now.daily_dose), with_change(now.daily_dose, after.daily_dose), now.daily_dose != after.daily_dose);
  row("rate", words::flow(now.rate), words::flow(after.rate), now.rate != after.rate);
  if (now.bolus || after.bolus) row("bolus", bolus_text(now.bolus), bolus_text(after.bolus), now.bolus != after.bolus);
  if (after.bridge) row("bridge first", "none", bridge_text(*after.bridge), true);
  for (const auto& drug : other_drugs(now, after)) row("with it", other_text(now, drug), other_text(after, drug), other_text(now, drug) != other_text(after, drug));
  if (now.patient_limits || after.patient_limits) row("patient may ask for", limits_text(now.patient_limits), limits_text(after.patient_limits), limits_text(now.patient_limits) != limits_text(after.patient_limits));
  if (now.clock && after.clock) row("pump clock", words::moment(*now.clock), words::moment(*after.clock), *now.clock != *after.clock);
  row("reservoir", words::volume(now.reservoir), words::volume(after.reservoir), now.reservoir != after.reservoir);
  row("low-reservoir alarm", words::date(now.low_reservoir_alarm), words::date(after.low_reservoir_alarm), now.low_reservoir_alarm != after.low_reservoir_alarm);
  row("empty", words::date(now.empty), words::date(after.empty), now.empty != after.empty);
  row("refill by", words::date(now.refill_by), words::date(after.refill_by), now.refill_by != after.refill_by);
  const bool alarm_changes = now.low_reservoir_level != after.low_reservoir_level || now.refill_lead_days != after.refill_lead_days;
  if (alarm_changes) {
    row("alarm level", words::volume(now.low_reservoir_level), words::volume(after.low_reservoir_level), true);
    row("refill lead", words::days(now.refill_lead_days), words::days(after.refill_lead_days), true);
  }
  if (now.program_digest != after.program_digest) row("program", "as before", "new", true);
  return rows;
}

std::string review_text(const std::vector<ReviewRow>& rows) {
  std::size_t width = 3;
  for (const auto& row : rows) width = std::max(width, row.old_value.size());
  std::string text = fmt::format("    {:<20}  {:<{}} | {}\n", "", "old", width, "new");
  for (const auto& row : rows) text += fmt::format("  {} {:<20}  {:<{}} | {}\n", row.changed ? '*' : ' ', row.what, row.old_value, width, row.new_value);
  return text;
}

std::string discrepancy_sentence(Nanolitres difference, Nanolitres residual) {
  if (difference.value == 0) return "as expected";
  const std::string how = fmt::format("{} than expected", difference.value < 0 ? "less" : "more");
  if (difference.value < 0 && -difference <= residual) return how + fmt::format(": within the {} that a needle leaves behind (assumed)", words::volume(residual));
  const bool is_large = std::max(difference, -difference) > look_closer_above;
  const std::string then = is_large ? fmt::format("; more than {}: look closer", words::volume(look_closer_above)) : "; trend it, do not react to one";
  if (difference.value > 0) return how + ": a stall or an occlusion" + then;
  const std::string causes = how + ": over-infusion, a leak or an incomplete aspiration" + then;
  return is_large ? causes + ", at the needle (is it in the port?) and at the patient: the last refill may lie in the pocket" : causes;
}

}  // namespace ipt
