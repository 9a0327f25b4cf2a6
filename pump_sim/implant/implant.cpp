#include "pump_sim/implant/implant.hpp"

#include <algorithm>

#include "common/check.hpp"

namespace ipt {

Implant make_implant(const FirmwareSettings& settings, const Hardware& hardware, const Delivered& delivered) {
  Implant implant;
  implant.firmware = manufacture(settings, delivered);
  implant.world = fresh_world(hardware, delivered.volume, delivered.drug, delivered.concentration);
  set_order(implant.world, implant.firmware.order);
  return implant;
}

Uptime next_event(const Implant& implant, const FirmwareSettings& settings) {
  const Uptime own = next_event(implant.firmware, settings);
  return std::min(own, next_event(implant.world, implant.firmware.now, own));
}

void settle(Implant& implant, const FirmwareSettings& settings) {
  const Uptime now = implant.firmware.now;
  if (implant.world.motor.order != implant.firmware.order) set_order(implant.world, implant.firmware.order);
  advance(implant.firmware, settings, sense(implant.world, now), now, implant.notes);
  if (implant.world.motor.order != implant.firmware.order) set_order(implant.world, implant.firmware.order);
  if (implant.patient) follow(*implant.patient, implant.world);
}

void advance(Implant& implant, const FirmwareSettings& settings, Uptime to) {
  IPT_CHECK(to >= implant.firmware.now);
  while (implant.firmware.now < to) {
    const Uptime own = next_event(implant.firmware, settings);
    const Uptime event = std::min(own, next_event(implant.world, implant.firmware.now, std::min(to, own)));
    const Uptime at = std::min(to, event);
    advance(implant.world, at);
    advance(implant.firmware, settings, sense(implant.world, at), at, implant.notes);
    if (at == event && implant.world.motor.order != implant.firmware.order) {
      set_order(implant.world, implant.firmware.order);
      if (implant.patient) follow(*implant.patient, implant.world);
    }
  }
}

}  // namespace ipt
