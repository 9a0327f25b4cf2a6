#pragma once
#include <cstdint>

#include "common/wide.hpp"
#include "pump_sim/world/motor.hpp"

// A battery that cannot be charged: elapsed time and strokes driven use it up. Telemetry does not, so that nobody who
// reaches the pump can bring its end nearer.
namespace ipt {

/// As it was made. In nanoampere-hours.
struct BatteryKind {
  std::int64_t capacity = 0;  ///< 0: this pump's battery lasts as long as the pump
  std::int64_t low = 0;       ///< used so far it reads low; below the capacity
  std::int64_t a_stroke = 0;
  std::int64_t a_day = 0;     ///< by elapsed time alone
  bool operator==(const BatteryKind&) const = default;
};

struct Battery {
  std::int64_t used = 0;  ///< nanoampere-hours, at `since`
  Uptime since{};
  Strokes strokes;        ///< driven by then
  std::int64_t resets = 0;  ///< how often it failed for an instant
  bool operator==(const Battery&) const = default;
};

/// Nanoampere-hours used by `t`: closed form, whatever lies between.
std::int64_t used(const Battery&, const BatteryKind&, const Motor&, Uptime t);
/// The same where it is known already how many strokes the motor was driven by then.
std::int64_t used(const Battery&, const BatteryKind&, Strokes driven, Uptime t);
/// The first instant after `now` at which it reads low, or is used up, if the present order goes on; `never`: not by `until`.
Uptime next_news(const Battery&, const BatteryKind&, const Motor&, Uptime now, Uptime until);
bool is_sound(const BatteryKind&);
bool is_sound(const Battery&, const BatteryKind&, const Motor&, Uptime now);

}  // namespace ipt
