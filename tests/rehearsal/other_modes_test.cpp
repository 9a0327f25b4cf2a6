// Mixtures, and a pump whose bolus leaves it stopped.
#include <doctest/doctest.h>

#include "programmer/core/review.hpp"
#include "tests/rehearsal/bedside_words.hpp"

using namespace ipt;
using namespace ipt::test;

TEST_CASE("out of a mixture the other dose follows the first by their concentrations, and a clinician is shown both") {
  Rehearsal room({.seed = 101, .profile = "ipt-40", .delivered = {"baclofen-morphine", 1'000_ug_per_mL, 20_mL, 120_ug_per_day, PumpClock(new_year)}});
  auto& alice = room.programmer("alice");
  REQUIRE(alice.status()->other_doses.size() == 1);
  CHECK(alice.status()->other_doses[0].drug == "morphine");
  CHECK(alice.status()->other_doses[0].daily_dose == 240_ug);  // 120 x 2,000 / 1,000
  REQUIRE((alice.change(operation(continuous(130_ug_per_day, 1'000_ug_per_mL))).kind == Kind::done));
  CHECK(alice.last_receipt()->after.other_doses[0].daily_dose == 260_ug);
  const auto rows = review(alice.last_receipt()->now, alice.last_receipt()->after);
  CHECK(std::any_of(rows.begin(), rows.end(), [](const auto& row) { return row.what == "with it" && row.old_value == "morphine 240 mcg/day" && row.new_value == "morphine 260 mcg/day"; }));
  Refill refill{20_mL, 20_mL, 20_mL, "baclofen-morphine", 2'000_ug_per_mL, {}, continuous(130_ug_per_day), {}, {}};
  REQUIRE((alice.change(operation(refill)).kind == Kind::done));
  CHECK(alice.last_receipt()->after.other_doses[0].daily_dose == 325_ug);  // 130 x 5,000 / 2,000
}

TEST_CASE("on an early pump a bolus says that it ends stopped, and does: what runs goes on until it has been given") {
  Rehearsal room({.seed = 102, .profile = "early-20"});
  auto& alice = room.programmer("alice");
  CHECK((reason_of(alice.change(operation(bolus(50_ug, hours(1))))) == Reason::unsupported));
  REQUIRE((alice.change(operation(bolus(50_ug, hours(1)), ModeAfter::stopped)).kind == Kind::done));
  CHECK((alice.last_receipt()->warnings == std::vector{Warning::stays_stopped}));
  room.advance(hours(1) - Milliseconds(1));
  CHECK((alice.status()->mode == Mode::simple_continuous));
  room.advance(Milliseconds(1));
  CHECK((alice.status()->mode == Mode::stopped));
  CHECK(*alice.status()->stopped_since == at(hours(1)));
  room.advance(hours(24));
  CHECK(room.truth().delivered_nl == 27'500_nL);
  CHECK((reason_of(alice.change(operation(bolus(50_ug, hours(1)), ModeAfter::stopped))) == Reason::stopped));
  REQUIRE((alice.change(operation(Resume{}, ModeAfter::running)).kind == Kind::done));
  room.advance(hours(24));
  CHECK(room.truth().delivered_nl == 87'500_nL);
}
