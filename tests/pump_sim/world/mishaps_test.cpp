// What befalls a pump: stalls of every cause, a battery that is used up, and that nothing of it ticks.
#include "pump_sim/world/mishaps.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/pump_sim/world/worlds.hpp"

using namespace ipt;
using namespace ipt::literals;
using namespace ipt::test;

namespace {

/// A nanoampere-hour a stroke, a hundred a day; low at 10,000 of 12,000.
Hardware with_battery() {
  Hardware hardware = ipt_20;
  hardware.battery = {12'000, 10'000, 1, 100};
  return hardware;
}

World with_a_battery(DoseRate dose = 120_ug_per_day) {
  World world = fresh_world(with_battery(), 20_mL, "baclofen", 2'000_ug_per_mL);
  run(world, dose, Uptime{});
  return world;
}

}  // namespace

TEST_CASE("in a magnetic field the rotor stands, and out of it turns again as late as it likes") {
  World world = running_pump();
  enter_field(world, at(hours{10}));
  // 60 strokes of a microlitre a day: 25 by the tenth hour, 32 by the thirteenth.
  CHECK(truth(world, at(hours{10})).delivered_nl == 25_uL);
  CHECK(next_event(world, at(hours{10})) == at(hours{10} + minutes{20}));
  CHECK(sense(world, at(hours{10} + minutes{20})).stalled);
  CHECK(leave_field(world, hours{2}, at(hours{11})).value() == at(hours{13}));
  CHECK(!leave_field(world, hours{2}, at(hours{11})));  // it is out
  CHECK(next_event(world, at(hours{11})) == at(hours{13}));
  CHECK(sense(world, at(hours{13}) - Milliseconds{1}).stalled);
  CHECK(!sense(world, at(hours{13})).stalled);
  CHECK(truth(world, at(hours{13})).delivered_nl == 25_uL);
  CHECK(truth(world, at(hours{13})).strokes == Strokes{32});
  CHECK(truth(world, at(hours{24})).delivered_nl == 53_uL);
  CHECK(adds_up(truth(world, at(hours{24}))));
}

TEST_CASE("stalls that follow each other without a gap are one to the detector, however short each is") {
  World world = running_pump();
  REQUIRE(stall_again_and_again(world, 5, minutes{10}, minutes{10}, at(hours{1})));
  CHECK(next_event(world, at(hours{1})) == at(hours{1} + minutes{20}));
  CHECK(sense(world, at(hours{1} + minutes{49})).stalled);
  CHECK(next_event(world, at(hours{1} + minutes{20})) == at(hours{1} + minutes{50}));
  CHECK(!sense(world, at(hours{1} + minutes{50})).stalled);
  World gaps = running_pump();
  REQUIRE(stall_again_and_again(gaps, 5, minutes{10}, minutes{10} + Milliseconds{1}, at(hours{1})));
  CHECK(next_event(gaps, at(hours{1})) == never);  // none is long enough to be noticed
}

TEST_CASE("back in the field before the rotor turned it is the same stall, and one afterwards another") {
  World world = running_pump();
  enter_field(world, at(hours{1}));
  REQUIRE(leave_field(world, hours{5}, at(hours{2})));
  enter_field(world, at(hours{3}));
  CHECK(sense(world, at(hours{3})).stalled);  // since the first hour
  REQUIRE(leave_field(world, Milliseconds{0}, at(hours{4})));
  CHECK(!sense(world, at(hours{4})).stalled);
  enter_field(world, at(hours{5}));
  CHECK(!sense(world, at(hours{5} + minutes{19})).stalled);
  CHECK(next_event(world, at(hours{5})) == at(hours{5} + minutes{20}));
  CHECK(!leave_field(world, one_day * 31, at(hours{6})));
}

TEST_CASE("stalls that come and go are noticed when they last longer than the detection takes") {
  World world = running_pump();
  REQUIRE(stall_again_and_again(world, 3, hours{1}, one_day, at(hours{12})));
  for (int n = 0; n < 3; ++n) {
    const Uptime begins = at(hours{12} + one_day * n);
    CHECK(next_event(world, begins) == begins + minutes{20});
    CHECK(next_event(world, begins + minutes{20}) == begins + hours{1});
    CHECK(sense(world, begins + minutes{59}).stalled);
    CHECK(!sense(world, begins + hours{1}).stalled);
  }
  CHECK(next_event(world, at(hours{61})) == never);
  // Of 300 strokes in five days the two or three of each of those hours move nothing: from 12:00 to 13:00 two or three are made.
  const Truth after = truth(world, at(5 * one_day));
  CHECK(after.strokes == Strokes{300});
  CHECK(after.delivered_nl == 300_uL - 3 * (truth(running_pump(), at(hours{13})).delivered_nl - truth(running_pump(), at(hours{12})).delivered_nl));
  World unnoticed = running_pump();
  REQUIRE(stall_again_and_again(unnoticed, 1'000, minutes{19}, hours{1}, at(hours{12})));
  CHECK(next_event(unnoticed, at(hours{12})) == never);
  CHECK(!stall_again_and_again(unnoticed, 1'001, minutes{19}, hours{1}, at(hours{12})));
  CHECK(!stall_again_and_again(unnoticed, 3, hours{2}, hours{1}, at(hours{12})));
}

TEST_CASE("stalls that touch are one stall, whatever caused them") {
  World world = running_pump();
  enter_field(world, at(hours{1}));
  stall(world, true, at(hours{1} + minutes{10}));
  REQUIRE(leave_field(world, Milliseconds{0}, at(hours{1} + minutes{15})));
  CHECK(sense(world, at(hours{1} + minutes{20})).stalled);  // twenty minutes since the field
  short_feedthrough(world, true, at(hours{2}));
  stall(world, false, at(hours{3}));
  CHECK(sense(world, at(hours{3})).stalled);
  short_feedthrough(world, false, at(hours{4}));
  CHECK(!sense(world, at(hours{4})).stalled);
}

TEST_CASE("a battery is used up by strokes and by time, and reads low at that millisecond") {
  // 60 strokes and 100 a day: 160. 10,000 after 62.5 days.
  World world = with_a_battery();
  CHECK(truth(world, at(10 * one_day)).battery_used == 1'600);
  const Uptime low = next_event(world, Uptime{});
  CHECK(low == at(62 * one_day + hours{12}));
  CHECK(!sense(world, low - Milliseconds{1}).battery_low);
  CHECK(sense(world, low).battery_low);
  CHECK(!sense(world, low).battery_end);
  const Uptime end = next_event(world, low);
  CHECK(end == at(75 * one_day));
  CHECK(!sense(world, end - Milliseconds{1}).battery_end);
  CHECK(sense(world, end).battery_end);
  CHECK(next_event(world, end) == never);
  run(world, 1'200_ug_per_day, at(30 * one_day));  // 600 strokes a day: 4,800 by then, 5,200 at 700 a day
  CHECK(next_event(world, at(30 * one_day)) < at(38 * one_day));
  CHECK(truth(world, at(37 * one_day)).battery_used == 4'800 + 7 * 700);
}

TEST_CASE("hands use a battery up or lay in another, and a battery that nothing is said of lasts") {
  World world = with_a_battery();
  CHECK(set_battery_used(world, 50, at(one_day)).value() == 6'000);
  CHECK(next_event(world, at(one_day)) == at(26 * one_day));  // 4,000 at 160 a day
  REQUIRE(set_battery_used(world, 90, at(2 * one_day)));
  CHECK(sense(world, at(2 * one_day)).battery_low);
  REQUIRE(set_battery_used(world, 0, at(3 * one_day)));
  CHECK(!sense(world, at(3 * one_day)).battery_low);
  CHECK(!set_battery_used(world, 101, at(3 * one_day)));
  World lasting = running_pump();
  CHECK(!set_battery_used(lasting, 50, at(one_day)));
  CHECK(next_event(lasting, at(one_day)) == never);
}

TEST_CASE("what happens in an instant is counted, and none is missed") {
  World world = running_pump();
  interfere(world, at(hours{1}));
  interfere(world, at(hours{2}));
  drop_battery(world, at(hours{3}));
  wear_memory(world, true, at(hours{4}));
  CHECK(misprint_replace_by(world, -400, at(hours{5})).value() == -400);
  CHECK(!misprint_replace_by(world, 36'526, at(hours{5})));
  CHECK(delay_recovery(world, 2, at(hours{6})).value() == 2);
  CHECK(!delay_recovery(world, 101, at(hours{6})));
  const Sensed sensed = sense(world, at(hours{7}));
  CHECK(sensed.interferences == 2);
  CHECK(sensed.battery_resets == 1);
  CHECK(sensed.memory_worn);
  CHECK(sensed.replace_by_off_days == -400);
  CHECK(sensed.readings_to_recover == 2);
  CHECK(is_sound(world));
}

TEST_CASE("whatever befalls a pump, one leap equals any slicing, and every change of what is sensed is foretold") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    INFO("seed ", seed);
    Dice dice(seed), looks(seed + 1'000);
    World leaping = with_a_battery(DoseRate{dice.of_any_size(100'000, 10'000'000)});
    World sliced = leaping;
    for (int act = 0; act < 12; ++act) {
      const Uptime next = leaping.now + Milliseconds{dice.of_any_size(0, 6 * one_day.count())};
      for (Uptime now = sliced.now; now < next;) {
        const Uptime foretold = next_event(sliced, now);
        const Uptime to = std::min(next, now + Milliseconds{looks.of_any_size(1, one_day.count())});
        // Nothing but strokes changes before it.
        Sensed then = sense(sliced, now);
        then.strokes_counted = {};
        for (const Uptime look : {to, std::min(to, foretold - Milliseconds{1})}) {
          if (look < now || look >= foretold) continue;
          Sensed later = sense(sliced, look);
          later.strokes_counted = {};
          CHECK((later == then));
        }
        advance(sliced, to);
        CHECK(adds_up(truth(sliced, to)));
        now = to;
      }
      const auto any_act = [&](World& world, Dice& of) {
        switch (of.between(0, 7)) {
          case 0: return stall(world, of.one_in(2), next);
          case 1: return enter_field(world, next);
          case 2: return void(leave_field(world, Milliseconds{of.of_any_size(0, one_day.count())}, next));
          case 3: {
            const Milliseconds lasts{of.of_any_size(1, hours{5} / Milliseconds{1})};
            return void(stall_again_and_again(world, of.between(1, 20), lasts, lasts + Milliseconds{of.between(0, 3'600'000)}, next));
          }
          case 4: return short_feedthrough(world, of.one_in(2), next);
          case 5: return void(set_battery_used(world, of.between(0, 100), next));
          case 6: return run(world, DoseRate{of.of_any_size(100'000, 10'000'000)}, next);
          default: return interfere(world, next);
        }
      };
      Dice same = dice;
      any_act(leaping, dice);
      any_act(sliced, same);
      REQUIRE((leaping == sliced));
      CHECK(is_sound(leaping));
    }
    advance(leaping, leaping.now + one_day * 100);
    for (Uptime now = sliced.now; now < leaping.now;) {
      now = std::min(leaping.now, now + Milliseconds{looks.of_any_size(1, 5 * one_day.count())});
      advance(sliced, now);
    }
    CHECK((leaping == sliced));
  }
}
