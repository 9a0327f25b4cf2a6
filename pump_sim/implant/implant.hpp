#pragma once
#include <optional>

#include "pump_sim/firmware/firmware.hpp"
#include "pump_sim/patient/patient.hpp"
#include "pump_sim/world/world.hpp"

namespace ipt {

/// One implant in its patient: the firmware that believes and the world that knows, on one time. The only place where
/// the two meet, and what passes between them is a standing order one way and what is sensed the other.
struct Implant {
  Firmware firmware;
  Notes notes;
  World world;
  std::optional<TreatedPatient> patient;  ///< whom it lies in, if anybody cares
  bool operator==(const Implant&) const = default;
};

/// A pump as it leaves the factory; it has not booted yet.
Implant make_implant(const FirmwareSettings&, const Hardware&, const Delivered&);

/// Brings both to `to`, stopping at every event on the way: what is due at an instant is done at that instant.
void advance(Implant&, const FirmwareSettings&, Uptime to);
/// The next instant at which something happens by itself.
[[nodiscard]] Uptime next_event(const Implant&, const FirmwareSettings&);
/// After anything was done to either side: the motor takes the present order, the firmware what is sensed now.
void settle(Implant&, const FirmwareSettings&);

}  // namespace ipt
