#pragma once
#include "common/units.hpp"

namespace ipt {

/// All that the implant's hardware tells its firmware. A pump of this kind has no volume sensor.
struct Sensed {
  Strokes strokes_counted;   ///< driven since the pump was made, also while stalled or dry; survives resets
  bool stalled = false;      ///< only after the detection delay; recovery shows at once
  bool battery_low = false;  ///< always false: the battery is not simulated yet
  bool operator==(const Sensed&) const = default;
};

}  // namespace ipt
