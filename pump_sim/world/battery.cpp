#include "pump_sim/world/battery.hpp"

#include <algorithm>

namespace ipt {
namespace {

constexpr Milliseconds longest_life = one_day * 366 * 20;

}  // namespace

std::int64_t used(const Battery& battery, const BatteryKind& kind, const Motor& motor, Uptime t) {
  const Wide elapsed = static_cast<Wide>(kind.a_day) * (t - battery.since).count() / one_day.count();
  const Wide driven = static_cast<Wide>(kind.a_stroke) * (strokes_driven(motor, t) - battery.strokes).value;
  return static_cast<std::int64_t>(std::min<Wide>(battery.used + elapsed + driven, INT64_MAX));
}

Uptime reaches(const Battery& battery, const BatteryKind& kind, const Motor& motor, std::int64_t level, Uptime now, Uptime until) {
  Uptime at = std::min(until, now + longest_life);
  if (at <= now || used(battery, kind, motor, now) >= level || used(battery, kind, motor, at) < level) return never;
  for (Uptime before = now; at - before > Milliseconds(1);) {  // what is used only grows
    const Uptime middle = before + (at - before) / 2;
    (used(battery, kind, motor, middle) < level ? before : at) = middle;
  }
  return at;
}

bool is_sound(const BatteryKind& kind) {
  constexpr std::int64_t most = 1'000'000'000'000;
  const bool counts = kind.a_stroke >= 0 && kind.a_stroke <= most && kind.a_day >= 0 && kind.a_day <= most;
  return counts && kind.low >= 0 && kind.capacity <= most && (kind.capacity == 0 ? kind.low == 0 : kind.low < kind.capacity);
}

bool is_sound(const Battery& battery, const BatteryKind& kind, const Motor& motor, Uptime now) {
  return battery.used >= 0 && battery.used <= kind.capacity && battery.since >= Uptime{} && battery.since <= now && battery.strokes.value >= 0 &&
         battery.strokes <= strokes_driven(motor, now) && battery.resets >= 0;
}

}  // namespace ipt
