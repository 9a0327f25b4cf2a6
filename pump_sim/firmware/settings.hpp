#pragma once
#include <cstdint>

#include "common/validate.hpp"

namespace ipt {

/// What a pump of this model is built with. Comes from a device profile, where each figure is marked verified or
/// assumed; here it is plain numbers.
struct FirmwareSettings {
  Capabilities capabilities;
  Nanolitres low_reservoir_level;     ///< until a clinician sets another
  std::uint32_t refill_lead_days = 0; ///< until a clinician sets another
  std::int64_t refill_interval_days = 0;
  std::int64_t life_days = 0;
  Milliseconds stopped_alarm{};       ///< elapsed pump time after which a stopped pump alarms
  Nanolitres discrepancy_warning;     ///< withdrawn against expected
  std::int64_t replace_within_days = 0;  ///< from the sign that it is to be replaced to the end of service; 0: nothing ends it
  Milliseconds critical_tone_interval{};  ///< 0: each alarm sounds once
  Milliseconds noncritical_tone_interval{};
  bool operator==(const FirmwareSettings&) const = default;
};

/// What every pump of this version can do: kinds of operation and modes; boluses for a patient only where one of its drugs
/// permits them. A profile says how much.
void add_abilities(Capabilities&);

}  // namespace ipt
