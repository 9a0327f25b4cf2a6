#pragma once
#include "pump_sim/world/world.hpp"

// Inside of the world: nothing is lost.
namespace ipt {

/// Everything that lies in the path.
Amount path_amount(const World&);
/// initial + injected = reservoir + path + delivered + withdrawn + pocket + spilled, in nL and in fg, and the path full.
bool is_conserved(const World&);

}  // namespace ipt
