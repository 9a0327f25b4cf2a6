#include <doctest/doctest.h>

#include "tests/pump_sim/world/worlds.hpp"

using namespace ipt;
using namespace ipt::test;

namespace {
constexpr Uptime start{};
}

TEST_CASE("ninety days of 120 mcg/day take 5.4 mL from the reservoir and 10.8 mg past the tip") {
  const World world = running_pump();
  const Truth t = truth(world, at(90 * one_day));
  CHECK(t.initial_nl == 20'338_uL);
  CHECK(t.initial_ng == 40'676_ug);
  CHECK(t.reservoir_nl == 14'600_uL);
  CHECK(t.path_nl == 338_uL);
  CHECK(t.delivered_nl == 5'400_uL);
  CHECK(t.delivered_ng == 10'800_ug);
  CHECK(t.strokes == Strokes{5'400});
  CHECK(t.drug == "baclofen");
  CHECK(adds_up(t));
}

TEST_CASE("reading the truth and advancing change nothing that is read later") {
  World world = running_pump();
  const Truth leap = truth(world, at(90 * one_day));
  CHECK(truth(world, at(3 * one_day)).delivered_nl == 180_uL);
  for (int day = 1; day < 90; ++day) advance(world, at(day * one_day + minutes{day}));
  CHECK(truth(world, at(90 * one_day)) == leap);
  CHECK(sense(world, at(90 * one_day)) == Sensed{Strokes{5'400}, false, false});
}

TEST_CASE("the last stroke before empty is partial: the reservoir reaches exactly 0, dry strokes leave no debt") {
  World world = fresh_world(ipt_20, 2'500_nL, "baclofen", 2'000_ug_per_mL);
  run(world, 120_ug_per_day, start);  // a stroke every 24 minutes
  CHECK(truth(world, at(minutes{48})).reservoir_nl == 500_nL);
  CHECK(truth(world, at(minutes{72})).reservoir_nl == 0_nL);
  CHECK(truth(world, at(minutes{72})).delivered_nl == 2'500_nL);
  const Truth later = truth(world, at(30 * one_day));
  CHECK(later.reservoir_nl == 0_nL);
  CHECK(later.delivered_nl == 2'500_nL);
  CHECK(later.path_nl == 338_uL);
  CHECK(later.strokes == Strokes{1'800});
  // filled again, the next stroke moves one microlitre, not what was missed
  move_needle(world, Place::septum, at(30 * one_day));
  REQUIRE(inject(world, 10_mL, "baclofen", 2'000_ug_per_mL, at(30 * one_day)));
  CHECK(truth(world, at(30 * one_day + minutes{24})).reservoir_nl == 9'999_uL);
}

TEST_CASE("a motor that moves 2.4 percent too little does so over months, to the nanolitre") {
  World world = running_pump();
  REQUIRE(set_accuracy(world, 976'000, start));
  CHECK(truth(world, at(90 * one_day)).delivered_nl == Nanolitres{5'400'000ll * 976 / 1'000});
  CHECK(truth(world, at(90 * one_day)).strokes == Strokes{5'400});
}

TEST_CASE("parts of a nanolitre are kept from stroke to stroke and over a change of accuracy") {
  World world = running_pump();
  REQUIRE(set_accuracy(world, 1'000'300, start));  // 1,000.3 nL a stroke
  CHECK(truth(world, at(minutes{24})).delivered_nl == 1'000_nL);
  CHECK(truth(world, at(minutes{96})).delivered_nl == 4'001_nL);
  REQUIRE(set_accuracy(world, 1'000'800, at(minutes{96})));  // 0.2 over, 1,000.8 more
  CHECK(truth(world, at(minutes{120})).delivered_nl == 5'002_nL);
}

TEST_CASE("an accuracy beyond half or one and a half is refused with the limits") {
  World world = running_pump();
  const World before = world;
  for (const std::int64_t ppm : {499'999ll, 1'500'001ll, 0ll, -1ll}) {
    const auto result = set_accuracy(world, ppm, start);
    REQUIRE(!result);
    CHECK(result.error().text.find("500000 to 1500000 ppm") != std::string::npos);
  }
  CHECK(world == before);
  CHECK(set_accuracy(world, 500'000, start));
  CHECK(set_accuracy(world, 1'500'000, start));
}

TEST_CASE("a stalled motor's strokes are counted and move nothing; it is noticed after the delay, recovery at once") {
  World world = running_pump();
  stall(world, true, at(hours{24}));
  CHECK(next_event(world, at(hours{24})) == at(hours{24} + minutes{20}));
  CHECK(!sense(world, at(hours{24} + minutes{20}) - Milliseconds{1}).stalled);
  CHECK(sense(world, at(hours{24} + minutes{20})).stalled);
  CHECK(next_event(world, at(hours{24} + minutes{20})) == never);
  stall(world, true, at(hours{36}));  // again: still the first stall
  CHECK(sense(world, at(hours{36})).stalled);
  const Truth stalled = truth(world, at(hours{48}));
  CHECK(stalled.stalled);
  CHECK(stalled.strokes == Strokes{120});
  CHECK(stalled.delivered_nl == 60_uL);
  stall(world, false, at(hours{48}));
  CHECK(!sense(world, at(hours{48})).stalled);
  const Truth after = truth(world, at(hours{72}));
  CHECK(after.strokes == Strokes{180});
  CHECK(after.delivered_nl == 120_uL);
}

TEST_CASE("what leaves the tip is what entered the catheter 338 microlitres earlier") {
  World world = fresh_world(ipt_20, 1'400_uL, "baclofen", 500_ug_per_mL);
  move_needle(world, Place::septum, start);
  REQUIRE(withdraw(world, 0_nL, start));
  advance(world, start);
  // pump the old drug away, then fill the stronger one into the empty reservoir
  run(world, 500_ug_per_day, start, 500_ug_per_mL);  // 1 mL/day
  const Uptime filled = at(2 * one_day);
  CHECK(truth(world, filled).reservoir_nl == 0_nL);
  REQUIRE(inject(world, 20_mL, "baclofen", 2'000_ug_per_mL, filled));
  const Nanograms before = truth(world, filled).delivered_ng;
  CHECK(before == 700_ug);
  run(world, 300_ug_per_day, filled);  // 150 µL/day unbridged: 54 h of the old drug at 75 mcg/day
  CHECK(truth(world, filled + one_day).delivered_ng - before == 75_ug);
  const Uptime front = filled + Milliseconds{194'688'000};  // 338 µL of 150 µL/day
  CHECK(truth(world, front).delivered_ng - before == 169_ug);
  CHECK(truth(world, front + one_day).delivered_ng - before == 469_ug);
  CHECK(truth(world, front).path_ng == 676_ug);
  advance(world, front + one_day);
  CHECK(world.path.size() == 1);
}

TEST_CASE("a 1.4 mL residual of 500 with 18.6 mL of 2,000 gives 1,895 mcg/mL") {
  World world = fresh_world(ipt_20, 1'400_uL, "baclofen", 500_ug_per_mL);
  move_needle(world, Place::septum, start);
  REQUIRE(inject(world, 18'600_uL, "baclofen", 2'000_ug_per_mL, start));
  const Truth t = truth(world, start);
  CHECK(t.reservoir_nl == 20_mL);
  CHECK(t.reservoir_ng == 37'900_ug);
  CHECK(adds_up(t));
}

TEST_CASE("a halted pump moves nothing and owes what it owed; the stroke counter goes on over every new order") {
  World world = running_pump();
  StandingOrder halted = order_of({}, 1_uL);
  halted.since = at(hours{1});
  halted.carry = owed(world.motor.order, halted.since);
  set_order(world, halted);
  CHECK(truth(world, at(one_day)).delivered_nl == 2_uL);
  CHECK(world.motor.order.carry == Exact::of(500_nL));
  run(world, 120_ug_per_day, at(one_day));
  CHECK(truth(world, at(one_day + minutes{12})).delivered_nl == 3_uL);
  CHECK(sense(world, at(one_day + minutes{12})).strokes_counted == Strokes{3});
}

TEST_CASE("a world from a file with something missing is not sound") {
  World world = running_pump();
  advance(world, at(one_day));
  CHECK(is_sound(world));
  World bad = world;
  bad.totals.delivered.volume += 1_nL;
  CHECK(!is_sound(bad));
  bad = world;
  bad.reservoir.from += 1_nL;
  CHECK(!is_sound(bad));
  bad = world;
  bad.motor.strokes_settled += Strokes{1};
  CHECK(!is_sound(bad));
  bad = world;
  bad.needle = Place{7};
  CHECK(!is_sound(bad));
  bad = world;
  bad.motor.millionths = 1'000'000;
  CHECK(!is_sound(bad));
}
