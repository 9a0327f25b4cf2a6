#pragma once
#include <string>

#include "pump_sim/firmware/settings.hpp"
#include "pump_sim/profiles/profile.hpp"
#include "pump_sim/world/world.hpp"

namespace ipt {

/// A profile's figures as firmware and world take them: plain numbers, without mark and source.
FirmwareSettings settings_of(const DeviceProfile&, std::string serial);
Hardware hardware_of(const DeviceProfile&);

}  // namespace ipt
