// A change of concentration, with the drug in tubing and catheter bridged, and not: the worked figures of 0.338 mL at
// 300 mcg/day. A bridge is part of the one operation that a refill is.
#include <doctest/doctest.h>

#include "tests/rehearsal/bedside_words.hpp"

using namespace ipt;
using namespace ipt::test;

namespace {

constexpr Nanolitres path = 338'000_nL;

Rehearsal::Setup holding(Concentration concentration, std::uint64_t seed, const std::string& profile = "ipt-20") {
  return {.seed = seed, .profile = profile, .delivered = {"baclofen", concentration, 18_mL, 300_ug_per_day, PumpClock(new_year)}};
}

/// The needle stays away: what reservoir and path hold is of no matter to what the pump does.
Refill refill_of(Concentration concentration, DoseRate dose = 300_ug_per_day) { return {18_mL, 18_mL, 18_mL, "baclofen", concentration, "LOT-7", continuous(dose, concentration), {}, {}}; }

/// All that a syringe can change, without the residual that mixes in: the reservoir's content is another one.
void exchange(Rehearsal& room, Concentration concentration) {
  room.by_hand([&](World& world, Uptime now) {
    advance(world, now);
    const Fluid syringe = fluid("baclofen", volume(world.reservoir), concentration);
    world.totals.withdrawn += amount(world.reservoir);
    world.totals.injected += amount(syringe);
    world.reservoir = syringe;
  });
}

Milliseconds until_bridge_ends(Rehearsal& room) { return firmware(room).bridge->ends - room.pump().now(); }

}  // namespace

