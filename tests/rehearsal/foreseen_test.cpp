// What the dates foresee while something runs that ends by itself comes out when it has ended: IPT-DAT-02, IPT-DAT-05.
#include <doctest/doctest.h>

#include "tests/rehearsal/bedside_words.hpp"

using namespace ipt;
using namespace ipt::test;

namespace {

constexpr Concentration ten_mg = Concentration(10'000'000);

struct Foreseen {
  Uptime low, empty, shown_low, shown_empty;
  bool operator==(const Foreseen&) const = default;
};
Foreseen foreseen(Rehearsal& room) {
  const Firmware& f = firmware(room);
  return {f.low_at, f.empty_at, f.shown_low_at, f.shown_empty_at};
}

/// Now, and when nothing runs any more.
void come_out(Rehearsal& room, Milliseconds until_over) {
  const Foreseen before = foreseen(room);
  REQUIRE(has_bolus(firmware(room)));
  room.advance(until_over);
  REQUIRE(!has_bolus(firmware(room)));
  CHECK((foreseen(room) == before));
}

Milliseconds until_bridge_ends(Rehearsal& room) { return firmware(room).bridge->ends - room.pump().now(); }

}  // namespace

TEST_CASE("IPT-DAT-02 part of a stroke that is owed when a bridge ends is reckoned with") {
  // 7 ms more or less of a stroke matter: an odd volume, odd doses, and a stroke half owed at the start.
  Rehearsal room({.seed = 401, .delivered = {"baclofen", 500_ug_per_mL, 18_mL, DoseRate(299'999), PumpClock(new_year)}});
  auto& alice = room.programmer("alice");
  room.advance(hours(5) + minutes(7));
  Refill refill{18_mL, 18_mL, 18_mL, "baclofen", 2'000_ug_per_mL, {}, continuous(DoseRate(48'011 * 2)), {}, {}};
  refill.bridge = Bridge{Nanolitres(337'655), 500_ug_per_mL, DoseRate(299'999)};
  REQUIRE((alice.change(operation(refill)).kind == Kind::done));
  come_out(room, until_bridge_ends(room));
}

TEST_CASE("IPT-BOL-10 a bridge within a grid of periodic doses is foreseen to skip the dose whose window it ends in") {
  Rehearsal room({.seed = 402});
  auto& alice = room.programmer("alice");
  REQUIRE((alice.change(operation(Program{2'000_ug_per_mL, PeriodicBolus{30_ug, hours(2), hours(6), {}}})).kind == Kind::done));
  room.advance(hours(1));
  const Nanolitres before = room.truth().delivered_nl;
  REQUIRE((alice.change(operation(Bridge{100'000_nL, 500_ug_per_mL, DoseRate(218'181)})).kind == Kind::done));
  const Milliseconds bridge = until_bridge_ends(room);
  REQUIRE(bridge > hours(5));
  REQUIRE(bridge < hours(7));  // in the second window
  come_out(room, bridge);
  room.advance(hours(11) - bridge);
  CHECK(room.truth().delivered_nl - before == 100'000_nL);
  room.advance(hours(2));
  CHECK(room.truth().delivered_nl - before == 115'000_nL);  // the third dose
}

TEST_CASE("a bridge on a pump that has lost its program is followed by the minimum rate, in the dates as well") {
  Rehearsal room({.seed = 403});
  auto& alice = room.programmer("alice");
  room.by_hand([](World& world, Uptime now) { advance(world, now), ++world.battery.resets; });
  REQUIRE((alice.status()->mode == Mode::minimum_rate));
  REQUIRE((alice.change(operation(Bridge{100'000_nL, 500_ug_per_mL, 300_ug_per_day})).kind == Kind::done));
  come_out(room, until_bridge_ends(room));
  CHECK((alice.status()->mode == Mode::minimum_rate));
}

TEST_CASE("while a bolus runs that ends stopped, no day is foreseen: nothing flows afterwards") {
  Rehearsal room({.seed = 404, .profile = "early-20"});
  auto& alice = room.programmer("alice");
  REQUIRE((alice.change(operation(bolus(50_ug, hours(1)), ModeAfter::stopped)).kind == Kind::done));
  CHECK(firmware(room).low_at == never);
  CHECK(firmware(room).empty_at == never);
  come_out(room, hours(1));
}

TEST_CASE("a bolus that was to end stopped and was broken off by a boot leaves the pump running, IPT-BOL-17") {
  Rehearsal room({.seed = 405, .profile = "early-20"});
  REQUIRE((room.programmer("alice").change(operation(bolus(50_ug, hours(1)), ModeAfter::stopped)).kind == Kind::done));
  room.advance(minutes(30));
  room.programmer("alice").status();
  room.reboot();
  CHECK(!has_bolus(firmware(room)));
  CHECK((room.programmer("alice").status()->mode == Mode::simple_continuous));
}

TEST_CASE("IPT-BOL-11 a periodic dose under way when a bolus ends stopped is told as cut") {
  Rehearsal room({.seed = 406, .profile = "early-20"});
  auto& alice = room.programmer("alice");
  REQUIRE((alice.change(operation(Program{2'000_ug_per_mL, PeriodicBolus{100_ug, hours(2), hours(8), {}}})).kind == Kind::done));
  REQUIRE((alice.change(operation(bolus(50_ug, hours(1)), ModeAfter::stopped)).kind == Kind::done));
  room.advance(hours(1));
  const auto& entries = room.pump().implant().notes.log.entries();
  const auto cut = std::find_if(entries.begin(), entries.end(), [](const auto& entry) { return entry.kind == LogKind::periodic_dose_cut; });
  REQUIRE((cut != entries.end()));
  CHECK(cut->delivered == 25'000_nL);
}

TEST_CASE("IPT-DAT-05 what a patient may ask for is reckoned with while a bolus, a priming or a bridge runs, from its end on") {
  const PatientLimits limits{Nanograms(1'234'567), minutes(37), hours(5), 3};
  const TherapyKind runs[] = {SingleBolus{1'000_ug, hours(9), ten_mg}, Prime{338'000_nL, hours(3)}, Bridge{338'000_nL, ten_mg, DoseRate(2'000'000)}};
  for (const auto& run : runs) {
    INFO(run.index());
    Rehearsal room({.seed = 407, .profile = "ipt-40", .delivered = {"morphine", ten_mg, 20_mL, DoseRate(2'000'000), PumpClock(new_year)}});
    auto& alice = room.programmer("alice");
    REQUIRE((alice.change(operation(limits)).kind == Kind::done));
    REQUIRE((alice.change(operation(run)).kind == Kind::done));
    REQUIRE(firmware(room).shown_low_at < firmware(room).low_at);
    const bool is_bridge = std::holds_alternative<Bridge>(run);
    const Milliseconds until_over = is_bridge ? until_bridge_ends(room) : firmware(room).bolus->ends - room.pump().now();
    CHECK(alice.status()->patient_boluses->next == room.pump().now() + until_over);  // before that it would be BOLUS_RUNNING
    come_out(room, until_over);
  }
}

TEST_CASE("IPT-BOL-06 a bridge tells what of its own volume has moved, not the part of a stroke that was owed before it") {
  Rehearsal room({.seed = 408});
  auto& alice = room.programmer("alice");
  room.advance(minutes(5));  // 208 of 250 nL are owed
  REQUIRE((alice.change(operation(Bridge{338'000_nL, 500_ug_per_mL, 300_ug_per_day})).kind == Kind::done));
  room.advance(Milliseconds(18'000));  // 125 nL of the bridge: a stroke is made, and it is none of the bridge's
  CHECK(alice.status()->bridge->delivered == Nanolitres(0));
  CHECK(alice.status()->reservoir == 20_mL - 250_nL);
  room.advance(Milliseconds(18'000));
  CHECK(alice.status()->bridge->delivered == 250_nL);
}
