#include <doctest/doctest.h>

#include "tests/pump_sim/port/orders.hpp"

using namespace ipt;
using namespace ipt::test;

namespace {
constexpr Uptime start{};
const Concentration c2000 = 2'000_ug_per_mL;
}  // namespace

TEST_CASE("120 mcg/day of 2,000 mcg/mL is 60,000 nL a day and 5,400 strokes of a microlitre in 90 days") {
  const StandingOrder order = order_of(constant_flow(120_ug_per_day, c2000));
  CHECK(asked(order, at(one_day)) == Exact::of(60_uL));
  CHECK(rate_at(order, at(one_day)) == 60'000_nL_per_day);
  CHECK(strokes(order, at(90 * one_day)) == Strokes{5'400});
  CHECK(strokes(order, at(90 * one_day) - Milliseconds{1}) == Strokes{5'399});
  CHECK(time_of_stroke(order, Strokes{5'400}) == at(90 * one_day));
}

TEST_CASE("a stroke is made when it is fully owed, never before, and at that instant") {
  const StandingOrder order = order_of(constant_flow(120_ug_per_day, c2000));  // one stroke in 24 minutes
  CHECK(strokes(order, at(minutes{24}) - Milliseconds{1}) == Strokes{0});
  CHECK(strokes(order, at(minutes{24})) == Strokes{1});
  CHECK(owed(order, at(minutes{24})) == Exact{});
  CHECK(owed(order, at(minutes{36})) == Exact::of(500_nL));
}

TEST_CASE("a third of a nanolitre a day is a whole one after three days") {
  const StandingOrder order = order_of(constant_flow(DoseRate{1}, Concentration{3'000'000}), 1_nL);
  CHECK(asked(order, at(one_day)) == Exact::ratio(1, 3));
  CHECK(time_of_stroke(order, Strokes{1}) == at(3 * one_day));
}

TEST_CASE("minimum rate is a plain volume a day, whatever the drug") {
  const StandingOrder order = order_of(constant_flow(6'000_nL_per_day));
  CHECK(asked(order, at(one_day)) == Exact::of(6_uL));
  CHECK(rate_at(order, start) == 6'000_nL_per_day);
}

TEST_CASE("a halted pump asks nothing and keeps what it owes") {
  StandingOrder order = order_of({});
  order.carry = Exact::ratio(1'999, 2);
  CHECK(strokes(order, at(7 * 366 * one_day)) == Strokes{0});
  CHECK(owed(order, at(one_day)) == Exact::ratio(1'999, 2));
  CHECK(time_of_stroke(order, Strokes{1}) == never);
  CHECK(rate_at(order, start) == 0_nL_per_day);
  CHECK(order.base == constant_flow(DoseRate{0}, c2000));
}

TEST_CASE("reprogramming every 50 minutes for ten days still delivers everything") {
  // 48 µL/day: one 2.5 µL stroke takes 75 minutes, so a remainder that was dropped would mean nothing at all.
  StandingOrder order = order_of(constant_flow(96_ug_per_day, c2000), 2'500_nL);
  Strokes made{0};
  for (int change = 0; change < 288; ++change) {
    const Uptime now = order.since + minutes{50};
    made += strokes(order, now);
    order.carry = owed(order, now);
    order.since = now;
    CHECK(is_sound(order));
  }
  CHECK(order.since == at(10 * one_day));
  CHECK(made == Strokes{192});  // 480 µL
  CHECK(order.carry == Exact{});
}

TEST_CASE("changes between concentrations with crooked figures lose nothing") {
  StandingOrder order = order_of({});
  Exact wanted;
  Strokes made{0};
  for (int change = 1; change <= 500; ++change) {
    const DoseRate dose{77'777 + change};
    const Concentration concentration{change % 3 == 0 ? 500'000 : change % 3 == 1 ? 1'000'000 : 2'000'000};
    order.base = constant_flow(dose, concentration);
    const Uptime now = order.since + Milliseconds{1'234'567 + change};
    wanted = wanted + Exact::ratio(static_cast<Wide>(dose.value) * 5 * (now - order.since).count(), 432 * concentration.value);
    made += strokes(order, now);
    order.carry = owed(order, now);
    order.since = now;
  }
  CHECK(Exact::of(order.stroke * made.value) + order.carry == wanted);
}

TEST_CASE("flex follows the weekday and time of the pump clock, and a day without a step goes on") {
  const std::vector<FlexStep> steps{{1, hours{0}, 240_ug_per_day}, {1, hours{12}, 480_ug_per_day}, {6, hours{8}, 96_ug_per_day}};
  const StandingOrder order = order_of(weekly_flow(steps, c2000));  // from Thursday 2026-01-01T00:00
  CHECK(rate_at(order, start) == 240'000_nL_per_day);                                    // Thursday: Monday's last
  CHECK(rate_at(order, at(2 * one_day + hours{8}) - Milliseconds{1}) == 240'000_nL_per_day);
  CHECK(rate_at(order, at(2 * one_day + hours{8})) == 48'000_nL_per_day);                // Saturday 08:00
  CHECK(rate_at(order, at(4 * one_day)) == 120'000_nL_per_day);                          // Monday 00:00
  CHECK(rate_at(order, at(4 * one_day + hours{12})) == 240'000_nL_per_day);              // Monday noon
  // Thursday 0:00 to Saturday 8:00 (56 h), to Monday 0:00 (40 h), to noon (12 h), to Thursday (60 h)
  CHECK(asked(order, at(one_week)) == Exact::of(Nanolitres{56 * 10'000 + 40 * 2'000 + 12 * 5'000 + 60 * 10'000}));
  CHECK(asked(order, at(52 * one_week)) == Exact::of(Nanolitres{52 * 1'300'000}));
}

TEST_CASE("before the first step of the week the last one goes on, round the week") {
  const StandingOrder order = order_of(weekly_flow({{3, hours{6}, 240_ug_per_day}, {5, hours{6}, 480_ug_per_day}}, c2000));
  CHECK(rate_at(order, at(4 * one_day)) == 240'000_nL_per_day);             // Monday: Friday's
  CHECK(rate_at(order, at(6 * one_day + hours{6})) == 120'000_nL_per_day);  // Wednesday 06:00
}

TEST_CASE("the same schedule on a pump clock three hours ahead falls three hours earlier") {
  StandingOrder order = order_of(weekly_flow({{1, hours{0}, 240_ug_per_day}, {5, hours{9}, 480_ug_per_day}}, c2000));
  CHECK(rate_at(order, at(one_day + hours{6})) == 120'000_nL_per_day);
  order.clock_offset += hours{3};
  CHECK(rate_at(order, at(one_day + hours{6})) == 240'000_nL_per_day);
  CHECK(rate_at(order, at(one_day + hours{6}) - Milliseconds{1}) == 120'000_nL_per_day);
}

TEST_CASE("a clock before 1970 has weekdays as well") {
  StandingOrder order = order_of(weekly_flow({{1, hours{0}, 240_ug_per_day}, {3, hours{0}, 480_ug_per_day}}, c2000));
  order.clock_offset = Milliseconds{0} - one_day;  // Wednesday 1969-12-31
  CHECK(rate_at(order, start) == 240'000_nL_per_day);
  CHECK(rate_at(order, start + 5 * one_day) == 120'000_nL_per_day);  // Monday
}

TEST_CASE("equal neighbouring steps are one flow, and an order read back from its steps is the same") {
  const BaseFlow flat = weekly_flow({{1, hours{0}, 120_ug_per_day}, {4, hours{3}, 120_ug_per_day}}, c2000);
  CHECK(flat == constant_flow(120_ug_per_day, c2000));
  const BaseFlow flow = weekly_flow({{2, hours{1}, 120_ug_per_day}, {4, hours{3}, 50_ug_per_day}}, c2000);
  std::vector<FlowStep> stored = flow.steps;
  for (FlowStep& step : stored) step.before = 0;
  CHECK(flow_from_steps(stored, flow.per) == flow);
  CHECK(!flow_from_steps({{hours{1}, 5, 0}}, 7));
  CHECK(!flow_from_steps({{hours{0}, 5, 0}, {hours{0}, 6, 0}}, 7));
  CHECK(!flow_from_steps({{hours{0}, -5, 0}}, 7));
  CHECK(!flow_from_steps({{hours{0}, INT64_MAX, 0}}, 7));
}

TEST_CASE("a periodic dose flows in half-open windows, the first at once, nothing between") {
  StandingOrder order = order_of({});
  order.periodic = PeriodicFlow{exact_volume(50_ug, c2000), minutes{10}, hours{6}, start, 0};
  CHECK(asked(order, at(minutes{5})) == Exact::of(12'500_nL));
  CHECK(asked(order, at(minutes{10})) == Exact::of(25_uL));
  CHECK(asked(order, at(hours{6})) == Exact::of(25_uL));
  CHECK(asked(order, at(hours{6} + minutes{1})) == Exact::of(27'500_nL));
  CHECK(asked(order, at(one_day)) == Exact::of(100_uL));
  CHECK(rate_at(order, start) == 3'600'000_nL_per_day);
  CHECK(rate_at(order, at(minutes{10})) == 0_nL_per_day);
  CHECK(rate_at(order, at(hours{6})) == 3'600'000_nL_per_day);
  CHECK(window_under_way(*order.periodic, at(hours{6} + minutes{9})) == at(hours{6}));
  CHECK(!window_under_way(*order.periodic, at(hours{6} + minutes{10})));
  CHECK(periodic_delivered(order, at(hours{6} + minutes{9})) == 22_uL);
  CHECK(periodic_delivered(order, at(hours{8})) == 25_uL);
}

TEST_CASE("a basal runs under the periodic doses") {
  StandingOrder order = order_of(constant_flow(48_ug_per_day, c2000));
  order.periodic = PeriodicFlow{exact_volume(50_ug, c2000), minutes{10}, hours{6}, start, 0};
  CHECK(asked(order, at(one_day)) == Exact::of(124_uL));
  CHECK(rate_at(order, start) == 3'624'000_nL_per_day);
  CHECK(rate_at(order, at(hours{1})) == 24'000_nL_per_day);
}

TEST_CASE("after a stop and a resume inside a window the next dose comes on the old grid") {
  PeriodicFlow periodic{exact_volume(50_ug, c2000), hours{1}, hours{6}, start, 0};
  const Uptime resumed = at(hours{6} + minutes{30});
  CHECK(next_window(periodic, resumed) == 2);
  CHECK(next_window(periodic, at(hours{6})) == 1);
  StandingOrder order = order_of({});
  order.since = resumed;
  periodic.first_window = next_window(periodic, resumed);
  order.periodic = periodic;
  CHECK(!window_under_way(periodic, resumed));
  CHECK(asked(order, at(hours{12})) == Exact{});
  CHECK(asked(order, at(hours{12} + minutes{30})) == Exact::of(12'500_nL));
  CHECK(time_of_stroke(order, Strokes{1}) == at(hours{12}) + Milliseconds{144'000});
}

TEST_CASE("a periodic dose goes on over a new order in the middle of its window") {
  StandingOrder order = order_of({});
  order.periodic = PeriodicFlow{exact_volume(50_ug, c2000), hours{1}, hours{6}, start, 0};
  const Strokes before = strokes(order, at(minutes{31}));
  order.carry = owed(order, at(minutes{31}));
  order.since = at(minutes{31});
  CHECK(before + strokes(order, at(hours{1})) == Strokes{25});
}

TEST_CASE("a single bolus adds its exact volume to what runs") {
  StandingOrder order = order_of(constant_flow(120_ug_per_day, c2000));
  order.bolus = BolusFlow{exact_volume(25_ug, c2000), at(hours{1}), minutes{5}};
  CHECK(asked(order, at(hours{1})) == Exact::of(2'500_nL));
  CHECK(asked(order, at(one_day)) == Exact::of(72'500_nL));
  CHECK(bolus_delivered(order, at(hours{1} + minutes{1})) == 2_uL);
  CHECK(bolus_delivered(order, at(one_day)) == 12_uL);
  CHECK(rate_at(order, at(hours{1})) == 3'660'000_nL_per_day);
  CHECK(rate_at(order, at(hours{1} + minutes{5})) == 60'000_nL_per_day);
}

TEST_CASE("an order from a file with figures out of range is not sound") {
  const StandingOrder good = order_of(constant_flow(120_ug_per_day, c2000));
  CHECK(is_sound(good));
  CHECK(is_sound(StandingOrder{}));
  StandingOrder bad = good;
  bad.carry = Exact::of(1_uL);
  CHECK(!is_sound(bad));
  bad = good;
  bad.carry = Exact{0, 2, 4};
  CHECK(!is_sound(bad));
  bad = good;
  bad.base.week += 1;
  CHECK(!is_sound(bad));
  bad = good;
  bad.stroke = {};
  CHECK(!is_sound(bad));
  bad = good;
  bad.periodic = PeriodicFlow{Exact::of(1_uL), hours{2}, hours{1}, start, 0};
  CHECK(!is_sound(bad));
  bad = good;
  bad.bolus = BolusFlow{Exact::of(1_uL), start, Milliseconds{0}};
  CHECK(!is_sound(bad));
}

TEST_CASE("the largest dose of the thinnest drug for ten years does not overflow") {
  const StandingOrder order = order_of(constant_flow(DoseRate{1'000'000'000}, Concentration{1}));
  CHECK(asked(order, at(3'650 * one_day)) == Exact::of(Nanolitres{3'650 * 1'000'000'000'000'000}));
  StandingOrder thick = order_of(constant_flow(DoseRate{1'000'000'000}, Concentration{99'999'989}));
  thick.bolus = BolusFlow{exact_volume(Nanograms{999'999'937}, Concentration{99'999'971}), start, one_day - Milliseconds{1}};
  thick.periodic = PeriodicFlow{exact_volume(Nanograms{999'999'929}, Concentration{99'999'959}), one_day - Milliseconds{11}, one_day, start, 0};
  CHECK(is_sound(thick));
  const Uptime end = at(3'650 * one_day);
  // 10^15 / 99,999,989 nL a day, and so on, rounded down a little at most
  const Exact base = Exact::ratio(static_cast<Wide>(3'650) * 1'000'000'000'000'000, 99'999'989);
  CHECK(asked(thick, end) > base);
  const Exact doses = exact_volume(Nanograms{999'999'937}, Concentration{99'999'971}) +
                      Exact::ratio(static_cast<Wide>(3'650) * 999'999'929 * 1'000'000, 99'999'959);
  CHECK(asked(thick, end) <= base + doses + Exact::ratio(1, 1'000'000));
  CHECK(asked(thick, end) + Exact::ratio(1, 1'000'000) >= base + doses);
  for (const std::int64_t n : {1ll, 77ll, 12'345'678ll}) {
    const Uptime t = time_of_stroke(thick, Strokes{n});
    CHECK(strokes(thick, t) >= Strokes{n});
    CHECK(strokes(thick, t - Milliseconds{1}) < Strokes{n});
  }
}
