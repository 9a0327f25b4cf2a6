// Priming: tubing and catheter, or a new catheter alone, pushed out at the tip.
#include <doctest/doctest.h>

#include "programmer/core/path.hpp"
#include "tests/rehearsal/bedside_words.hpp"

using namespace ipt;
using namespace ipt::test;

TEST_CASE("IPT-STG-28 338 uL in 20 minutes would be 24.3 mL/day: refused, with the shortest duration allowed") {
  Rehearsal room({.seed = 81});
  auto& alice = room.programmer("alice");
  const Outcome outcome = alice.change(operation(Prime{338'000_nL, minutes(20)}));
  CHECK((reason_of(outcome) == Reason::out_of_range));
  CHECK(outcome.refusal->field == "prime.duration_ms");
  CHECK(outcome.refusal->limit == 1'216'800);
  CHECK((alice.change(operation(Prime{338'000_nL, Milliseconds(1'216'799)})).kind == Kind::refused));
  REQUIRE((alice.change(operation(Prime{338'000_nL, Milliseconds(1'216'800)})).kind == Kind::done));
  CHECK(alice.last_receipt()->after.bolus->volume == 338'000_nL);
  CHECK(alice.last_receipt()->after.bolus->dose == 676_ug);  // of what the reservoir holds
}

TEST_CASE("IPT-STA-12 a priming adds to the program, is shown while it runs, and is logged with what went in") {
  Rehearsal room({.seed = 82});
  auto& alice = room.programmer("alice");
  REQUIRE((alice.change(operation(Prime{338'000_nL, minutes(30)})).kind == Kind::done));
  const OperationId id = alice.last_operation();
  room.advance(minutes(15));
  REQUIRE(alice.status()->bolus.has_value());
  CHECK(alice.status()->bolus->delivered == 169'000_nL);
  CHECK((reason_of(alice.change(operation(bolus(10_ug, hours(1))))) == Reason::bolus_running));
  room.advance(minutes(15));
  CHECK(!alice.status()->bolus.has_value());
  const auto report = std::get<OperationReport>(alice.ask(GetOperation{id, {}, false})->answer);
  CHECK((report.state == OperationState::executed && report.ending == Ending::complete));
  CHECK(report.delivered == 338'000_nL);
  CHECK(room.truth().delivered_nl == 339'250_nL);  // and 30 minutes of 60,000 nL/day
}

TEST_CASE("a refill with a priming is one operation; with both a priming and a bridge it is none") {
  Rehearsal room({.seed = 83});
  auto& alice = room.programmer("alice");
  Refill refill{20_mL, 20_mL, 20_mL, "baclofen", 500_ug_per_mL, {}, continuous(120_ug_per_day, 500_ug_per_mL), Prime{338'000_nL, minutes(30)}, Bridge{338'000_nL, 2'000_ug_per_mL, 120_ug_per_day}};
  CHECK((reason_of(alice.change(operation(refill))) == Reason::bad_therapy));
  refill.bridge.reset();
  REQUIRE((alice.change(operation(refill)).kind == Kind::done));
  CHECK(alice.last_receipt()->after.bolus->volume == 338'000_nL);
  CHECK(alice.status()->bolus.has_value());
  room.advance(minutes(30));
  CHECK(room.truth().delivered_nl == 338'000_nL + 5'000_nL);
  refill.prime->volume = 21_mL;
  CHECK((alice.change(operation(refill)).kind == Kind::refused));
}

TEST_CASE("a priming or a bridge neither ends stopped nor starts a stopped pump unless that is said") {
  Rehearsal room({.seed = 84});
  auto& alice = room.programmer("alice");
  const Prime prime{100'000_nL, hours(1)};
  CHECK((reason_of(alice.change(operation(prime, ModeAfter::stopped))) == Reason::unsupported));
  alice.stop();
  CHECK((reason_of(alice.change(operation(prime))) == Reason::stopped));
  CHECK((reason_of(alice.change(operation(Bridge{100'000_nL, 500_ug_per_mL, 120_ug_per_day}))) == Reason::stopped));
  REQUIRE((alice.change(operation(prime, ModeAfter::running)).kind == Kind::done));
  room.advance(hours(2));
  CHECK(room.truth().delivered_nl == 105'000_nL);
}

TEST_CASE("a bridge of its own gives the old drug at the old dose, then the program in force") {
  Rehearsal room({.seed = 85});
  auto& alice = room.programmer("alice");
  REQUIRE((alice.change(operation(Bridge{100'000_nL, 500_ug_per_mL, 120_ug_per_day})).kind == Kind::done));
  room.advance(hours(10));  // at 240,000 nL/day
  CHECK(room.truth().delivered_nl == 100'000_nL);
  room.advance(hours(24));
  CHECK(room.truth().delivered_nl == 160'000_nL);
}

TEST_CASE("the programmer reckons volume and duration of a priming, and the volume of a bridge, from what the pump tells of itself") {
  Rehearsal room({.seed = 86});
  const Info info = std::get<Info>(room.programmer("alice").connect() ? room.programmer("alice").ask(GetInfo{})->answer : decltype(Response::answer)(Info{}));
  CHECK(prime_from("full", "", info)->volume == 338'000_nL);
  CHECK(prime_from("full", "", info)->duration == Milliseconds(minutes(21)));
  CHECK(prime_from("catheter", "30min", info)->volume == 198'000_nL);
  CHECK(prime_from("0.199mL", "1h", info)->volume == 199'000_nL);
  CHECK_FALSE(prime_from("all", "", info));
  Status before;
  before.concentration = 500_ug_per_mL;
  CHECK((*bridge_from("auto", info, before, 300_ug_per_day, true) == Bridge{338'000_nL, 500_ug_per_mL, 300_ug_per_day}));
  CHECK_FALSE(bridge_from("auto", info, before, 300_ug_per_day, false)->has_value());
  CHECK_FALSE(bridge_from("none", info, before, 300_ug_per_day, true)->has_value());
  CHECK_FALSE(bridge_from("auto", info, before, DoseRate(0), true));
}
