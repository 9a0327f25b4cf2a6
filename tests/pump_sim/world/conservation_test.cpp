#include <doctest/doctest.h>

#include "tests/pump_sim/world/worlds.hpp"

using namespace ipt;
using namespace ipt::test;

namespace {

Place any_place(Dice& dice) { return dice.of({Place::out, Place::septum, Place::septum, Place::septum, Place::pocket}); }

/// Something that a pair of hands or the firmware does at this instant.
void any_act(World& world, Dice& dice, Uptime now) {
  switch (dice.between(0, 9)) {
    case 0:
      move_needle(world, any_place(dice), now);
      break;
    case 1:
      (void)withdraw(world, dice.one_in(2) ? std::nullopt : std::optional(Nanolitres{dice.of_any_size(0, 21'000'000)}), now);
      break;
    case 2:
    case 3:
      (void)inject(world, Nanolitres{dice.of_any_size(0, 21'000'000)}, dice.of({"baclofen", "saline"}),
                   Concentration{dice.of_any_size(0, 2'000'000)}, now);
      break;
    case 4:
      stall(world, dice.one_in(3), now);
      break;
    case 5:
      (void)set_accuracy(world, dice.between(400'000, 1'600'000), now);
      break;
    case 6:
      set_catheter(world, dice.of({Catheter::whole, Catheter::whole, Catheter::occluded, Catheter::off}), now);
      break;
    case 7:
      (void)leak(world, Nanolitres{dice.of_any_size(0, 21'000'000)}, now);
      break;
    default: {
      StandingOrder order = any_order(dice);
      const Milliseconds shift = now - order.since;
      order.since = now;
      order.stroke = world.hardware.stroke;
      order.carry = owed(world.motor.order, now);
      if (order.bolus) order.bolus->start += shift;
      if (order.periodic) order.periodic->anchor = now;
      set_order(world, order);
    }
  }
}

}  // namespace

TEST_CASE("whatever is done in whatever order, volume and drug add up, and how often one looks changes nothing") {
  for (std::uint64_t seed = 1; seed <= 1'500; ++seed) {
    INFO("seed ", seed);
    Dice dice(seed);
    Hardware hardware = ipt_20;
    hardware.stroke = Nanolitres{dice.of({100, 1'000, 2'500})};
    hardware.path = Nanolitres{dice.of({0, 1, 77'777, 338'000})};
    World world = fresh_world(hardware, Nanolitres{dice.of_any_size(0, 20'000'000)}, "baclofen", Concentration{dice.of_any_size(1, 2'000'000)});
    Dice looks(seed * 7 + 1);
    World watched = world;
    Uptime now{};
    for (int act = 0; act < 25; ++act) {
      const Uptime next = now + Milliseconds{dice.of_any_size(0, 40 * one_day.count())};
      Uptime glance = now;
      for (std::int64_t n = looks.between(0, 4); n > 0; --n) {
        glance += Milliseconds{looks.between(0, (next - glance).count())};
        if (looks.one_in(2)) {
          advance(watched, glance);
        } else {
          CHECK(adds_up(truth(watched, glance)));
        }
      }
      now = next;
      Dice same = dice;
      any_act(world, dice, now);
      any_act(watched, same, now);
      CHECK(is_sound(world));
      CHECK(watched == world);
      const Truth t = truth(world, now);
      CHECK(adds_up(t));
      CHECK(truth(watched, now) == t);
    }
    const Uptime end = now + 3 * 365 * one_day;
    CHECK(truth(watched, end) == truth(world, end));
    CHECK(truth(world, end).reservoir_nl >= 0_nL);
  }
}

TEST_CASE("each shown mass is within a nanogram of the truth, and nothing shows as nothing") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    INFO("seed ", seed);
    Dice dice(seed);
    World world = running_pump(DoseRate{dice.between(1'000, 900'000)});
    move_needle(world, Place::septum, Uptime{});
    (void)withdraw(world, Nanolitres{dice.between(0, 18'000'000)}, Uptime{});
    (void)inject(world, Nanolitres{dice.between(1, 2'000'000)}, "baclofen", Concentration{dice.between(1, 2'000'000)}, Uptime{});
    advance(world, at(Milliseconds{dice.between(0, 50'000'000'000)}));
    const Truth t = truth(world, world.now);
    const auto close = [](Nanograms shown, Amount so) {
      const std::int64_t off = shown.value * 1'000'000 - so.mass.value;
      return off > -1'000'000 && off < 1'000'000 && shown.value >= 0 && (so.mass.value != 0 || shown.value == 0);
    };
    CHECK(close(t.delivered_ng, world.totals.delivered));
    CHECK(close(t.withdrawn_ng, world.totals.withdrawn));
    CHECK(close(t.injected_ng, world.totals.injected));
    CHECK(close(t.reservoir_ng, amount(world.reservoir)));
    CHECK(close(t.pocket_ng, amount(world.pocket)));
  }
}
