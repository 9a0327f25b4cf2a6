#pragma once
#include <optional>

#include "pump_sim/firmware/alarms.hpp"
#include "pump_sim/firmware/settings.hpp"

namespace ipt {

/// A tone that begins at `at`.
struct ToneAt {
  Uptime at{};
  Tone tone = Tone::none;
  bool operator==(const ToneAt&) const = default;
};

/// What a patient hears at `t`. Each instance sounds when it is raised and then at its interval, a critical one for three
/// seconds, another for one; a test sounds once. Of two at a time the critical one is heard.
[[nodiscard]] Tone heard_at(const AlarmBook&, const FirmwareSettings&, Uptime t);
/// The next tone that begins after `t` if the alarms stay as they are.
[[nodiscard]] std::optional<ToneAt> next_tone(const AlarmBook&, const FirmwareSettings&, Uptime t);

}  // namespace ipt
