#pragma once
#include <ostream>
#include <random>

#include "pump_sim/port/standing_order.hpp"

// Orders to test with, and words for doctest.
namespace ipt {

inline std::ostream& operator<<(std::ostream& out, const Exact& e) { return out << e.whole << "+" << e.part << "/" << e.parts << " nL"; }
template <class Unit>
std::ostream& operator<<(std::ostream& out, Quantity<Unit> q) { return out << q.value; }

}  // namespace ipt

namespace ipt::test {

using std::chrono::hours;
using std::chrono::minutes;

constexpr Uptime at(Milliseconds t) { return Uptime{t}; }
/// A fresh pump's clock: 2026-01-01T00:00, a Thursday.
inline constexpr Milliseconds first_of_2026 =
    std::chrono::local_days{std::chrono::year{2026} / 1 / 1}.time_since_epoch();

inline StandingOrder order_of(BaseFlow base, Nanolitres stroke = 1_uL) {
  StandingOrder order;
  order.stroke = stroke;
  order.clock_offset = first_of_2026;
  order.base = std::move(base);
  return order;
}

/// Seeded; the seed is told by whoever asks.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::int64_t between(std::int64_t low, std::int64_t high) { return std::uniform_int_distribution<std::int64_t>(low, high)(engine_); }
  bool one_in(std::int64_t n) { return between(1, n) == 1; }
  template <class T>
  T of(std::initializer_list<T> choices) { return *(choices.begin() + between(0, static_cast<std::int64_t>(choices.size()) - 1)); }
  /// Small numbers as likely as large ones.
  std::int64_t of_any_size(std::int64_t low, std::int64_t high) {
    std::int64_t top = low;
    while (top < high && !one_in(12)) top = top > high / 8 ? high : (top + 1) * 8;
    return between(low, std::min(top, high));
  }

 private:
  std::mt19937_64 engine_;
};

inline std::vector<FlexStep> any_week(Dice& dice) {
  std::vector<FlexStep> steps;
  for (std::uint32_t day = 1; day <= 7; ++day) {
    if (dice.one_in(3)) continue;
    std::int64_t time = 0;
    for (std::int64_t n = dice.between(1, 13); n > 0; --n) {
      time += dice.one_in(4) && steps.empty() ? 0 : dice.between(1, 6'600'000);
      steps.push_back({day, Milliseconds{time}, DoseRate{dice.one_in(5) ? 0 : dice.between(1, 2'000'000)}});
    }
  }
  return steps;
}

/// Anything that a programmer could ask and more.
inline StandingOrder any_order(Dice& dice) {
  const Concentration concentration{dice.one_in(2) ? dice.of({500'000, 1'000'000, 2'000'000}) : dice.of_any_size(1'000, 100'000'000)};
  StandingOrder order;
  order.since = at(Milliseconds{dice.of_any_size(0, 200'000'000'000)});
  order.stroke = Nanolitres{dice.of({100, 250, 1'000, 2'500})};
  order.carry = Exact::ratio(static_cast<Wide>(dice.between(0, order.stroke.value - 1)) * 8'640 + dice.between(0, 8'639), 8'640);
  order.clock_offset = Milliseconds{dice.between(-1'000'000'000'000, 2'000'000'000'000)};
  switch (dice.between(0, 4)) {
    case 0: break;
    case 1: order.base = constant_flow(FlowRate{dice.of_any_size(1, 24'000'000)}); break;
    case 2: order.base = constant_flow(DoseRate{dice.of_any_size(1, 2'000'000)}, concentration); break;
    default: order.base = weekly_flow(any_week(dice), concentration);
  }
  if (dice.one_in(3)) {
    const Milliseconds duration{dice.of_any_size(1'000, one_day.count())};
    order.periodic = PeriodicFlow{exact_volume(Nanograms{dice.between(1, 500'000)}, concentration), duration,
                                  duration + Milliseconds{dice.of_any_size(0, 3 * one_day.count())},
                                  order.since - Milliseconds{dice.of_any_size(0, order.since.time_since_epoch().count())},
                                  dice.of_any_size(0, 1'000)};
  }
  if (dice.one_in(3)) {
    order.bolus = BolusFlow{dice.one_in(2) ? exact_volume(Nanograms{dice.between(1, 500'000)}, concentration)
                                           : Exact::of(Nanolitres{dice.between(1, 400'000)}),
                            order.since + Milliseconds{dice.of_any_size(0, 4 * one_week.count())},
                            Milliseconds{dice.of_any_size(1, one_day.count())}};
  }
  return order;
}

}  // namespace ipt::test
