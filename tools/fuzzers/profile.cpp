#include <algorithm>

#include "common/check.hpp"
#include "pump_sim/firmware/describe.hpp"
#include "pump_sim/implant/implant.hpp"
#include "pump_sim/profiles/model.hpp"
#include "tools/fuzzers/targets.hpp"

namespace ipt::fuzz {

/// A kind of pump that is accepted makes a pump that lives for a while.
bool profile(std::string_view text) {
  const bool is_drug = parse_drug(text, "drug.txtpb").has_value();
  const auto kind = parse_profile(text, "pump.txtpb");
  if (!kind) return is_drug;
  const FirmwareSettings settings = settings_of(*kind, "R-1");
  const auto& drug = kind->drugs.front();
  Implant pump = make_implant(settings, hardware_of(*kind), {drug.name, drug.concentrations.front().value, kind->capacity.value, {}, {}});
  boot(pump.firmware, settings, 1, pump.notes);
  settle(pump, settings);
  advance(pump, settings, Uptime{one_day * 30});
  (void)describe(pump.firmware, settings);
  IPT_CHECK(is_sound(pump.world));
  return true;
}

}  // namespace ipt::fuzz
