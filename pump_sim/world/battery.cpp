#include "pump_sim/world/battery.hpp"

#include <algorithm>

namespace ipt {
namespace {

constexpr Milliseconds longest_life = one_day * 366 * 20;

}  // namespace

std::int64_t used(const Battery& battery, const BatteryKind& kind, Strokes driven, Uptime t) {
  const Wide elapsed = static_cast<Wide>(kind.a_day) * (t - battery.since).count() / one_day.count();
  const Wide by_strokes = static_cast<Wide>(kind.a_stroke) * (driven - battery.strokes).value;
  return static_cast<std::int64_t>(std::min<Wide>(battery.used + elapsed + by_strokes, INT64_MAX));
}

std::int64_t used(const Battery& battery, const BatteryKind& kind, const Motor& motor, Uptime t) { return used(battery, kind, strokes_driven(motor, t), t); }

Uptime next_news(const Battery& battery, const BatteryKind& kind, const Motor& motor, Uptime now, Uptime until) {
  Uptime at = std::min(until, now + longest_life);
  if (kind.capacity == 0 || at <= now) return never;
  const std::int64_t then = used(battery, kind, motor, at);
  if (then < kind.low) return never;  // mostly one look is enough
  const std::int64_t present = used(battery, kind, motor, now);
  const std::int64_t level = present < kind.low ? kind.low : kind.capacity;
  if (present >= level || then < level) return never;
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
