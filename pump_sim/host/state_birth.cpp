// How a pump was made.
#include "pump_sim/host/state_parts.hpp"

namespace ipt {

void put(const StageName& name, pb::StageName* to) {
  to->set_boot_count(name.boot_count);
  to->set_boot_nonce(name.boot_nonce);
  to->set_number(name.number);
}
StageName take(const pb::StageName& from) { return {from.boot_count(), from.boot_nonce(), from.number()}; }

void put(const Birth& birth, pb::Birth* to) {
  const auto& capabilities = birth.settings.capabilities;
  to->set_format(newest_format);
  to->set_serial(capabilities.serial);
  to->set_profile(birth.profile);
  auto* settings = to->mutable_settings();
  settings->set_capacity_nl(out(capabilities.capacity));
  settings->set_residual_nl(out(capabilities.residual));
  settings->set_path_nl(out(capabilities.path));
  settings->set_stroke_nl(out(capabilities.stroke));
  settings->set_minimum_flow_nl_per_day(out(capabilities.minimum_flow));
  settings->set_maximum_flow_nl_per_day(out(capabilities.maximum_flow));
  settings->set_minimum_rate_nl_per_day(out(capabilities.minimum_rate));
  settings->set_maximum_steps_a_day(capabilities.maximum_steps_a_day);
  settings->set_low_reservoir_level_nl(out(birth.settings.low_reservoir_level));
  settings->set_refill_lead_days(birth.settings.refill_lead_days);
  settings->set_refill_interval_days(static_cast<std::uint32_t>(birth.settings.refill_interval_days));
  settings->set_stopped_alarm_ms(out(birth.settings.stopped_alarm));
  settings->set_stall_detection_ms(out(birth.hardware.stall_detection));
  settings->set_life_days(static_cast<std::uint32_t>(birth.settings.life_days));
  settings->set_discrepancy_warning_nl(out(birth.settings.discrepancy_warning));
  for (const auto& drug : capabilities.drugs) {
    auto* added = settings->add_drugs();
    added->set_name(drug.name);
    for (const auto concentration : drug.concentrations) added->add_concentrations_ng_per_ml(out(concentration));
    for (const auto& admixture : drug.admixtures) {
      auto* other = added->add_admixtures();
      other->set_name(admixture.name);
      for (const auto concentration : admixture.concentrations) other->add_concentrations_ng_per_ml(out(concentration));
    }
    added->set_permits_patient_bolus(drug.permits_patient_bolus);
  }
  settings->set_update_ms(out(capabilities.update));
  settings->set_bolus_ends_stopped(capabilities.bolus_ends_stopped);
  settings->set_tubing_nl(out(capabilities.tubing));
  settings->set_battery_capacity_nah(birth.hardware.battery.capacity);
  settings->set_battery_low_nah(birth.hardware.battery.low);
  settings->set_battery_stroke_nah(birth.hardware.battery.a_stroke);
  settings->set_battery_day_nah(birth.hardware.battery.a_day);
  settings->set_replace_within_days(static_cast<std::uint32_t>(birth.settings.replace_within_days));
  settings->set_critical_tone_interval_ms(out(birth.settings.critical_tone_interval));
  settings->set_noncritical_tone_interval_ms(out(birth.settings.noncritical_tone_interval));
  to->set_drug(birth.delivered.drug);
  to->set_concentration_ng_per_ml(out(birth.delivered.concentration));
  to->set_volume_nl(out(birth.delivered.volume));
  if (birth.delivered.dose) to->set_dose_ng_per_day(out(*birth.delivered.dose));
  to->set_clock_ms(birth.delivered.clock.time_since_epoch().count());
}

Birth take(const pb::Birth& from) {
  Birth birth;
  const auto& settings = from.settings();
  auto& capabilities = birth.settings.capabilities;
  birth.profile = from.profile();
  capabilities.serial = from.serial();
  capabilities.model = from.profile();
  capabilities.capacity = Nanolitres(whole(settings.capacity_nl()));
  capabilities.residual = Nanolitres(whole(settings.residual_nl()));
  capabilities.path = Nanolitres(whole(settings.path_nl()));
  capabilities.stroke = Nanolitres(whole(settings.stroke_nl()));
  capabilities.minimum_flow = FlowRate(whole(settings.minimum_flow_nl_per_day()));
  capabilities.maximum_flow = FlowRate(whole(settings.maximum_flow_nl_per_day()));
  capabilities.minimum_rate = FlowRate(whole(settings.minimum_rate_nl_per_day()));
  capabilities.maximum_steps_a_day = settings.maximum_steps_a_day();
  capabilities.update = span_of(settings.update_ms());
  for (const auto& drug : settings.drugs()) {
    Capabilities::Drug added{drug.name(), {}};
    for (const auto concentration : drug.concentrations_ng_per_ml()) added.concentrations.emplace_back(whole(concentration));
    for (const auto& admixture : drug.admixtures()) {
      auto& other = added.admixtures.emplace_back(Capabilities::Drug::Admixture{admixture.name(), {}});
      for (const auto concentration : admixture.concentrations_ng_per_ml()) other.concentrations.emplace_back(whole(concentration));
    }
    added.permits_patient_bolus = drug.permits_patient_bolus();
    capabilities.drugs.push_back(std::move(added));
  }
  capabilities.bolus_ends_stopped = settings.bolus_ends_stopped();
  capabilities.tubing = Nanolitres(whole(settings.tubing_nl()));
  add_abilities(capabilities);
  birth.settings.low_reservoir_level = Nanolitres(whole(settings.low_reservoir_level_nl()));
  birth.settings.refill_lead_days = settings.refill_lead_days();
  birth.settings.refill_interval_days = settings.refill_interval_days();
  birth.settings.stopped_alarm = span_of(settings.stopped_alarm_ms());
  birth.settings.life_days = settings.life_days();
  birth.settings.discrepancy_warning = Nanolitres(whole(settings.discrepancy_warning_nl()));
  birth.hardware = {capabilities.capacity, capabilities.residual, capabilities.path, capabilities.stroke, span_of(settings.stall_detection_ms()), {}};
  birth.hardware.battery = {settings.battery_capacity_nah(), settings.battery_low_nah(), settings.battery_stroke_nah(), settings.battery_day_nah()};
  birth.settings.replace_within_days = settings.replace_within_days();
  birth.settings.critical_tone_interval = span_of(settings.critical_tone_interval_ms());
  birth.settings.noncritical_tone_interval = span_of(settings.noncritical_tone_interval_ms());
  birth.delivered = {from.drug(), Concentration(whole(from.concentration_ng_per_ml())), Nanolitres(whole(from.volume_nl())), {}, PumpClock(Milliseconds(from.clock_ms()))};
  if (from.has_dose_ng_per_day()) birth.delivered.dose = DoseRate(whole(from.dose_ng_per_day()));
  return birth;
}

}  // namespace ipt
