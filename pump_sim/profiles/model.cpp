#include "pump_sim/profiles/model.hpp"

#include <utility>

namespace ipt {

FirmwareSettings settings_of(const DeviceProfile& profile, std::string serial) {
  FirmwareSettings settings;
  auto& capabilities = settings.capabilities;
  capabilities.serial = std::move(serial);
  capabilities.model = profile.name;
  capabilities.capacity = profile.capacity.value;
  capabilities.stroke = profile.stroke.value;
  capabilities.minimum_flow = profile.minimum_flow.value;
  capabilities.maximum_flow = profile.maximum_flow.value;
  capabilities.minimum_rate = profile.minimum_rate.value;
  capabilities.maximum_steps_a_day = profile.maximum_steps_a_day.value;
  capabilities.residual = profile.residual.value;
  capabilities.path = profile.path();
  capabilities.tubing = profile.tubing.value;
  capabilities.bolus_ends_stopped = profile.bolus_ends_stopped;
  if (profile.update) capabilities.update = profile.update->value;
  for (const auto& drug : profile.drugs) {
    Capabilities::Drug added{drug.name, {}};
    for (const auto& concentration : drug.concentrations) added.concentrations.push_back(concentration.value);
    for (const auto& admixture : drug.admixtures) {
      auto& other = added.admixtures.emplace_back(Capabilities::Drug::Admixture{admixture.name, {}});
      for (const auto& concentration : admixture.concentrations) other.concentrations.push_back(concentration.value);
    }
    added.permits_patient_bolus = drug.patient_bolus.permits;
    capabilities.drugs.push_back(std::move(added));
  }
  add_abilities(capabilities);
  settings.low_reservoir_level = profile.low_reservoir_level.value;
  settings.refill_lead_days = profile.refill_lead_days.value;
  settings.refill_interval_days = profile.refill_interval_days.value;
  settings.life_days = profile.life_days.value;
  settings.stopped_alarm = profile.stopped_alarm.value;
  settings.discrepancy_warning = profile.discrepancy_warning.value;
  if (profile.replace_within_days) settings.replace_within_days = profile.replace_within_days->value;
  settings.critical_tone_interval = profile.critical_tone_interval.value;
  settings.noncritical_tone_interval = profile.noncritical_tone_interval.value;
  return settings;
}

Hardware hardware_of(const DeviceProfile& profile) {
  Hardware hardware{profile.capacity.value, profile.residual.value, profile.path(), profile.stroke.value, profile.stall_detection.value, {}};
  if (const auto& battery = profile.battery) {
    const auto nah = [](const Figure<std::uint64_t>& figure) { return static_cast<std::int64_t>(figure.value); };
    hardware.battery = {nah(battery->capacity), nah(battery->low), nah(battery->a_stroke), nah(battery->a_day)};
  }
  return hardware;
}

}  // namespace ipt
