#pragma once
#include <cstdint>

#include "common/units.hpp"

namespace ipt {

/// All that the implant's hardware tells its firmware. A pump of this kind has no volume sensor. What happens in an
/// instant is counted, so that none is missed.
struct Sensed {
  Strokes strokes_counted;  ///< driven since the pump was made, also while stalled or dry; survives resets
  bool stalled = false;     ///< only after the detection delay; recovery shows at once
  bool battery_low = false;
  bool battery_end = false;               ///< used up
  std::int64_t battery_resets = 0;        ///< how often the battery failed for an instant
  std::int64_t interferences = 0;         ///< how often something strong was heard that is no telemetry
  std::uint32_t readings_to_recover = 0;  ///< so often the motor's sensor wants to be read before it tells of a recovery
  bool memory_worn = false;               ///< the program memory can be read, and not written
  std::int64_t replace_by_off_days = 0;   ///< what is wrong in the memory of the replace-by date
  bool operator==(const Sensed&) const = default;
};

}  // namespace ipt
