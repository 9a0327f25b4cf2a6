#include "pump_sim/port/standing_order.hpp"

#include <algorithm>

#include "pump_sim/port/terms.hpp"

namespace ipt {
namespace {

/// A thousand years: the longest span of one order. No pump lives so long, but a clock may be advanced by hand.
constexpr Milliseconds longest_span = Days{1'000 * 366};
/// 1970-01-01, where pump clocks count from, was a Thursday; weeks start on Monday.
constexpr Milliseconds monday_to_thursday = one_day * 3;
/// Instants and offsets up to some 30,000 years: their sums stay far below 2^63 ms.
constexpr std::int64_t largest_time = 1'000'000'000'000'000;

bool in_range(Milliseconds time) { return time.count() >= -largest_time && time.count() <= largest_time; }
bool in_range(Uptime time) { return time.time_since_epoch().count() >= 0 && in_range(time.time_since_epoch()); }

/// A dose that one order can move: up to 10^9 ng of the thinnest drug. Its fraction has at most 10^8 parts, so that
/// parts × duration fits in 53 bits.
bool is_sound_dose(const Exact& volume) {
  return is_sound(volume) && volume.whole <= 1'000'000'000'000'000 && volume.parts <= 100'000'000;
}
bool is_sound_duration(Milliseconds duration) { return duration > Milliseconds{0} && duration <= one_day; }

/// Since Monday 00:00 of the pump clock.
std::int64_t time_of_week(const StandingOrder& order, Uptime t) {
  const std::int64_t since_monday = (t.time_since_epoch() + order.clock_offset + monday_to_thursday).count() % one_week.count();
  return since_monday < 0 ? since_monday + one_week.count() : since_monday;
}

/// What the base asks from Monday 00:00 to this time of the week, times `per`.
std::int64_t asked_by(const BaseFlow& base, std::int64_t time) {
  const FlowStep& step = step_at(base, Milliseconds{time});
  return step.before + step.rate * (time - step.from.count());
}

/// What the base asks from `since` to `t`, times `per`.
Wide base_asked(const StandingOrder& order, Uptime t) {
  const BaseFlow& base = order.base;
  const std::int64_t span = (t - order.since).count();
  if (base.steps.empty()) return 0;
  if (base.steps.size() == 1) return static_cast<Wide>(base.steps.front().rate) * span;
  const std::int64_t start = time_of_week(order, order.since);
  const std::int64_t end = start + span;
  const std::int64_t weeks = end / one_week.count();
  return static_cast<Wide>(base.week) * weeks + asked_by(base, end - weeks * one_week.count()) - asked_by(base, start);
}

/// How long the windows from `first_window` on have flowed by `t`.
std::int64_t windows_flowed(const PeriodicFlow& periodic, Uptime t) {
  const std::int64_t elapsed = (t - periodic.anchor).count() - periodic.first_window * periodic.interval.count();
  if (elapsed <= 0) return 0;
  const std::int64_t begun = elapsed / periodic.interval.count();
  return begun * periodic.duration.count() + std::min(elapsed % periodic.interval.count(), periodic.duration.count());
}

/// How long the bolus has flowed by `t`.
std::int64_t bolus_flowed(const BolusFlow& bolus, Uptime t) {
  return std::clamp<std::int64_t>((t - bolus.start).count(), 0, bolus.duration.count());
}

/// Adds volume × flowed ÷ duration.
void add_share(ExactSum& sum, const Exact& volume, std::int64_t flowed, Milliseconds duration) {
  if (flowed == 0) return;
  sum.add((static_cast<Wide>(volume.whole) * volume.parts + volume.part) * flowed, volume.parts * duration.count());
}

Nanolitres whole_strokes(Nanolitres volume, Nanolitres stroke) {
  return stroke.value > 0 ? stroke * (volume / stroke) : Nanolitres{};
}

}  // namespace

const FlowStep& step_at(const BaseFlow& base, Milliseconds time_of_week) {
  const auto after = std::upper_bound(base.steps.begin(), base.steps.end(), time_of_week,
                                      [](Milliseconds time, const FlowStep& step) { return time < step.from; });
  return *std::prev(after);
}

Milliseconds time_in_week(const StandingOrder& order, Uptime t) { return Milliseconds{time_of_week(order, t)}; }

ExactSum sum_asked(const StandingOrder& order, Uptime t) {
  IPT_CHECK(t >= order.since && t - order.since <= longest_span);
  ExactSum sum(order.carry);
  sum.add(base_asked(order, t), order.base.per);
  if (order.periodic) {
    const std::int64_t flowed = windows_flowed(*order.periodic, t) - windows_flowed(*order.periodic, order.since);
    add_share(sum, order.periodic->volume, flowed, order.periodic->duration);
  }
  if (order.bolus) {
    const std::int64_t flowed = bolus_flowed(*order.bolus, t) - bolus_flowed(*order.bolus, order.since);
    add_share(sum, order.bolus->volume, flowed, order.bolus->duration);
  }
  return sum;
}

ExactSum sum_of_slopes(const StandingOrder& order, Uptime t, std::int64_t span) {
  ExactSum sum;
  if (!order.base.steps.empty()) {
    sum.add(static_cast<Wide>(step_at(order.base, time_in_week(order, t)).rate) * span, order.base.per);
  }
  if (order.periodic && window_under_way(*order.periodic, t)) {
    add_share(sum, order.periodic->volume, span, order.periodic->duration);
  }
  if (order.bolus && t >= order.bolus->start && t < order.bolus->start + order.bolus->duration) {
    add_share(sum, order.bolus->volume, span, order.bolus->duration);
  }
  return sum;
}

bool is_sound(const StandingOrder& order) {
  if (!in_range(order.since) || !in_range(order.clock_offset) || !is_sound(order.carry)) return false;
  if (order.stroke.value < 0 || order.stroke.value > 1'000'000'000) return false;
  const bool asks = !order.base.steps.empty() || order.periodic || order.bolus || order.carry != Exact{};
  if (asks && (order.stroke.value == 0 || order.carry.whole >= order.stroke.value)) return false;
  if (flow_from_steps(order.base.steps, order.base.per) != order.base) return false;
  if (const auto& periodic = order.periodic) {
    if (!is_sound_dose(periodic->volume) || !is_sound_duration(periodic->duration)) return false;
    if (periodic->interval < periodic->duration || !in_range(periodic->interval) || !in_range(periodic->anchor)) return false;
    if (periodic->first_window < 0 || periodic->first_window > largest_time / periodic->interval.count()) return false;
  }
  if (const auto& bolus = order.bolus) {
    if (!is_sound_dose(bolus->volume) || !is_sound_duration(bolus->duration) || !in_range(bolus->start)) return false;
  }
  return true;
}

Exact asked(const StandingOrder& order, Uptime t) { return sum_asked(order, t).reduced(); }

Strokes strokes(const StandingOrder& order, Uptime t) {
  if (order.stroke.value == 0) return Strokes{0};
  const Wide made = sum_asked(order, t).whole() / order.stroke.value;
  IPT_CHECK(made <= INT64_MAX);
  return Strokes{static_cast<std::int64_t>(made)};
}

Exact owed(const StandingOrder& order, Uptime t) {
  if (order.stroke.value == 0) return {};
  Exact rest = asked(order, t);
  rest.whole %= order.stroke.value;
  return rest;
}

FlowRate rate_at(const StandingOrder& order, Uptime t) {
  return FlowRate{sum_of_slopes(order, t, one_day.count()).reduced().whole};
}

Nanolitres bolus_delivered(const StandingOrder& order, Uptime t) {
  if (!order.bolus) return {};
  ExactSum sum;
  add_share(sum, order.bolus->volume, bolus_flowed(*order.bolus, t), order.bolus->duration);
  return whole_strokes(floor(sum.reduced()), order.stroke);
}

Nanolitres periodic_delivered(const StandingOrder& order, Uptime t) {
  if (!order.periodic) return {};
  const PeriodicFlow& periodic = *order.periodic;
  const std::int64_t elapsed = (t - periodic.anchor).count() - periodic.first_window * periodic.interval.count();
  if (elapsed <= 0) return {};
  ExactSum sum;
  add_share(sum, periodic.volume, std::min(elapsed % periodic.interval.count(), periodic.duration.count()), periodic.duration);
  return whole_strokes(floor(sum.reduced()), order.stroke);
}

std::optional<Uptime> window_under_way(const PeriodicFlow& periodic, Uptime t) {
  const Uptime first = periodic.anchor + periodic.first_window * periodic.interval;
  if (t < first) return std::nullopt;
  const Milliseconds into = (t - first) % periodic.interval;
  return into < periodic.duration ? std::optional(t - into) : std::nullopt;
}

std::int64_t next_window(const PeriodicFlow& periodic, Uptime t) {
  if (t <= periodic.anchor) return 0;
  const std::int64_t elapsed = (t - periodic.anchor).count();
  return (elapsed + periodic.interval.count() - 1) / periodic.interval.count();
}

}  // namespace ipt
