#include <algorithm>

#include "common/check.hpp"
#include "common/wide.hpp"
#include "common/wire.hpp"
#include "pump_sim/firmware/describe.hpp"
#include "pump_sim/firmware/execute.hpp"
#include "pump_sim/implant/implant.hpp"
#include "pump_sim/profiles/model.hpp"
#include "tools/fuzzers/targets.hpp"

namespace ipt::fuzz {

namespace {

/// The pump does it, if it takes it, and lives for a while.
void live(const Implant& fresh, const FirmwareSettings& settings, TherapyKind kind) {
  Implant pump = fresh;
  const TherapyOperation operation{settings.capabilities.serial, ModeAfter::running, std::move(kind)};
  if (judge(pump.firmware, settings, operation)) return;
  execute(pump.firmware, settings, operation, wire::encode_therapy(operation), OperationId{1}, "anyone", pump.notes);
  settle(pump, settings);
  advance(pump, settings, pump.firmware.now + one_day * 30);
  (void)status_of(pump.firmware, settings, pump.notes);
  IPT_CHECK(is_sound(pump.world));
}

}  // namespace

/// A kind of pump that is accepted makes a pump that lives, also at the most that it says it can do.
bool profile(std::string_view text) {
  const bool is_drug = parse_drug(text, "drug.txtpb").has_value();
  const auto kind = parse_profile(text, "pump.txtpb");
  if (!kind) return is_drug;
  const FirmwareSettings settings = settings_of(*kind, "R-1");
  const auto& drug = kind->drugs.back();
  const Concentration strongest = drug.concentrations.back().value;
  Implant pump = make_implant(settings, hardware_of(*kind), {drug.name, strongest, kind->capacity.value, {}, {}});
  boot(pump.firmware, settings, 1, pump.notes);
  settle(pump, settings);
  const std::int64_t most = multiply_divide(kind->maximum_flow.value.value, strongest.value, 1'000'000);
  live(pump, settings, Program{strongest, SimpleContinuous{DoseRate(most)}});
  live(pump, settings, Program{strongest, MinimumRate{}});
  live(pump, settings, Program{strongest, PeriodicBolus{Nanograms(std::max<std::int64_t>(most / 24, 1)), one_day / 24, one_day / 24, DoseRate(0)}});
  live(pump, settings, Program{strongest, Flex{{{3, one_day / 2, DoseRate(most)}}}});
  return true;
}

}  // namespace ipt::fuzz
