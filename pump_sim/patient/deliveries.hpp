#pragma once
#include <vector>

#include "pump_sim/world/world.hpp"

namespace ipt {

/// Baclofen that left the pump between two instants, at an even pace: past the tip, or off it into the pocket.
struct Segment {
  Uptime from{};
  Uptime to{};
  Femtograms drug;
  Femtograms into_pocket{};
  bool operator==(const Segment&) const = default;
};

/// When the acting drug leaves the tip, or through a catheter that is off goes into the pocket, from `before.now` to `to`, if nothing is done to this world meanwhile: segments
/// that follow each other without a gap, together what `advance` delivers, each within a nanogram of it. Computed from
/// the order alone while that foretells what the world does; where it does not (another fluid reaches the tip, the
/// reservoir runs dry, a stall begins or ends), the span is halved until it is a minute or a 4,096th of the whole.
/// Windows of a periodic dose that come every quarter of an hour or oftener run into one another.
std::vector<Segment> deliveries(const World& before, Uptime to);

}  // namespace ipt
