#include <algorithm>

#include "pump_sim/port/terms.hpp"

// The inverse of `strokes`. The bracket (low, high] that holds the answer is narrowed to one straight piece of the
// curve, first over the bolus, then over whole periods, then over the steps of one period; there the answer is a
// division. Every narrowing is decided by the same sum that `strokes` uses, so the two can not disagree.
namespace ipt {
namespace {

constexpr Milliseconds horizon = Days{20 * 365 + 5};

/// The first x in (low, high] with reached(x), given that high is reached and low is not; few steps if the guess is
/// near, at most two for each bit of the distance if it is not.
template <class Reached>
std::int64_t first_reached(std::int64_t low, std::int64_t high, std::int64_t guess, const Reached& reached) {
  guess = std::clamp(guess, low + 1, high);
  const bool below = reached(guess);
  (below ? high : low) = guess;
  for (std::int64_t stride = 1; high - low > 1; stride *= 2) {
    const std::int64_t probe = below ? high - stride : low + stride;
    if (probe <= low || probe >= high) break;
    const bool hit = reached(probe);
    (hit ? high : low) = probe;
    if (hit != below) break;
  }
  while (high - low > 1) {
    const std::int64_t middle = low + (high - low) / 2;
    (reached(middle) ? high : low) = middle;
  }
  return high;
}

class StrokeSearch {
 public:
  StrokeSearch(const StandingOrder& order, Wide target)
      : order_(order), target_(target), low_(order.since), high_(order.since + horizon) {}

  Uptime run() {
    if (reached(low_)) return low_;
    if (!reached(high_)) return never;
    if (order_.bolus) {
      cut(order_.bolus->start);
      cut(order_.bolus->start + order_.bolus->duration);
    }
    if (order_.base.steps.size() > 1) {
      narrow_to_period(one_week);
      narrow_to_step();
    }
    if (order_.periodic) {
      cut(order_.periodic->anchor + order_.periodic->first_window * order_.periodic->interval);
      narrow_to_period(order_.periodic->interval);
      narrow_to_window();
    }
    return solve_straight();
  }

 private:
  [[nodiscard]] bool reached(Uptime t) const { return sum_asked(order_, t).whole() >= target_; }

  void cut(Uptime t) {
    if (t <= low_ || t >= high_) return;
    (reached(t) ? high_ : low_) = t;
  }

  /// Whole periods from low on all ask the same, so the count is a division; the floors it is done with can be off.
  void narrow_to_period(Milliseconds period) {
    const std::int64_t periods = (high_ - low_) / period;
    if (periods == 0) return;
    const Uptime low = low_;
    const Uptime end = low + periods * period;
    if (!reached(end)) {
      low_ = end;
      return;
    }
    const Wide at_low = sum_asked(order_, low).whole();
    const Wide gain = sum_asked(order_, end).whole() - at_low;  // > 0: the target lies between
    const auto guess = static_cast<std::int64_t>((target_ - at_low) * periods / gain);
    const std::int64_t count =
        first_reached(0, periods, guess, [&](std::int64_t n) { return reached(low + n * period); });
    low_ = low + (count - 1) * period;
    high_ = std::min(high_, low + count * period);
  }

  /// Within a week at most: the steps after low, in the order in which they come.
  void narrow_to_step() {
    const auto& steps = order_.base.steps;
    const auto count = static_cast<std::int64_t>(steps.size());
    const Milliseconds start = time_in_week(order_, low_);
    const Uptime monday = low_ - start;
    const std::int64_t next = &step_at(order_.base, start) - steps.data() + 1;
    const auto time_of = [&](std::int64_t n) {  // the n-th step after low
      const std::int64_t index = next + n;
      return monday + steps[static_cast<std::size_t>(index % count)].from + (index / count) * one_week;
    };
    std::int64_t below = -1;
    std::int64_t above = count;
    while (above - below > 1) {
      const std::int64_t middle = below + (above - below) / 2;
      const Uptime t = time_of(middle);
      (t >= high_ || reached(t) ? above : below) = middle;
    }
    const Uptime high = above < count ? std::min(high_, time_of(above)) : high_;
    if (below >= 0) low_ = time_of(below);
    high_ = high;
  }

  /// Within an interval at most: the edges of the windows there.
  void narrow_to_window() {
    const PeriodicFlow& periodic = *order_.periodic;
    const std::int64_t index = std::max((low_ - periodic.anchor) / periodic.interval - 1, periodic.first_window);
    for (std::int64_t n = index; n < index + 4; ++n) {
      const Uptime start = periodic.anchor + n * periodic.interval;
      cut(start);
      cut(start + periodic.duration);
    }
  }

  /// low + ceil(missing ÷ slope), slope = p ÷ q, missing = w + a ÷ b; whole and broken part apart, or the product
  /// would not fit.
  Uptime solve_straight() {
    const Exact missing = Exact::of(Nanolitres{static_cast<std::int64_t>(target_)}) - asked(order_, low_);
    const Exact slope = sum_of_slopes(order_, low_, 1).reduced();
    const Wide p = static_cast<Wide>(slope.whole) * slope.parts + slope.part;
    const Wide q = slope.parts;
    std::int64_t guess = 1;
    if (p > 0) {
      const Wide broken = missing.part * q;
      const Wide whole = missing.whole * q + broken / missing.parts;
      const bool more = broken % missing.parts != 0;
      const Wide span = (whole + (more ? 1 : 0) + p - 1) / p;
      guess = static_cast<std::int64_t>(std::min<Wide>(span, (high_ - low_).count()));
    }
    const std::int64_t after = first_reached(0, (high_ - low_).count(), guess,
                                             [&](std::int64_t ms) { return reached(low_ + Milliseconds{ms}); });
    return low_ + Milliseconds{after};
  }

  const StandingOrder& order_;
  Wide target_;
  Uptime low_;   ///< not reached
  Uptime high_;  ///< reached
};

}  // namespace

Uptime time_of_stroke(const StandingOrder& order, Strokes n) {
  if (n.value <= 0) return order.since;
  const Wide target = static_cast<Wide>(n.value) * order.stroke.value;
  if (order.stroke.value == 0 || target > INT64_MAX) return never;
  return StrokeSearch(order, target).run();
}

}  // namespace ipt
