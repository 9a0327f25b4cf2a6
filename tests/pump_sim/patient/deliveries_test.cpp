// When drug leaves the tip: in time as it was ordered, in mass as the world delivers it.
#include <doctest/doctest.h>

#include <algorithm>

#include "pump_sim/world/mishaps.hpp"
#include "tests/pump_sim/patient/patients.hpp"

using namespace ipt;
using namespace ipt::test;

namespace {

Femtograms total(const std::vector<Segment>& segments) {
  Femtograms sum;
  for (const Segment& segment : segments) sum += segment.drug;
  return sum;
}

/// The segments follow each other from the world's instant to `to`, and after each the world has delivered what they
/// tell, a nanogram a segment at most beside it.
void check_against(const World& before, const std::vector<Segment>& segments, Uptime to) {
  World world = before;
  std::int64_t told = 0, allowed = 0;
  for (const Segment& segment : segments) {
    REQUIRE(segment.from == world.now);
    REQUIRE(segment.to > segment.from);
    advance(world, segment.to);
    told += segment.drug.value;
    allowed += 1'000'000;
    const std::int64_t delivered = (world.totals.delivered.mass - before.totals.delivered.mass).value;
    REQUIRE(std::abs(delivered - told) <= allowed);
  }
  REQUIRE(world.now == to);
}

/// Something that changes what leaves the tip later.
void any_change(World& world, Dice& dice) {
  const Uptime now = world.now;
  switch (dice.between(0, 5)) {
    case 0: stall(world, dice.one_in(2), now); break;
    case 3: (void)stall_again_and_again(world, dice.between(1, 20), Milliseconds{dice.between(1, 36'000'000)}, one_day, now); break;
    case 1: (void)set_accuracy(world, dice.between(850'000, 1'150'000), now); break;
    case 2:
      move_needle(world, Place::septum, now);
      (void)withdraw(world, {}, now);
      (void)inject(world, Nanolitres{dice.between(1, 18'000'000)}, "baclofen", Concentration{dice.of({500'000, 1'000'000, 2'000'000})}, now);
      break;
    default: {
      StandingOrder order = any_order(dice);
      const Milliseconds later = now - order.since;
      order.since = now;
      order.stroke = world.hardware.stroke;
      order.carry = owed(world.motor.order, now);
      if (order.bolus) order.bolus->start += later;
      if (order.periodic) order.periodic->anchor = std::max(order.periodic->anchor + later, Uptime{});
      if (is_sound(order)) set_order(world, order);
    }
  }
}

}  // namespace

TEST_CASE("what is told of a leap is what the world delivers in it, piece by piece, whatever was ordered and done before") {
  std::size_t pieces = 0;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    INFO("seed ", seed);
    Dice dice(seed);
    Hardware hardware = ipt_20;
    hardware.stroke = Nanolitres{dice.of({100, 250, 2'500})};
    World world = fresh_world(hardware, Nanolitres{dice.of_any_size(1'000, 20'000'000)}, "baclofen", 2'000_ug_per_mL);
    for (int change = 0; change < 8; ++change) {
      any_change(world, dice);
      const Uptime to = world.now + Milliseconds{dice.of_any_size(1, 60 * one_day.count())};
      const auto segments = deliveries(world, to);
      check_against(world, segments, to);
      pieces += segments.size();
      advance(world, to);
    }
  }
  CHECK(pieces > 10'000);
}

TEST_CASE("a steady dose is one segment, however long the leap") {
  const World world = running_pump();
  const auto segments = deliveries(world, at(90 * one_day));
  REQUIRE(segments.size() == 1);
  CHECK(segments.front() == Segment{at({}), at(90 * one_day), femtograms(10'800_ug), {}});
  CHECK(deliveries(world, world.now).empty());
}

TEST_CASE("each step of a flex day is a segment of its own, at its own time of the pump's clock") {
  World world = full_pump();
  StandingOrder order = order_of(weekly_flow({{4, hours(6), 480_ug_per_day}, {4, hours(18), 240_ug_per_day}}, 2'000_ug_per_mL), world.hardware.stroke);
  set_order(world, order);  // Thursday 00:00
  const auto segments = deliveries(world, at(one_day));
  REQUIRE(segments.size() == 3);
  CHECK(segments[0] == Segment{at({}), at(hours(6)), femtograms(60_ug), {}});
  CHECK(segments[1] == Segment{at(hours(6)), at(hours(18)), femtograms(240_ug), {}});
  CHECK(segments[2] == Segment{at(hours(18)), at(one_day), femtograms(60_ug), {}});
}

TEST_CASE("a bolus and the windows of a periodic dose begin and end at their own instants") {
  World world = full_pump();
  StandingOrder order = order_of({}, world.hardware.stroke);
  order.periodic = PeriodicFlow{exact_volume(50_ug, 2'000_ug_per_mL), minutes(30), hours(6), at({}), 1};
  order.bolus = BolusFlow{exact_volume(100_ug, 2'000_ug_per_mL), at(hours(1)), hours(2)};
  set_order(world, order);
  const auto segments = deliveries(world, at(hours(12)));
  REQUIRE(segments.size() == 5);
  CHECK(segments[0] == Segment{at({}), at(hours(1)), {}, {}});
  CHECK(segments[1] == Segment{at(hours(1)), at(hours(3)), femtograms(100_ug), {}});
  CHECK(segments[3] == Segment{at(hours(6)), at(hours(6) + minutes(30)), femtograms(50_ug), {}});
  CHECK(segments[4].drug == Femtograms{});
}

TEST_CASE("windows every quarter of an hour run into one another, and lose nothing") {
  World world = full_pump();
  StandingOrder order = order_of({}, world.hardware.stroke);
  order.periodic = PeriodicFlow{exact_volume(2_ug, 2'000_ug_per_mL), minutes(1), minutes(15), at({}), 0};
  set_order(world, order);
  const auto segments = deliveries(world, at(one_day));
  CHECK(segments.size() == 1);
  CHECK(total(segments) == femtograms(192_ug));
}

TEST_CASE("drug of another strength acts when it reaches the tip, not when it was filled: to the minute in a leap of months") {
  World world = fresh_world(ipt_20, 2_mL, "baclofen", 500_ug_per_mL);
  run(world, 300_ug_per_day, at({}), 500_ug_per_mL);  // 0.6 mL a day
  move_needle(world, Place::septum, at({}));
  REQUIRE(withdraw(world, {}, at({})));
  REQUIRE(inject(world, 18_mL, "baclofen", 2'000_ug_per_mL, at({})));
  const Uptime to = at(20 * one_day);
  const auto segments = deliveries(world, to);
  check_against(world, segments, to);
  const Uptime front = at(one_day * 338 / 600);  // 0.338 mL at 0.6 mL a day
  for (const Segment& segment : segments) {
    const double day_dose = static_cast<double>(segment.drug.value) / static_cast<double>((segment.to - segment.from).count()) * 86.4e6 / 1e12;
    if (segment.to < front - hours(1)) CHECK(day_dose == doctest::Approx(0.3).epsilon(0.01));
    if (segment.from > front + hours(1)) CHECK(day_dose == doctest::Approx(1.167).epsilon(0.02));
  }
  CHECK(segments.size() < 60);
}

TEST_CASE("a reservoir that runs dry in a leap of years delivers until then, and nothing later") {
  const World world = running_pump();  // 20 mL at 0.06 mL a day: dry after 333 days and 8 hours
  const auto segments = deliveries(world, at(7 * 365 * one_day));
  const Uptime dry = at(333 * one_day + hours(8));
  Femtograms by_then;
  for (const Segment& segment : segments) {
    if (segment.from >= dry + one_day) CHECK(segment.drug == Femtograms{});
    if (segment.to <= dry + one_day) by_then += segment.drug;
  }
  CHECK(by_then == femtograms(40'000_ug));
  CHECK(total(segments) == femtograms(40'000_ug));
}

TEST_CASE("while the motor stands still nothing acts") {
  World world = running_pump();
  stall(world, true, at(hours(3)));
  CHECK(deliveries(world, at(one_week)) == std::vector<Segment>{{at(hours(3)), at(one_week), {}, {}}});
}

TEST_CASE("a motor that stands for a while gives the body nothing for just that while") {
  World world = running_pump();
  enter_field(world, at(hours(3)));
  REQUIRE(leave_field(world, hours(2), at(hours(4))));
  World end = world;
  advance(end, at(hours(10)));
  CHECK(deliveries(world, at(hours(10))) ==
        std::vector<Segment>{{at(hours(4)), at(hours(6)), {}, {}}, {at(hours(6)), at(hours(10)), end.totals.delivered.mass - world.totals.delivered.mass, {}}});
}

TEST_CASE("a catheter that is occluded gives the body nothing; one that is off gives the pocket what the tip would have had") {
  World occluded = running_pump();
  World off = occluded;
  set_catheter(occluded, Catheter::occluded, occluded.now);
  set_catheter(off, Catheter::off, off.now);
  CHECK(deliveries(occluded, at(10 * one_day)) == std::vector<Segment>{{at({}), at(10 * one_day), {}, {}}});
  CHECK(deliveries(off, at(10 * one_day)) == std::vector<Segment>{{at({}), at(10 * one_day), {}, femtograms(1'200_ug)}});
  advance(off, at(10 * one_day));
  CHECK(off.totals.delivered.mass == Femtograms{});
  CHECK(amount(off.pocket).mass == femtograms(1'200_ug));
}

TEST_CASE("only baclofen acts, alone or in a mixture") {
  for (const auto* name : {"baclofen", "baclofen + saline", "saline + baclofen", "morphine + baclofen + saline", "baclofen-morphine", "saline + baclofen-morphine"}) {
    CHECK(acting(fluid(name, 1_mL, 500_ug_per_mL)) == femtograms(500_ug));
  }
  for (const auto* name : {"saline", "morphine", "baclofenum", "notbaclofen", "morphine-baclofen", "morphine + saline", ""}) CHECK(acting(fluid(name, 1_mL, 500_ug_per_mL)) == Femtograms{});
  World world = fresh_world(ipt_20, 2_mL, "baclofen", 2'000_ug_per_mL);
  run(world, 1200_ug_per_day, at({}));  // 0.6 mL a day: what is in the path lasts 13.5 h
  move_needle(world, Place::septum, at({}));
  REQUIRE(withdraw(world, {}, at({})));
  REQUIRE(withdraw(world, 0_nL, at({})));
  world.reservoir = fluid("morphine", volume(world.reservoir), 2'000_ug_per_mL);  // as strong, and it does not act
  REQUIRE(is_sound(world));
  const auto segments = deliveries(world, at(one_day * 2));
  CHECK(total(segments).value == doctest::Approx(676e9).epsilon(0.01));
  CHECK(segments.back().drug == Femtograms{});
}

TEST_CASE("of a mixture stirred in the reservoir only the baclofen acts, past the tip and in the pocket") {
  World world = fresh_world(ipt_20, 10_mL, "baclofen", 2'000_ug_per_mL);
  move_needle(world, Place::septum, at({}));
  REQUIRE(inject(world, 10_mL, "morphine", 6'000_ug_per_mL, at({})));
  CHECK(acting(world.reservoir) == femtograms(20'000_ug));  // of 80 mg
  world.path = {take(world.reservoir, ipt_20.path)};
  world.totals.initial.mass = {}, world.totals.initial.volume = {};  // as if it had been filled so
  world.totals.injected = amount(mixed(world.path.front(), world.reservoir));
  REQUIRE(is_sound(world));
  run(world, 240_ug_per_day, at({}), 4'000_ug_per_mL);  // 0.06 mL a day
  World off = world;
  set_catheter(off, Catheter::off, at({}));
  const Uptime to = at(100 * one_day);
  const auto past_tip = deliveries(world, to), beside = deliveries(off, to);
  CHECK(past_tip == std::vector<Segment>{{at({}), to, femtograms(6'000_ug), {}}});
  CHECK(beside == std::vector<Segment>{{at({}), to, {}, femtograms(6'000_ug)}});
  advance(world, to), advance(off, to);
  CHECK(world.totals.delivered.mass == femtograms(24'000_ug));
  CHECK(acting(off.pocket) == femtograms(6'000_ug));
}

TEST_CASE("a mixture that follows baclofen to the tip acts by its share from there on, whatever the span") {
  World world = fresh_world(ipt_20, 4_mL, "baclofen", 2'000_ug_per_mL);
  run(world, 1'200_ug_per_day, at({}));  // 0.6 mL a day: the path lasts 13.5 h
  move_needle(world, Place::septum, at({}));
  REQUIRE(inject(world, 12_mL, "morphine", 2'000_ug_per_mL, at({})));  // as strong: a quarter of it is baclofen
  for (const Milliseconds span : {one_day * 2, one_day * 20}) {
    const std::int64_t volume = 600'000 * (span / one_day);
    CHECK(total(deliveries(world, at(span))).value == doctest::Approx(2e6 * (338'000 + (static_cast<double>(volume) - 338'000) / 4)).epsilon(0.01));
  }
}
