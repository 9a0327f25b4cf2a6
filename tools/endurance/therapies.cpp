#include "tools/endurance/therapies.hpp"

#include <algorithm>
#include <set>

#include "common/wide.hpp"

namespace ipt {
namespace {

constexpr std::int64_t nanolitres_a_millilitre = 1'000'000;

/// Mostly a therapy's flow; now and then the fastest that the pump can do, or slower than it can.
DoseRate any_dose(Dice& dice, const Capabilities& pump, Concentration c) {
  const std::int64_t slow = pump.minimum_flow.value;
  const std::int64_t flow = dice.percent(3)   ? dice.between(slow / 2, slow)
                            : dice.percent(2) ? dice.between(slow, pump.maximum_flow.value + slow)
                                              : dice.between(slow, slow * 6);
  return DoseRate(std::max<std::int64_t>(multiply_divide(flow, c.value, nanolitres_a_millilitre), 1));
}

Flex any_week(Dice& dice, const Capabilities& pump, Concentration c) {
  Flex flex;
  std::set<std::int64_t> starts;
  for (std::int64_t steps = dice.between(1, 12); steps > 0; --steps) starts.insert(dice.between(0, one_week.count() - 1));
  for (const std::int64_t start : starts) {
    const auto weekday = static_cast<std::uint32_t>(1 + start / one_day.count());
    flex.steps.push_back({weekday, Milliseconds(start % one_day.count()), any_dose(dice, pump, c)});
  }
  return flex;
}

PeriodicBolus any_periodic(Dice& dice, const Capabilities& pump, Concentration c) {
  PeriodicBolus periodic;
  periodic.duration = dice.between(Milliseconds{60'000}, one_day / 4);
  periodic.interval = periodic.duration + dice.between(Milliseconds{0}, one_day);
  periodic.dose = Nanograms(std::max<std::int64_t>(multiply_divide(any_dose(dice, pump, c).value, periodic.duration.count(), one_day.count()), 1));
  if (dice.percent(60)) periodic.basal = any_dose(dice, pump, c);
  return periodic;
}

}  // namespace

Program any_program(Dice& dice, const Capabilities& pump, Concentration c) {
  switch (dice.between(1, 8)) {
    case 1: return {c, MinimumRate{}};
    case 2:
    case 3: return {c, any_periodic(dice, pump, c)};
    case 4:
    case 5: return {c, any_week(dice, pump, c)};
    default: return {c, SimpleContinuous{any_dose(dice, pump, c)}};
  }
}

SingleBolus any_bolus(Dice& dice, const Capabilities& pump, Concentration c) {
  const Milliseconds duration = dice.between(Milliseconds{30'000}, one_day / 2);
  const DoseRate speed = any_dose(dice, pump, c);
  return {Nanograms(std::max<std::int64_t>(multiply_divide(speed.value * dice.between(1, 8), duration.count(), one_day.count()), 1)), duration, c};
}

Concentration any_concentration(Dice& dice, const Capabilities& pump) { return dice.of(dice.of(pump.drugs).concentrations); }

TherapyOperation any_change(Dice& dice, const Firmware& firmware, const FirmwareSettings& settings) {
  const Capabilities& pump = settings.capabilities;
  const Concentration c = dice.percent(97) ? firmware.reservoir.concentration : any_concentration(dice, pump);
  const auto mode_after = dice.of<ModeAfter>({ModeAfter::unchanged, ModeAfter::unchanged, ModeAfter::running, ModeAfter::running, ModeAfter::stopped});
  if (is_stopped(firmware) && dice.percent(50)) return {pump.serial, ModeAfter::running, Resume{}};
  switch (dice.between(1, 10)) {
    case 1: {
      const Milliseconds forward = dice.between(-one_day * 2, one_day * 2);
      return {pump.serial, ModeAfter::unchanged, SetClock{clock_at(firmware, firmware.now) + forward}};
    }
    case 2: {
      const Nanolitres level(dice.between(pump.capacity.value / 50, pump.capacity.value / 4));
      return {pump.serial, ModeAfter::unchanged, AlarmSettings{level, static_cast<std::uint32_t>(dice.between(0, 20))}};
    }
    case 3:
    case 4:
    case 5:
    case 6: return {pump.serial, dice.percent(90) ? ModeAfter::unchanged : mode_after, any_bolus(dice, pump, c)};
    default: return {pump.serial, mode_after, any_program(dice, pump, c)};
  }
}

}  // namespace ipt
