#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "common/therapy.hpp"
#include "common/time.hpp"
#include "common/units.hpp"
#include "pump_sim/port/exact.hpp"

/// What firmware leaves with the motor, and the world obeys. Data only: no value here is ever updated as time passes;
/// every question is answered from the order and the instant, so one leap equals any slicing.
namespace ipt {

/// A rate from a time of the week on.
struct FlowStep {
  Milliseconds from{};      ///< since Monday 00:00 of the pump clock
  std::int64_t rate = 0;    ///< nanolitres a millisecond, times BaseFlow::per
  std::int64_t before = 0;  ///< what the week has asked by `from`, nanolitres times BaseFlow::per
  bool operator==(const FlowStep&) const = default;
};

/// The flow that repeats every week of the pump clock. No steps: no flow. Otherwise the first step starts at 0 and
/// the steps ascend; a constant flow is one step. Make it with the functions below: rates and `per` share no factor.
struct BaseFlow {
  std::vector<FlowStep> steps;
  std::int64_t week = 0;  ///< what a whole week asks, nanolitres times `per`
  std::int64_t per = 1;
  bool operator==(const BaseFlow&) const = default;
};
/// dose ÷ concentration: nL/ms = dose × 5 ÷ (432 × concentration), an exact ratio. Dose up to 10^9 ng/day.
BaseFlow constant_flow(DoseRate dose, Concentration concentration);
/// A plain volume rate, up to 10^10 nL/day.
BaseFlow constant_flow(FlowRate rate);
/// Steps in any order; a weekday without a step goes on with the rate before it, round the week.
BaseFlow weekly_flow(const std::vector<FlexStep>& steps, Concentration concentration);
/// For reading an order back: only `from` and `rate` of the steps are read, the sums are made again. Absent when the
/// numbers make no flow.
std::optional<BaseFlow> flow_from_steps(std::vector<FlowStep> steps, std::int64_t per);

/// A volume at even speed through each window [start, start + duration), the starts `interval` apart.
struct PeriodicFlow {
  Exact volume;             ///< of each dose
  Milliseconds duration{};  ///< 1 ms to a day, and not above the interval
  Milliseconds interval{};
  Uptime anchor{};                ///< start of window 0
  std::int64_t first_window = 0;  ///< the first that delivers: after a resume, a window already begun is skipped
  bool operator==(const PeriodicFlow&) const = default;
};

/// A volume once at even speed through [start, start + duration), on top of the base.
struct BolusFlow {
  Exact volume;
  Uptime start{};
  Milliseconds duration{};  ///< 1 ms to a day
  bool operator==(const BolusFlow&) const = default;
};

/// Halted: no base, no periodic, no bolus. What is owed then waits.
struct StandingOrder {
  Uptime since{};              ///< when this order was given
  Exact carry;                 ///< owed at `since` by the orders before it: less than one stroke
  Nanolitres stroke;           ///< moved by one stroke; zero only in an order that asks nothing
  Milliseconds clock_offset{};  ///< pump clock = uptime + offset: where the week of `base` starts
  BaseFlow base;
  std::optional<PeriodicFlow> periodic;
  std::optional<BolusFlow> bolus;
  bool operator==(const StandingOrder&) const = default;
};

/// Whether every figure is in the range for which no sum below can overflow. The functions below take sound orders and
/// an instant not before `since` nor more than 1,000 years after it.
bool is_sound(const StandingOrder&);

/// Owed at `since` plus all asked from then to `t`.
Exact asked(const StandingOrder&, Uptime t);
/// Strokes made from `since` to `t`, the instant `t` included: floor(asked ÷ stroke). A stroke is made when it is fully
/// owed, never before.
Strokes strokes(const StandingOrder&, Uptime t);
/// What is asked but not yet a whole stroke at `t`: the carry of the next order.
Exact owed(const StandingOrder&, Uptime t);
/// The first whole millisecond at which `n` strokes of this order are made; `since` for n <= 0; `never` when that is
/// more than 20 years after `since`. Exact, in a bounded number of steps whatever the span.
Uptime time_of_stroke(const StandingOrder&, Strokes n);
/// The flow from `t` on (until the next change), rounded down: for show.
FlowRate rate_at(const StandingOrder&, Uptime t);

/// Asked by the single bolus from its start to `t`, whole strokes only. Zero without one.
Nanolitres bolus_delivered(const StandingOrder&, Uptime t);
/// Asked by the window of the periodic dose that runs at `t`, or by the last one before it; whole strokes only.
Nanolitres periodic_delivered(const StandingOrder&, Uptime t);
/// Start of the window under way at `t`, if one is.
std::optional<Uptime> window_under_way(const PeriodicFlow&, Uptime t);
/// The index of the first window that starts at or after `t`: what `first_window` is after a resume at `t`.
std::int64_t next_window(const PeriodicFlow&, Uptime t);

}  // namespace ipt
