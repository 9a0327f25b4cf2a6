// Whole conversations, both sides in one process, nothing going wrong: what is shown, what comes of it, what is really so.
#include <doctest/doctest.h>

#include "programmer/core/review.hpp"
#include "pump_sim/firmware/execute.hpp"
#include "tests/rehearsal/bedside_words.hpp"

using namespace ipt;
using namespace ipt::test;

TEST_CASE("a dose change is shown old | new as the pump read it, is in force once, and what flows is what was asked") {
  Rehearsal room({.seed = 7});
  auto& alice = room.programmer("alice");
  const auto before = alice.status();
  REQUIRE(before.has_value());
  CHECK(before->daily_dose == 120_ug);
  CHECK(before->rate == 60'000_nL_per_day);

  const Outcome outcome = alice.change(operation(continuous(150_ug_per_day)));

  REQUIRE((outcome.kind == Kind::done));
  const Receipt& receipt = *alice.last_receipt();
  CHECK(receipt.now.daily_dose == 120_ug);
  CHECK(receipt.now.rate == 60'000_nL_per_day);
  CHECK(receipt.after.daily_dose == 150_ug);
  CHECK(receipt.after.rate == 75'000_nL_per_day);
  CHECK(receipt.after.reservoir == 20_mL);
  CHECK(receipt.warnings.empty());
  int changed = 0;
  for (const auto& row : review(receipt.now, receipt.after)) changed += row.changed && row.what != "program" ? 1 : 0;
  CHECK(changed == 4);  // dose, rate, the low and the empty date; the refill-by date is the 180 days' either way
  CHECK((outcome.result->in_force == receipt.after));
  CHECK(outcome.result->state_version == 1);
  CHECK(alice.uncertain().empty());

  CHECK(times_done(room, alice.last_operation()) == 1);
  room.advance(hours(24));
  CHECK(room.truth().delivered_nl == 75'000_nL);
  CHECK(room.truth().delivered_ng == 150_ug);
  CHECK(alice.status()->reservoir == 19'925'000_nL);
}

TEST_CASE("a bolus adds to what runs, is counted while it runs, and is logged with what went in") {
  Rehearsal room({.seed = 8});
  auto& alice = room.programmer("alice");
  const Outcome outcome = alice.change(operation(bolus(50_ug, hours(1))));
  REQUIRE((outcome.kind == Kind::done));
  const auto& shown = alice.last_receipt()->after.bolus;
  REQUIRE(shown.has_value());
  CHECK(shown->volume == 25'000_nL);
  CHECK(shown->achievable == 25'000_nL);
  CHECK(alice.last_receipt()->after.daily_dose == 120_ug);  // IPT-STA-07: a single bolus is never in it
  CHECK(!alice.last_receipt()->now.bolus.has_value());

  room.advance(minutes(30));
  const auto half = alice.status()->bolus;
  REQUIRE(half.has_value());
  CHECK(half->delivered == 12'500_nL);
  CHECK(half->remaining == Milliseconds(minutes(30)));
  CHECK(room.truth().delivered_nl == 13'750_nL);  // 12,500 of the bolus and 1,250 of the base
  const Outcome refused = alice.change(operation(continuous(150_ug_per_day)));
  CHECK((refused.kind == Kind::refused && reason_of(refused) == Reason::bolus_running));  // IPT-BOL-03

  room.advance(minutes(30));
  CHECK(!alice.status()->bolus.has_value());
  CHECK(room.truth().delivered_nl == 27'500_nL);
  const auto log = std::get<LogPage>(alice.ask(ReadLog{0, 0})->answer).entries;
  CHECK((log.back().kind == LogKind::bolus_ended && log.back().ending == Ending::complete));
  CHECK(log.back().volume == 25'000_nL);
  CHECK(log.back().delivered == 25'000_nL);
  CHECK(log.back().time.uptime.time_since_epoch() == hours(1));
}

TEST_CASE("a refill with another concentration brings its program: account and truth agree, and the dose stays the dose") {
  Rehearsal room({.seed = 9});
  auto& alice = room.programmer("alice");
  room.advance(90 * one_day);
  CHECK(alice.status()->reservoir == 14'600_uL);  // 20 mL − 90 × 0.06 mL
  Nanolitres withdrawn;
  room.by_hand([&](World& world, Uptime now) {
    move_needle(world, Place::septum, now);
    withdrawn = withdraw(world, {}, now)->volume;
    CHECK(inject(world, 18'600_uL, "baclofen", 500_ug_per_mL, now).has_value());
    move_needle(world, Place::out, now);
  });
  CHECK(withdrawn == 13'200_uL);  // all but the 1.4 mL that a needle leaves
  const Refill refill{20_mL, withdrawn, 14'600_uL, "baclofen", 500_ug_per_mL, "lot 7", continuous(120_ug_per_day, 500_ug_per_mL), {}, {}};

  const Outcome outcome = alice.change(operation(refill));

  REQUIRE((outcome.kind == Kind::done));
  const Receipt& receipt = *alice.last_receipt();
  CHECK(receipt.now.reservoir == 14'600_uL);
  CHECK(receipt.now.concentration == 2'000_ug_per_mL);
  CHECK(receipt.after.reservoir == 20_mL);
  CHECK(receipt.after.concentration == 500_ug_per_mL);
  CHECK(receipt.after.daily_dose == 120_ug);
  CHECK(receipt.after.rate == 240'000_nL_per_day);
  CHECK((receipt.after.low_reservoir_alarm == Date(PumpDay(day(4, 1) + std::chrono::days(75)))));  // 18 mL at 0.24 mL/day, from 1 April on
  CHECK((receipt.after.refill_by == Date(PumpDay(day(4, 1) + std::chrono::days(72)))));
  CHECK((receipt.warnings == std::vector{Warning::old_drug_in_path}));
  CHECK(*outcome.result->discrepancy == -1'400_uL);  // IPT-RFL-06
  CHECK((alice.status()->filled_on == Date(PumpDay(day(4, 1)))));

  CHECK(room.truth().reservoir_nl == 20_mL);
  room.advance(one_day);
  CHECK(alice.status()->reservoir == 19'760_uL);
  CHECK(room.truth().reservoir_nl == 19'760_uL);
  CHECK(adds_up(room.truth()));
}

TEST_CASE("Stop halts at once and for good, a resume starts the program again, and nothing is made up for the time between") {
  Rehearsal room({.seed = 10});
  auto& alice = room.programmer("alice");
  room.advance(hours(12));
  CHECK(room.truth().delivered_nl == 30'000_nL);
  CHECK((alice.stop().kind == Kind::done));
  CHECK(alice.last_stopped()->stopped_since.time_since_epoch() == hours(12));
  CHECK(alice.last_stopped()->durable);
  room.advance(hours(10));
  const auto stopped = alice.status();
  CHECK((stopped->mode == Mode::stopped && stopped->motor == MotorState::halted));
  CHECK((stopped->low_reservoir_alarm == Date(DateAbsent::stopped)));  // IPT-DAT-08
  CHECK(room.truth().delivered_nl == 30'000_nL);

  const Outcome outcome = alice.change(operation(Resume{}, ModeAfter::running));
  REQUIRE((outcome.kind == Kind::done));
  CHECK((alice.last_receipt()->now.mode == Mode::stopped));
  CHECK(alice.last_receipt()->now.daily_dose == 0_ug);
  CHECK((alice.last_receipt()->after.mode == Mode::simple_continuous));
  CHECK(alice.last_receipt()->after.daily_dose == 120_ug);
  room.advance(hours(12));
  CHECK(room.truth().delivered_nl == 60'000_nL);
}

TEST_CASE("setting the clock is shown, done at the commit, and moves neither the pump's time nor what was delivered") {
  Rehearsal room({.seed = 11});
  auto& alice = room.programmer("alice");
  room.advance(hours(10));
  const PumpClock summer = new_year + hours(11);
  const Outcome outcome = alice.change(operation(SetClock{summer}));
  REQUIRE((outcome.kind == Kind::done));
  CHECK((*alice.last_receipt()->now.clock == PumpClock(new_year + hours(10))));
  CHECK((*alice.last_receipt()->after.clock == summer));
  const auto response = alice.ask(GetStatus{});
  CHECK((response->time.clock == summer));
  CHECK(response->time.uptime.time_since_epoch() == hours(10));
  CHECK(room.truth().delivered_nl == 25'000_nL);
  const auto log = std::get<LogPage>(alice.ask(ReadLog{0, 0})->answer).entries;
  CHECK((log.back().kind == LogKind::clock_set && log.back().old_clock == PumpClock(new_year + hours(10))));
}

TEST_CASE("alarm settings move the dates as the receipt said") {
  Rehearsal room({.seed = 12});
  auto& alice = room.programmer("alice");
  const Outcome outcome = alice.change(operation(AlarmSettings{3_mL, 5}));
  REQUIRE((outcome.kind == Kind::done));
  const Receipt& receipt = *alice.last_receipt();
  CHECK((receipt.now.low_reservoir_alarm == Date(PumpDay(day(10, 28)))));    // 18 mL at 0.06 mL/day: 300 days
  CHECK((receipt.after.low_reservoir_alarm == Date(PumpDay(day(10, 11)))));  // 17 mL: 283 days and 8 hours
  CHECK((receipt.after.refill_by == Date(PumpDay(day(6, 30)))));             // the 180 days come first
  const auto after = alice.status();
  CHECK(after->low_reservoir_level == 3_mL);
  CHECK(after->refill_lead_days == 5);
  CHECK((after->low_reservoir_alarm == receipt.after.low_reservoir_alarm));
}

TEST_CASE("a person who says no leaves everything as it was, and the pump is never sent a commit") {
  Rehearsal room({.seed = 13});
  auto& alice = room.programmer("alice");
  const Implant before = room.pump().implant();
  CHECK((alice.change(operation(continuous(150_ug_per_day)), [](const Receipt&) { return false; }).kind == Kind::declined));
  CHECK((room.pump().implant() == before));
  CHECK(alice.uncertain().empty());
  CHECK(room.pump().device().scripted().heard.size() == 4);  // Hello, AcquireControl, Stage, ReleaseControl
}

TEST_CASE("the same seed gives the same run byte for byte, and another seed other secrets") {
  const auto run = [](std::uint64_t seed) {
    Rehearsal room({.seed = seed});
    auto& alice = room.programmer("alice");
    alice.change(operation(bolus(50_ug, hours(1))));
    const auto& heard = room.pump().device().scripted().heard;
    return std::pair(std::vector<std::string>(heard.begin(), heard.end()), alice.last_receipt()->grant);
  };
  CHECK((run(7) == run(7)));
  CHECK((run(7).second != run(8).second));
}
