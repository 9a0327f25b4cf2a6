#include "pump_sim/firmware/settings.hpp"

namespace ipt {

void add_abilities(Capabilities& capabilities) {
  using K = OperationKind;
  capabilities.operations = {K::program, K::bolus, K::refill, K::resume, K::clock, K::alarm_settings, K::stop};
  capabilities.modes = {Mode::stopped, Mode::minimum_rate, Mode::simple_continuous, Mode::flex, Mode::periodic_bolus};
}

}  // namespace ipt