TEST_CASE("IPT-RFL-11 from 500 to 2,000 mcg/mL with a bridge: 13.5 h at 0.60 mL/day, and the patient has 300 mcg/day all along") {
  Rehearsal room(holding(500_ug_per_mL, 71));
  auto& alice = room.programmer("alice");
  Refill refill = refill_of(2'000_ug_per_mL);
  refill.bridge = Bridge{path, 500_ug_per_mL, 300_ug_per_day};
  exchange(room, 2'000_ug_per_mL);
  REQUIRE((alice.change(operation(refill)).kind == Kind::done));

  const Receipt& receipt = *alice.last_receipt();
  REQUIRE(receipt.after.bridge.has_value());
  CHECK(receipt.after.bridge->volume == path);
  CHECK(receipt.after.bridge->old_daily_dose == 300_ug);
  CHECK(receipt.after.bridge->rate == 600'000_nL_per_day);
  CHECK(receipt.after.bridge->duration == Milliseconds(48'672'000));  // 13.52 h
  CHECK(receipt.after.daily_dose == 300_ug);
  CHECK(receipt.after.rate == 150'000_nL_per_day);
  CHECK(receipt.warnings.empty());  // no old drug stays in the path

  room.advance(hours(6));
  const auto status = alice.status();
  REQUIRE(status->bridge.has_value());
  CHECK(status->bridge->delivered == 150'000_nL);
  CHECK(!status->bolus.has_value());
  CHECK(room.truth().delivered_ng == 75_ug);
  room.advance(until_bridge_ends(room));
  CHECK(room.truth().delivered_nl == path);
  CHECK(room.truth().delivered_ng == 169_ug);  // all of the old drug
  CHECK(!alice.status()->bridge.has_value());
  room.advance(hours(24));
  CHECK(room.truth().delivered_nl == path + 150'000_nL);
  CHECK(room.truth().delivered_ng == 469_ug);
  CHECK(adds_up(room.truth()));
}

TEST_CASE("from 500 to 2,000 mcg/mL without a bridge: 54 h at 75 mcg/day") {
  Rehearsal room(holding(500_ug_per_mL, 72));
  exchange(room, 2'000_ug_per_mL);
  REQUIRE((room.programmer("alice").change(operation(refill_of(2'000_ug_per_mL))).kind == Kind::done));
  CHECK((room.programmer("alice").last_receipt()->warnings == std::vector{Warning::old_drug_in_path}));
  room.advance(hours(54));
  CHECK(room.truth().delivered_ng == Nanograms(168'750));  // 54 h of 75 mcg/day
  room.advance(minutes(15));
  CHECK(room.truth().delivered_ng > 169_ug);  // and then the new drug, at 300
}

TEST_CASE("from 2,000 to 500 mcg/mL without a bridge: 13.5 h at 1,200 mcg/day") {
  Rehearsal room(holding(2'000_ug_per_mL, 73));
  exchange(room, 500_ug_per_mL);
  REQUIRE((room.programmer("alice").change(operation(refill_of(500_ug_per_mL))).kind == Kind::done));
  room.advance(minutes(810));
  CHECK(room.truth().delivered_ng == 675_ug);  // 13.5 h of 1,200 mcg/day
}

TEST_CASE("IPT-RFL-11 under flex a bridge goes on with the old schedule at the old concentration") {
  Rehearsal room(holding(500_ug_per_mL, 74));
  auto& alice = room.programmer("alice");
  Flex flex;
  for (std::uint32_t weekday = 1; weekday <= 7; ++weekday) {
    flex.steps.push_back({weekday, hours(0), 240_ug_per_day});
    flex.steps.push_back({weekday, hours(6), 480_ug_per_day});
  }
  REQUIRE((alice.change(operation(Program{500_ug_per_mL, flex})).kind == Kind::done));
  Refill refill = refill_of(2'000_ug_per_mL);
  refill.bridge = Bridge{path, 500_ug_per_mL, 420_ug_per_day};  // the day's
  REQUIRE((alice.change(operation(refill)).kind == Kind::done));
  // 6 h of 480,000 nL/day move 120,000; the other 218,000 at 960,000 nL/day take 5 h 27 min.
  CHECK(alice.last_receipt()->after.bridge->duration == Milliseconds(hours(11) + minutes(27)));
  CHECK(alice.last_receipt()->after.bridge->rate == 480'000_nL_per_day);
  room.advance(hours(6));
  CHECK(room.truth().delivered_nl == 120'000_nL);
  room.advance(hours(5) + minutes(27));
  CHECK(room.truth().delivered_nl == path);
  room.advance(hours(24));
  CHECK(room.truth().delivered_nl == path + 150'000_nL);
}

TEST_CASE("under periodic doses a bridge goes on with their grid, and the new program's begins when it has ended") {
  Rehearsal room(holding(500_ug_per_mL, 75));
  auto& alice = room.programmer("alice");
  const PeriodicBolus old{100_ug, hours(1), hours(8), 60_ug_per_day};
  REQUIRE((alice.change(operation(Program{500_ug_per_mL, old})).kind == Kind::done));
  room.advance(minutes(30));
  Refill refill = refill_of(2'000_ug_per_mL);
  const PeriodicBolus next{80_ug, hours(1), hours(6), 0_ug_per_day};
  refill.program = Program{2'000_ug_per_mL, next};
  refill.bridge = Bridge{path, 500_ug_per_mL, 360_ug_per_day};
  REQUIRE((alice.change(operation(refill)).kind == Kind::done));
  CHECK(alice.last_receipt()->warnings.empty());  // the dose under way is not cut
  // The rest of the dose under way (100,000 nL in 30 min), 5,000 nL/h all along, then 205,000 nL/h from the 8th hour on:
  // 102,500 in the first 30 min, 35,000 in the 7 h between, and the other 200,500 in 58 min 40.976 s.
  const Milliseconds bridge = until_bridge_ends(room);
  CHECK(bridge == minutes(450) + Milliseconds(3'520'976));
  const Nanolitres before = room.truth().delivered_nl;
  room.advance(bridge);
  CHECK(room.truth().delivered_nl - before == path);
  room.advance(hours(1));
  CHECK(room.truth().delivered_nl - before == path + 40'000_nL);  // the first new dose, at once
  room.advance(hours(5));
  CHECK(room.truth().delivered_nl - before == path + 40'000_nL);
  room.advance(hours(1));
  CHECK(room.truth().delivered_nl - before == path + 80'000_nL);
}

TEST_CASE("under periodic doses a bridge skips the dose that the old program skips, after a resume in its window") {
  Rehearsal room(holding(500_ug_per_mL, 88));
  auto& alice = room.programmer("alice");
  REQUIRE((alice.change(operation(Program{500_ug_per_mL, PeriodicBolus{100_ug, hours(1), hours(8), 60_ug_per_day}})).kind == Kind::done));
  room.advance(minutes(10));
  alice.stop();
  REQUIRE((alice.change(operation(Resume{}, ModeAfter::running)).kind == Kind::done));
  Refill refill = refill_of(2'000_ug_per_mL);
  refill.bridge = Bridge{100'000_nL, 500_ug_per_mL, 360_ug_per_day};
  REQUIRE((alice.change(operation(refill)).kind == Kind::done));
  // 7 h 50 min of 5,000 nL/h, 39,166.67; the other 60,833.33 at 205,000 nL/h.
  CHECK(until_bridge_ends(room) == minutes(470) + Milliseconds(1'068'293));
}

TEST_CASE("IPT-RFL-10 while a bridge runs only Stop is accepted; stopped, it is over for good and the new program waits") {
  Rehearsal room(holding(500_ug_per_mL, 76));
  auto& alice = room.programmer("alice");
  Refill refill = refill_of(2'000_ug_per_mL);
  refill.bridge = Bridge{path, 500_ug_per_mL, 300_ug_per_day};
  alice.change(operation(refill));
  const OperationId id = alice.last_operation();
  room.advance(hours(6));
  CHECK((reason_of(alice.change(operation(continuous(310_ug_per_day)))) == Reason::bolus_running));
  REQUIRE((alice.stop().kind == Kind::done));
  const auto report = std::get<OperationReport>(alice.ask(GetOperation{id, {}, false})->answer);
  CHECK((report.state == OperationState::executed && report.ending == Ending::stopped));
  CHECK(report.delivered == 150'000_nL);
  room.advance(hours(6));
  CHECK(room.truth().delivered_nl == 150'000_nL);
  REQUIRE((alice.change(operation(Resume{}, ModeAfter::running)).kind == Kind::done));
  room.advance(hours(24));
  CHECK(room.truth().delivered_nl == 300'000_nL);
}

TEST_CASE("IPT-OPS-16 a boot ends a bridge, and the new program runs") {
  Rehearsal room(holding(500_ug_per_mL, 77));
  auto& alice = room.programmer("alice");
  Refill refill = refill_of(2'000_ug_per_mL);
  refill.bridge = Bridge{path, 500_ug_per_mL, 300_ug_per_day};
  alice.change(operation(refill));
  room.advance(hours(6));
  alice.status();
  room.reboot();
  CHECK(!alice.status()->bridge.has_value());
  room.advance(hours(24));
  CHECK(room.truth().delivered_nl == 300'000_nL);
}

TEST_CASE("what a bridge says about the program before must be so") {
  Rehearsal room(holding(500_ug_per_mL, 78));
  auto& alice = room.programmer("alice");
  Refill refill = refill_of(2'000_ug_per_mL);
  refill.bridge = Bridge{path, 1'000_ug_per_mL, 300_ug_per_day};
  CHECK((reason_of(alice.change(operation(refill))) == Reason::concentration_mismatch));
  refill.bridge = Bridge{path, 500_ug_per_mL, 310_ug_per_day};
  const Outcome other_dose = alice.change(operation(refill));
  CHECK((reason_of(other_dose) == Reason::out_of_range));
  CHECK(other_dose.refusal->limit == 300'000);
  refill.bridge = Bridge{19_mL, 500_ug_per_mL, 300_ug_per_day};
  CHECK((reason_of(alice.change(operation(refill))) == Reason::not_enough_left));
  refill.volume = 19_mL;
  refill.bridge = Bridge{18_mL + Nanolitres(1), 500_ug_per_mL, 300_ug_per_day};
  CHECK((reason_of(alice.change(operation(refill))) == Reason::out_of_range));
  refill.bridge = Bridge{18_mL, 500_ug_per_mL, 300_ug_per_day};  // exactly the 30 days that a bridge may take
  CHECK((alice.change(operation(refill)).kind == Kind::done));
}

TEST_CASE("IPT-DAT-02 with a bridge the low alarm sounds on the day shown, and not before") {
  Rehearsal room(holding(500_ug_per_mL, 79));
  auto& alice = room.programmer("alice");
  Refill refill = refill_of(2'000_ug_per_mL);
  refill.bridge = Bridge{path, 500_ug_per_mL, 300_ug_per_day};
  alice.change(operation(refill));
  const Uptime low = firmware(room).low_at;
  // 338,000 nL by the bridge, the other 15,662,000 of 16 mL at 150,000 nL/day.
  CHECK(low == at(Milliseconds(48'672'000) + Milliseconds(9'021'312'000)));
  CHECK(std::get<PumpDay>(alice.last_receipt()->after.low_reservoir_alarm) == day(1, 1) + std::chrono::days(104));
  room.advance(low - room.pump().now() - Milliseconds(1));
  CHECK(alice.status()->alarms.empty());
  room.advance(Milliseconds(1));
  CHECK(alice.status()->alarms.size() == 1);
  CHECK(alice.status()->reservoir == 2_mL);
}

TEST_CASE("IPT-DLV-10 a bridge, a priming and periodic doses come out the same however time is cut") {
  Rehearsal leap(holding(500_ug_per_mL, 80)), slices(holding(500_ug_per_mL, 80));
  Refill refill = refill_of(2'000_ug_per_mL);
  refill.program = Program{2'000_ug_per_mL, PeriodicBolus{80_ug, hours(1), hours(6), DoseRate(96'001)}};
  refill.bridge = Bridge{Nanolitres(337'777), 500_ug_per_mL, 300_ug_per_day};
  for (Rehearsal* room : {&leap, &slices}) REQUIRE((room->programmer("alice").change(operation(refill)).kind == Kind::done));
  leap.advance(hours(50));
  for (int n = 0; n < 50 * 60; ++n) slices.advance(minutes(1));
  CHECK((leap.truth() == slices.truth()));
  CHECK((leap.pump().implant().firmware == slices.pump().implant().firmware));
}

TEST_CASE("a new program of periodic doses whose bridge was stopped gives its first dose when it is run, not before and not later") {
  Rehearsal room(holding(500_ug_per_mL, 86));
  auto& alice = room.programmer("alice");
  Refill refill = refill_of(2'000_ug_per_mL);
  refill.program = Program{2'000_ug_per_mL, PeriodicBolus{80_ug, hours(1), hours(6), 0_ug_per_day}};
  refill.bridge = Bridge{path, 500_ug_per_mL, 300_ug_per_day};
  REQUIRE((alice.change(operation(refill)).kind == Kind::done));
  room.advance(hours(1));
  alice.stop();
  const Nanolitres before = room.truth().delivered_nl;
  room.advance(hours(2));
  REQUIRE((alice.change(operation(Resume{}, ModeAfter::running)).kind == Kind::done));
  room.advance(hours(1));
  CHECK(room.truth().delivered_nl - before == 40'000_nL);
}

TEST_CASE("IPT-BOL-11 a dose of the old grid that is under way when its bridge ends is told as cut") {
  Rehearsal room(holding(500_ug_per_mL, 87));
  auto& alice = room.programmer("alice");
  REQUIRE((alice.change(operation(Program{500_ug_per_mL, PeriodicBolus{100_ug, hours(1), hours(8), 0_ug_per_day}})).kind == Kind::done));
  Refill refill = refill_of(2'000_ug_per_mL);
  refill.bridge = Bridge{100'000_nL, 500_ug_per_mL, 300_ug_per_day};  // half of the first dose
  REQUIRE((alice.change(operation(refill)).kind == Kind::done));
  room.advance(hours(1));
  int cut = 0;
  for (const auto& entry : room.pump().implant().notes.log.entries()) {
    if (entry.kind != LogKind::periodic_dose_cut) continue;
    ++cut;
    CHECK(entry.volume == 200'000_nL);
    CHECK(entry.delivered == 100'000_nL);
  }
  CHECK(cut == 1);
}
