#pragma once
#include "pump_sim/port/standing_order.hpp"

// Inside of the port: what the evaluation of an order and its inverse share.
namespace ipt {

/// carry + base + periodic + bolus from `since` to `t`, not reduced.
ExactSum sum_asked(const StandingOrder&, Uptime t);
/// What would be asked in `span` ms if everything went on as it flows at `t`.
ExactSum sum_of_slopes(const StandingOrder&, Uptime t, std::int64_t span);
/// The step that holds at this time of the week. The flow must have steps.
const FlowStep& step_at(const BaseFlow&, Milliseconds time_of_week);
/// Since Monday 00:00 of the pump clock.
Milliseconds time_in_week(const StandingOrder&, Uptime t);

}  // namespace ipt
