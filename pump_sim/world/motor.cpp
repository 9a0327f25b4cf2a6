#include "pump_sim/world/motor.hpp"

#include <algorithm>

namespace ipt {
namespace {

/// [from, to)
struct Span {
  Uptime from = never;
  Uptime to = never;
};

constexpr Milliseconds longest = std::chrono::hours(24) * 366;

/// The stall of the plan that holds at `t`, or held last before it; none before the first.
std::optional<Span> planned(const StallPlan& plan, Uptime t) {
  if (t < plan.first) return {};
  const std::int64_t n = std::min((t - plan.first) / plan.interval, plan.count - 1);
  const Uptime from = plan.first + plan.interval * n;
  return Span{from, from + plan.lasts};
}

/// Calls `look` with every stall that could hold at `t`.
template <class Look>
void each_cause(const Motor& motor, Uptime t, Look look) {
  if (motor.stalled_since) look(Span{*motor.stalled_since, never});
  if (motor.shorted_since) look(Span{*motor.shorted_since, never});
  if (motor.field) look(Span{motor.field->since, motor.field->turns_again.value_or(never)});
  if (motor.plan) {
    if (const auto span = planned(*motor.plan, t)) look(*span);
  }
}

bool holds(const Span& span, Uptime t) { return span.from <= t && t < span.to; }

}  // namespace

std::optional<Uptime> standing_since(const Motor& motor, Uptime t) {
  std::optional<Uptime> since;
  each_cause(motor, t, [&](const Span& span) {
    if (holds(span, t)) since = std::min(since.value_or(never), span.from);
  });
  // One cause may have begun while another held: then the motor has not turned in between. Each round goes back by a
  // whole stall at least, and a plan has few enough of them.
  for (bool earlier = since.has_value(); earlier;) {
    earlier = false;
    const Uptime before = *since - Milliseconds(1);
    each_cause(motor, before, [&](const Span& span) {
      if (span.from < *since && span.to >= *since) since = span.from, earlier = true;
    });
  }
  return since;
}

Uptime next_turn(const Motor& motor, Uptime t) {
  const bool stands = standing_since(motor, t).has_value();
  for (Uptime at = t;;) {
    Uptime next = never;
    const auto consider = [&](Uptime edge) {
      if (edge > at) next = std::min(next, edge);
    };
    each_cause(motor, at, [&](const Span& span) {
      consider(span.from);
      consider(span.to);
    });
    if (motor.plan) {
      const auto& plan = *motor.plan;
      if (at < plan.first) consider(plan.first);
      else if (const std::int64_t n = (at - plan.first) / plan.interval + 1; n < plan.count) consider(plan.first + plan.interval * n);
    }
    if (next == never || standing_since(motor, next).has_value() != stands) return next;
    at = next;
  }
}

Strokes strokes_driven(const Motor& motor, Uptime t) { return motor.strokes_before + strokes(motor.order, t); }

bool is_sound_standing(const Motor& motor, Uptime now) {
  const auto begun = [&](const std::optional<Uptime>& since) { return !since || (*since >= Uptime{} && *since <= now); };
  const bool field = !motor.field || (motor.field->since >= Uptime{} && motor.field->since <= now && motor.field->turns_again.value_or(never) >= motor.field->since);
  const auto& plan = motor.plan;
  const bool planned = !plan || (plan->first >= Uptime{} && plan->first <= now && plan->count >= 1 && plan->count <= 1'000 && plan->lasts.count() >= 1 &&
                                 plan->lasts <= plan->interval && plan->interval <= longest);
  return begun(motor.stalled_since) && begun(motor.shorted_since) && field && planned;
}

}  // namespace ipt
