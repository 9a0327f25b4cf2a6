#include "tools/endurance/asked.hpp"

#include <algorithm>
#include <vector>

#include "common/check.hpp"

namespace ipt {
namespace {

constexpr std::int64_t strongest = 2'000'000;  // ng/mL
constexpr std::int64_t nanolitres_a_millilitre = 1'000'000;

/// Units a millisecond.
Wide speed(DoseRate dose, Concentration c) {
  IPT_CHECK(strongest % c.value == 0);
  return static_cast<Wide>(dose.value) * 5 * (strongest / c.value);
}
Wide units_of(Nanograms dose, Concentration c) { return static_cast<Wide>(dose.value) * nanolitres_a_millilitre * (Asked::a_nanolitre / c.value); }

Asked exactly(Wide units) { return {units, units}; }
Asked operator+(Asked a, Asked b) { return {a.least + b.least, a.most + b.most}; }
Asked operator-(Asked a, Asked b) { return {a.least - b.most, a.most - b.least}; }

/// Of a dose that takes `duration`, after `elapsed` of it.
Asked part_of(Wide dose, Milliseconds elapsed, Milliseconds duration) {
  const std::int64_t done = std::clamp<std::int64_t>(elapsed.count(), 0, duration.count());
  const Wide whole = dose * done / duration.count();
  return {whole, whole * duration.count() == dose * done ? whole : whole + 1};
}

/// As a week is read: each step holds until the next, the last one round to the first.
Wide asked_by_week(const Flex& flex, Concentration c, Milliseconds since_a_monday) {
  std::vector<std::pair<std::int64_t, Wide>> steps;
  for (const auto& step : flex.steps) steps.emplace_back((step.weekday - 1) * one_day.count() + step.time_of_day.count(), speed(step.dose, c));
  std::sort(steps.begin(), steps.end());
  const auto up_to = [&](std::int64_t in_week) {
    Wide sum = steps.back().second * std::min(in_week, steps.front().first);
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const std::int64_t end = i + 1 < steps.size() ? steps[i + 1].first : one_week.count();
      if (in_week > steps[i].first) sum += steps[i].second * (std::min(in_week, end) - steps[i].first);
    }
    return sum;
  };
  return up_to(one_week.count()) * (since_a_monday / one_week) + up_to((since_a_monday % one_week).count());
}

struct AskedByProgram {
  const Firmware& pump;
  const FirmwareSettings& settings;
  Uptime from, to;

  [[nodiscard]] Wide span() const { return (to - from).count(); }
  [[nodiscard]] Concentration concentration() const { return pump.in_force.program.concentration; }

  Asked operator()(const MinimumRate&) const { return exactly(static_cast<Wide>(settings.capabilities.minimum_rate.value) * (Asked::a_nanolitre / one_day.count()) * span()); }
  Asked operator()(const SimpleContinuous& simple) const { return exactly(speed(simple.dose, concentration()) * span()); }
  Asked operator()(const Flex& flex) const {
    constexpr Milliseconds thursday = one_day * 3;  // 1 January 1970
    const auto by = [&](Uptime t) { return asked_by_week(flex, concentration(), clock_at(pump, t).time_since_epoch() + thursday); };
    return exactly(by(to) - by(from));
  }
  Asked operator()(const PeriodicBolus& periodic) const {
    const Wide dose = units_of(periodic.dose, concentration());
    const auto by = [&](Uptime t) -> Asked {
      const Milliseconds on_grid = t - *pump.in_force.anchor;
      const std::int64_t windows = on_grid / periodic.interval - pump.in_force.first_window;
      if (on_grid < Milliseconds{0} || windows < 0) return {};
      return exactly(dose * windows) + part_of(dose, on_grid % periodic.interval, periodic.duration);
    };
    return exactly(periodic.basal.value > 0 ? speed(periodic.basal, concentration()) * span() : 0) + (by(to) - by(from));
  }
};

}  // namespace

Asked asked_between(const Firmware& pump, const FirmwareSettings& settings, Uptime from, Uptime to) {
  if (is_stopped(pump)) return {};
  Asked asked = std::visit(AskedByProgram{pump, settings, from, to}, pump.in_force.program.delivery);
  if (pump.bolus) {
    const auto& bolus = *pump.bolus;
    const Uptime start = bolus.ends - bolus.duration;
    const Wide dose = (static_cast<Wide>(bolus.volume.whole) * bolus.volume.parts + bolus.volume.part) * Asked::a_nanolitre / bolus.volume.parts;
    asked = asked + (part_of(dose, to - start, bolus.duration) - part_of(dose, from - start, bolus.duration));
  }
  return asked;
}

}  // namespace ipt
