#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

#include "tests/pump_sim/port/orders.hpp"

using namespace ipt;
using namespace ipt::test;

namespace {

constexpr Milliseconds one_ms{1};

/// A flow by the millisecond over one denominator, from the prescription itself: no closed form, nothing shared with
/// what it checks.
struct Prescription {
  std::vector<FlexStep> week;
  Nanograms dose, bolus_dose;
  Concentration concentration;
  Milliseconds duration{}, interval{}, bolus_start{}, bolus_duration{};

  /// Nanolitres times denominator in the millisecond from t.
  [[nodiscard]] Wide in_millisecond(Milliseconds t) const {
    const Milliseconds monday_based = (first_of_2026 + t + 3 * one_day) % one_week;
    DoseRate rate;
    Milliseconds best{-1};
    Milliseconds last{-1};
    for (const FlexStep& step : week) {
      const Milliseconds from = one_day * (step.weekday - 1) + step.time_of_day;
      if (from <= monday_based && from > best) { best = from; rate = step.dose; }
    }
    for (const FlexStep& step : week) {
      const Milliseconds from = one_day * (step.weekday - 1) + step.time_of_day;
      if (best < Milliseconds{0} && from > last) { last = from; rate = step.dose; }
    }
    Wide sum = static_cast<Wide>(rate.value) * 5 * duration.count() * bolus_duration.count();
    if (t % interval < duration) sum += static_cast<Wide>(dose.value) * 432'000'000 * bolus_duration.count();
    if (t >= bolus_start && t < bolus_start + bolus_duration) sum += static_cast<Wide>(bolus_dose.value) * 432'000'000 * duration.count();
    return sum;
  }
  [[nodiscard]] Wide denominator() const { return static_cast<Wide>(432) * concentration.value * duration.count() * bolus_duration.count(); }
};

}  // namespace

TEST_CASE("what is asked agrees with adding up every millisecond") {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    INFO("seed ", seed);
    Dice dice(seed);
    Prescription p;
    for (std::uint32_t minute = 0; minute < 10; ++minute) {  // Thursday, and a step on Friday that must not show
      if (!dice.one_in(3)) p.week.push_back({4, minutes{minute} + Milliseconds{dice.between(0, 59'999)}, DoseRate{dice.between(0, 900'000)}});
    }
    p.week.push_back({5, hours{1}, DoseRate{dice.between(1, 900'000)}});
    p.concentration = Concentration{dice.of({500'000, 2'000'000, 1'234'567})};
    p.dose = Nanograms{dice.between(1, 50'000)};
    p.duration = Milliseconds{dice.between(1, 50'000)};
    p.interval = p.duration + Milliseconds{dice.between(0, 60'000)};
    p.bolus_dose = Nanograms{dice.between(1, 100'000)};
    p.bolus_start = Milliseconds{dice.between(0, 300'000)};
    p.bolus_duration = Milliseconds{dice.between(1, 200'000)};
    StandingOrder order = order_of(weekly_flow(p.week, p.concentration), 100_nL);
    order.periodic = PeriodicFlow{exact_volume(p.dose, p.concentration), p.duration, p.interval, Uptime{}, 0};
    order.bolus = BolusFlow{exact_volume(p.bolus_dose, p.concentration), at(p.bolus_start), p.bolus_duration};
    REQUIRE(is_sound(order));
    Wide sum = 0;
    int wrong = 0;
    std::int64_t made = 0;
    for (Milliseconds t{0}; t < minutes{9}; t += one_ms) {
      if (asked(order, at(t)) != Exact::ratio(sum, p.denominator())) ++wrong;
      const auto whole = static_cast<std::int64_t>(sum / p.denominator());
      if (strokes(order, at(t)) != Strokes{whole / 100}) ++wrong;
      if (whole / 100 > made) {
        made = whole / 100;
        if (time_of_stroke(order, Strokes{made}) != at(t)) ++wrong;
      }
      sum += p.in_millisecond(t);
    }
    CHECK(wrong == 0);
    CHECK(made > 0);
  }
}

TEST_CASE("the time of a stroke is the first millisecond at which it is made") {
  for (std::uint64_t seed = 1; seed <= 4'000; ++seed) {
    INFO("seed ", seed);
    Dice dice(seed);
    const StandingOrder order = any_order(dice);
    REQUIRE(is_sound(order));
    const Uptime horizon = order.since + 20 * 365 * one_day + 5 * one_day;
    const Strokes most = strokes(order, horizon);
    for (int i = 0; i < 8; ++i) {
      const Strokes n{dice.of_any_size(1, most.value + 2)};
      INFO("stroke ", n.value, " of ", most.value);
      const Uptime t = time_of_stroke(order, n);
      CHECK((t == never) == (n > most));
      if (t == never) continue;
      CHECK(strokes(order, t) >= n);
      CHECK((t == order.since || strokes(order, t - one_ms) < n));
    }
  }
}

TEST_CASE("one leap of seven years equals any slicing of it, with a new order at every slice") {
  for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
    INFO("seed ", seed);
    Dice dice(seed);
    const StandingOrder leap = any_order(dice);
    const Uptime end = leap.since + 7 * 365 * one_day;
    StandingOrder sliced = leap;
    Strokes made{0};
    const std::int64_t longest = dice.of_any_size(100'000'000, 7 * 365 * one_day.count());
    bool rounded = false;  // denominators beyond 62 bits: documented, and it may cost 2^-40 nL a slice
    while (sliced.since < end) {
      const Uptime now = std::min(end, sliced.since + Milliseconds{dice.of_any_size(0, longest) + 1});
      made += strokes(sliced, now);
      const Exact carry = owed(sliced, now);
      rounded = rounded || carry.parts % (std::int64_t{1} << 30) == 0 || carry.parts > (std::int64_t{1} << 50);
      sliced.carry = carry;
      sliced.since = now;
    }
    if (rounded) {
      CHECK(made <= strokes(leap, end));
      CHECK(made + Strokes{1} >= strokes(leap, end));
    } else {
      CHECK(made == strokes(leap, end));
      CHECK(sliced.carry == owed(leap, end));
    }
  }
}

TEST_CASE("strokes never go back and the flow shown is what a day asks when nothing changes") {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    INFO("seed ", seed);
    Dice dice(seed);
    StandingOrder order = any_order(dice);
    Uptime t = order.since;
    for (int i = 0; i < 50; ++i) {
      const Uptime later = t + Milliseconds{dice.of_any_size(0, 3'000'000'000)};
      CHECK(asked(order, t) <= asked(order, later));
      t = later;
    }
    order.periodic.reset();
    order.bolus.reset();
    if (order.base.steps.size() > 1) order.base.steps.clear();
    order.carry = {};
    CHECK(rate_at(order, order.since).value == asked(order, order.since + one_day).whole);
  }
}
