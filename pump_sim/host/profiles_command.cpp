#include <fmt/format.h>

#include "common/shell/printing.hpp"
#include "common/shell/terminal.hpp"
#include "pump_sim/host/options.hpp"
#include "pump_sim/profiles/profile.hpp"

namespace ipt {
namespace {

template <class T>
std::int64_t number(const T& value) {
  if constexpr (requires { value.value; }) return value.value;
  else if constexpr (requires { value.count(); }) return value.count();
  else return static_cast<std::int64_t>(value);
}

template <class T>
void show(const char* name, const Figure<T>& figure) {
  print_out("  {:<28} {:>12}  {:<8}  {}\n", name, number(figure.value), figure.certainty == Certainty::verified ? "verified" : "ASSUMED", figure.source);
}

}  // namespace

int show_profiles(const Options& options) {
  if (options.list_profiles) {
    for (const auto& name : profile_names()) print_out("{}\n", name);
    return 0;
  }
  const auto profile = load_profile(options.show_profile);
  if (!profile) {
    print_error("pump-sim", profile.error().text);
    return 2;
  }
  print_out("{}: {}\n", profile->name, profile->description);
  show("capacity_nl", profile->capacity);
  show("residual_nl", profile->residual);
  show("tubing_nl", profile->tubing);
  show("catheter_nl", profile->catheter);
  show("stroke_nl", profile->stroke);
  show("minimum_flow_nl_per_day", profile->minimum_flow);
  show("maximum_flow_nl_per_day", profile->maximum_flow);
  show("minimum_rate_nl_per_day", profile->minimum_rate);
  show("maximum_steps_a_day", profile->maximum_steps_a_day);
  show("low_reservoir_level_nl", profile->low_reservoir_level);
  show("refill_lead_days", profile->refill_lead_days);
  show("refill_interval_days", profile->refill_interval_days);
  show("stopped_alarm_ms", profile->stopped_alarm);
  show("stall_detection_ms", profile->stall_detection);
  show("life_days", profile->life_days);
  show("discrepancy_warning_nl", profile->discrepancy_warning);
  show("critical_tone_interval_ms", profile->critical_tone_interval);
  show("noncritical_tone_interval_ms", profile->noncritical_tone_interval);
  if (const auto& battery = profile->battery) {
    show("battery_capacity_nah", battery->capacity);
    show("battery_low_nah", battery->low);
    show("battery_stroke_nah", battery->a_stroke);
    show("battery_day_nah", battery->a_day);
  }
  if (profile->replace_within_days) show("replace_within_days", *profile->replace_within_days);
  if (profile->update) show("update_ms", *profile->update);
  if (profile->bolus_ends_stopped) print_out("  {:<28} {:>12}\n", "bolus_ends_stopped", "yes");
  for (const auto& drug : profile->drugs) {
    print_out("{}: {}\n", drug.name, drug.description);
    for (const auto& concentration : drug.concentrations) show("concentration_ng_per_ml", concentration);
    for (const auto& admixture : drug.admixtures) {
      print_out("  with it, {}:\n", admixture.name);
      for (const auto& concentration : admixture.concentrations) show("concentration_ng_per_ml", concentration);
    }
    const auto& asked = drug.patient_bolus;
    if (!asked.source.empty()) print_out("  {:<28} {:>12}  {:<8}  {}\n", "patient_bolus", asked.permits ? "true" : "false", asked.certainty == Certainty::verified ? "verified" : "ASSUMED", asked.source);
    if (drug.stability_days) show("stability_days", *drug.stability_days);
  }
  return 0;
}

}  // namespace ipt
