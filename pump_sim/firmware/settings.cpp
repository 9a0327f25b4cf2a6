#include "pump_sim/firmware/settings.hpp"

#include <algorithm>

namespace ipt {

void add_abilities(Capabilities& capabilities) {
  using K = OperationKind;
  capabilities.operations = {K::program, K::bolus, K::prime, K::bridge, K::refill, K::resume, K::clock, K::alarm_settings, K::stop};
  if (std::ranges::any_of(capabilities.drugs, [](const auto& drug) { return drug.permits_patient_bolus; })) {
    capabilities.operations.insert(capabilities.operations.end(), {K::patient_limits, K::patient_bolus});
  }
  capabilities.modes = {Mode::stopped, Mode::minimum_rate, Mode::simple_continuous, Mode::flex, Mode::periodic_bolus};
}

}  // namespace ipt
