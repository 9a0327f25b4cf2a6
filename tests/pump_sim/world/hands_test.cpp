#include <doctest/doctest.h>

#include "tests/pump_sim/world/worlds.hpp"

using namespace ipt;
using namespace ipt::test;

namespace {

constexpr Uptime start{};
const Concentration c2000 = 2'000_ug_per_mL;

bool says(const Result<Moved>& result, const std::string& words) {
  if (result) return false;
  INFO(result.error().text);
  const bool found = result.error().text.find(words) != std::string::npos;
  CHECK(found);
  return found;
}

}  // namespace

TEST_CASE("a refill: all but the residual comes out, and what was pumped and withdrawn fits in again") {
  World world = running_pump();
  const Uptime visit = at(90 * one_day);
  move_needle(world, Place::septum, visit);
  const auto out = withdraw(world, std::nullopt, visit);
  REQUIRE(out);
  CHECK(*out == Moved{13'200_uL, 26'400_ug});
  CHECK(truth(world, visit).reservoir_nl == 1'400_uL);
  const auto in = inject(world, 18'600_uL, "baclofen", c2000, visit);
  REQUIRE(in);
  CHECK(*in == Moved{18'600_uL, 37'200_ug});
  move_needle(world, Place::out, visit);
  const Truth t = truth(world, visit);
  CHECK(t.reservoir_nl == 20_mL);
  CHECK(t.injected_nl == 18'600_uL);
  CHECK(t.withdrawn_nl == 13'200_uL);
  CHECK(t.withdrawn_ng == 26'400_ug);
  CHECK(t.needle == Place::out);
  CHECK(adds_up(t));
}

TEST_CASE("an overfill is refused with what is in and what would fit, and nothing moves") {
  World world = running_pump();
  const Uptime visit = at(90 * one_day);
  move_needle(world, Place::septum, visit);
  const World before = world;
  CHECK(says(inject(world, Nanolitres{5'400'001}, "baclofen", c2000, visit), "holds 14.6 mL of 20.0 mL, so at most 5.4 mL fits"));
  CHECK(world == before);
  CHECK(inject(world, 5'400_uL, "baclofen", c2000, visit));
  CHECK(says(inject(world, 1_nL, "baclofen", c2000, visit), "at most 0.0 mL fits"));
}

TEST_CASE("more than a needle reaches is refused with the residual, and nothing moves") {
  World world = full_pump();
  move_needle(world, Place::septum, start);
  const World before = world;
  CHECK(says(withdraw(world, Nanolitres{18'600'001}, start), "cannot withdraw 18.600001 mL: the reservoir holds 20.0 mL, a needle leaves 1.4 mL, so at most 18.6 mL"));
  CHECK(says(withdraw(world, Nanolitres{-1}, start), "negative"));
  CHECK(world == before);
  CHECK(withdraw(world, 18'600_uL, start)->volume == 18'600_uL);
  CHECK(withdraw(world, std::nullopt, start)->volume == 0_nL);
}

TEST_CASE("from a reservoir below its residual nothing comes, and the pump goes on with it") {
  World world = fresh_world(ipt_20, 1_mL, "baclofen", c2000);
  run(world, 120_ug_per_day, start);
  move_needle(world, Place::septum, start);
  CHECK(withdraw(world, std::nullopt, start)->volume == 0_nL);
  CHECK(truth(world, at(10 * one_day)).delivered_nl == 600_uL);
}

TEST_CASE("with the needle out nothing can be withdrawn, and what is injected runs over the skin") {
  World world = full_pump();
  CHECK(says(withdraw(world, std::nullopt, start), "the needle is out: move it to the septum"));
  CHECK(inject(world, 5_mL, "baclofen", c2000, start));
  const Truth t = truth(world, start);
  CHECK(t.spilled_nl == 5_mL);
  CHECK(t.spilled_ng == 10'000_ug);
  CHECK(t.reservoir_nl == 20_mL);
  CHECK(adds_up(t));
}

TEST_CASE("a pocket fill goes beside the pump, whatever the reservoir has room for, and comes back through the needle") {
  World world = running_pump();
  const Uptime visit = at(90 * one_day);
  move_needle(world, Place::pocket, visit);
  CHECK(withdraw(world, std::nullopt, visit)->volume == 0_nL);
  CHECK(inject(world, 18_mL, "baclofen", c2000, visit));
  CHECK(inject(world, 4_mL, "baclofen", 500_ug_per_mL, visit));
  Truth t = truth(world, visit);
  CHECK(t.pocket_nl == 22_mL);
  CHECK(t.pocket_ng == 38'000_ug);
  CHECK(t.reservoir_nl == 14'600_uL);
  CHECK(says(withdraw(world, 23_mL, visit), "the needle is in the pocket, where only 22.0 mL lies"));
  CHECK(*withdraw(world, 11_mL, visit) == Moved{11_mL, 19'000_ug});
  CHECK(withdraw(world, std::nullopt, visit)->volume == 11_mL);
  t = truth(world, visit);
  CHECK(t.pocket_nl == 0_nL);
  CHECK(t.pocket_ng == 0_ng);
  CHECK(adds_up(t));
}

TEST_CASE("a syringe with nothing, too much, no name or an impossible strength is refused") {
  World world = full_pump();
  const World before = world;
  CHECK(says(inject(world, 0_nL, "baclofen", c2000, start), "more than 0 and up to 100.0 mL"));
  CHECK(says(inject(world, Nanolitres{-5}, "baclofen", c2000, start), "more than 0"));
  CHECK(says(inject(world, 101_mL, "baclofen", c2000, start), "100.0 mL"));
  CHECK(says(inject(world, 1_mL, "", c2000, start), "name"));
  CHECK(says(inject(world, 1_mL, "baclofen", Concentration{100'000'001}, start), "0 to 100000000 ng/mL"));
  CHECK(says(inject(world, 1_mL, "baclofen", Concentration{-1}, start), "ng/mL"));
  CHECK(world == before);
}

TEST_CASE("a pump is spilled over until the accounts are full, and then says so") {
  World world = full_pump();
  int spilled = 0;
  while (inject(world, 100_mL, "baclofen", Concentration{100'000'000}, start)) REQUIRE(++spilled < 1'000);
  CHECK(spilled > 100);
  CHECK(says(inject(world, 100_mL, "baclofen", Concentration{100'000'000}, start), "Start a fresh pump"));
  CHECK(adds_up(truth(world, start)));
}

TEST_CASE("different drugs in one reservoir are named together, each once") {
  World world = fresh_world(ipt_20, 1_mL, "baclofen", c2000);
  move_needle(world, Place::septum, start);
  CHECK(inject(world, 1_mL, "saline", Concentration{0}, start));
  CHECK(truth(world, start).drug == "baclofen + saline");
  CHECK(truth(world, start).reservoir_ng == 2'000_ug);
  CHECK(inject(world, 1_mL, "baclofen", c2000, start));
  CHECK(truth(world, start).drug == "baclofen + saline");
  CHECK(inject(world, 1_mL, "morphine", 10'000_ug_per_mL, start));
  CHECK(truth(world, start).drug == "baclofen + saline + morphine");
}

TEST_CASE("an empty reservoir takes the name of what is filled in") {
  World world = fresh_world(ipt_20, 0_nL, "saline", Concentration{0});
  move_needle(world, Place::septum, start);
  CHECK(inject(world, 1_mL, "baclofen", c2000, start));
  CHECK(truth(world, start).drug == "baclofen");
}

TEST_CASE("an occluded catheter lets strokes pass that move nothing, and nothing is made up for when it is free again") {
  World world = running_pump();
  set_catheter(world, Catheter::occluded, at(one_day));
  const Truth blocked = truth(world, at(3 * one_day));
  CHECK(blocked.delivered_nl == 60_uL);
  CHECK(blocked.reservoir_nl == 19'940_uL);
  CHECK(!sense(world, at(3 * one_day)).stalled);
  CHECK(sense(world, at(3 * one_day)).strokes_counted.value == 3 * sense(world, at(one_day)).strokes_counted.value);
  set_catheter(world, Catheter::whole, at(3 * one_day));
  CHECK(truth(world, at(4 * one_day)).delivered_nl == 120_uL);
}

TEST_CASE("a catheter that is off lets everything run into the pocket, and the reservoir empties as ever") {
  World world = running_pump();
  set_catheter(world, Catheter::off, at(one_day));
  const Truth t = truth(world, at(11 * one_day));
  CHECK(t.delivered_nl == 60_uL);
  CHECK(t.pocket_nl == 600_uL);
  CHECK(t.pocket_ng == 1'200_ug);
  CHECK(t.reservoir_nl == 19'340_uL);
  CHECK(adds_up(t));
}

TEST_CASE("what leaks through the septum lies in the pocket, and no more leaks than is there") {
  World world = running_pump();
  const auto out = leak(world, 14_mL, start);
  REQUIRE(out);
  CHECK(*out == Moved{14_mL, 28'000_ug});
  CHECK(truth(world, start).reservoir_nl == 6_mL);
  CHECK(truth(world, start).pocket_nl == 14_mL);
  CHECK(adds_up(truth(world, start)));
  const World before = world;
  CHECK(says(leak(world, Nanolitres{6'000'001}, start), "holds 6.0 mL"));
  CHECK(world == before);
}
