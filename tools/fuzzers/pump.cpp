#include "tools/fuzzers/pump.hpp"

#include "common/check.hpp"
#include "common/wire.hpp"
#include "pump_sim/firmware/describe.hpp"
#include "pump_sim/firmware/execute.hpp"
#include "pump_sim/firmware/record.hpp"
#include "pump_sim/profiles/model.hpp"

namespace ipt::fuzz {
namespace {

constexpr Milliseconds a_while = one_day * 400;

const DeviceProfile& ipt_20() {
  static const DeviceProfile profile = load_profile("ipt-20").value();
  return profile;
}

Implant booted() {
  Implant implant = make_implant(settings(), hardware_of(ipt_20()), delivered());
  boot(implant.firmware, settings(), 1, implant.notes);
  settle(implant, settings());
  advance(implant, settings(), Uptime{one_day * 30});
  return implant;
}

}  // namespace

const FirmwareSettings& settings() {
  static const FirmwareSettings settings = settings_of(ipt_20(), "R-1");
  return settings;
}

Delivered delivered() {
  return {"baclofen", Concentration(2'000'000), Nanolitres(20'000'000), DoseRate(120'000), PumpClock(std::chrono::local_days{std::chrono::year{2026} / 1 / 1})};
}

const Implant& implant() {
  static const Implant implant = booted();
  return implant;
}

void do_and_live(const TherapyOperation& operation) {
  Implant pump = implant();
  if (judge(pump.firmware, settings(), operation)) return;
  const Bytes bytes = wire::encode_therapy(operation);
  const OperationId id{7};
  const OperationResult foreseen = foresee(pump.firmware, settings(), operation, bytes, id);
  const Effect effect = execute(pump.firmware, settings(), operation, bytes, id, "anyone", pump.notes);
  IPT_CHECK(effect.after == foreseen.in_force);
  settle(pump, settings());
  advance(pump, settings(), pump.firmware.now + a_while);
  (void)status_of(pump.firmware, settings(), pump.notes);
  IPT_CHECK(is_sound(pump.world));
}

}  // namespace ipt::fuzz
