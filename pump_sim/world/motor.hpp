#pragma once
#include <cstdint>
#include <optional>

#include "common/time.hpp"
#include "pump_sim/port/standing_order.hpp"

// What makes the motor stand still, and until when: instants and lengths, so that nothing ticks.
namespace ipt {

/// The rotor sticks `count` times, each for `lasts`; the starts lie `interval` apart.
struct StallPlan {
  Uptime first{};
  std::int64_t count = 0;   ///< 1 to 1,000
  Milliseconds lasts{};     ///< 1 ms to a year, and not above the interval
  Milliseconds interval{};  ///< at most a year
  bool operator==(const StallPlan&) const = default;
};

/// In a magnetic field the rotor stands; out of it it may take its time to turn again.
struct Field {
  Uptime since{};
  std::optional<Uptime> turns_again;  ///< absent: still in the field
  bool operator==(const Field&) const = default;
};

/// Obeys the standing order. A stalled or dry motor goes on turning: its strokes are counted and move nothing.
struct Motor {
  StandingOrder order;
  Strokes strokes_before;                 ///< driven by earlier orders
  Strokes strokes_settled;                ///< of this order, already turned into flow by `advance`
  std::int64_t accuracy_ppm = 1'000'000;  ///< what a stroke really moves, in millionths of what it should
  std::int64_t millionths = 0;            ///< of a nanolitre: moved in part, not yet a whole one
  std::optional<Uptime> stalled_since;    ///< for good, until hands free it
  std::optional<Uptime> shorted_since;    ///< a feedthrough is short: no current reaches the motor
  std::optional<Field> field;
  std::optional<StallPlan> plan;
  bool operator==(const Motor&) const = default;
};

/// Since when, without a break, the motor has been standing at `t`; absent: it turns. A stall is [start, end): at its end
/// the motor is free, and the strokes of (start, end] moved nothing.
std::optional<Uptime> standing_since(const Motor&, Uptime t);
/// The first instant after `t` at which the motor begins to stand or to turn by itself; or never.
Uptime next_turn(const Motor&, Uptime t);
/// All strokes driven up to `t`, since the pump was made.
Strokes strokes_driven(const Motor&, Uptime t);
/// Whether the figures of what makes it stand make sense at `now`; the order is not looked at.
bool is_sound_standing(const Motor&, Uptime now);

}  // namespace ipt
