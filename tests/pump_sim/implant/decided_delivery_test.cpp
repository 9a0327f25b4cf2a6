// What was decided about delivery, so that there is one right number. Figures are worked out by hand.
#include <doctest/doctest.h>

#include "tests/pump_sim/implant/implants.hpp"

using namespace ipt;
using namespace ipt::test;

TEST_CASE("120 mcg a day at 2,000 mcg/mL are 60,000 nL a day: 240 strokes of 250 nL") {
  Patient patient;
  CHECK(patient.values().rate == 60'000_nL_per_day);
  CHECK(patient.values().daily_dose == 120_ug);
  patient.advance(one_day);
  CHECK(patient.truth().strokes.value == 240);
  CHECK(patient.truth().delivered_nl == 60'000_nL);
  CHECK(patient.truth().delivered_ng == 120_ug);
  CHECK(patient.computed() == 19'940_uL);
}

TEST_CASE("IPT-DLV-02 a stroke is made when it is fully owed, never before: 250 nL at 60,000 nL a day every 6 minutes") {
  Patient patient;
  patient.advance_to(minutes(6) - Milliseconds{1});
  CHECK(patient.truth().strokes.value == 0);
  patient.advance_to(minutes(6));
  CHECK(patient.truth().strokes.value == 1);
}

TEST_CASE("IPT-TIM-10 what is due at an instant is done at that instant, before a command given at it") {
  Patient patient;
  patient.advance_to(minutes(6));
  patient.stop();
  patient.advance(hours(1));
  CHECK(patient.truth().strokes.value == 1);
}

TEST_CASE("IPT-DLV-03 the remainder is carried: programmed anew every 50 minutes, a stroke an hour is still made every hour") {
  Patient patient(20_mL, 120_ug_per_day, "valve-20");  // 2,500 nL a stroke: one an hour
  for (int change = 1; change <= 36; ++change) {       // 30 hours
    patient.advance(minutes(50));
    CHECK(!patient.commit(continuous(120_ug_per_day)));
    CHECK(patient.truth().strokes.value == change * 50 / 60);
  }
  CHECK(patient.truth().delivered_nl == 75'000_nL);
}

TEST_CASE("IPT-DLV-05 the last stroke before empty is partial: 1,000,100 nL are 4,000 strokes and one of 100 nL") {
  Patient patient(1'000'100_nL);
  patient.advance_to(4'000 * minutes(6));
  CHECK(patient.computed() == 100_nL);
  CHECK(patient.truth().reservoir_nl == 100_nL);
  patient.advance_to(4'001 * minutes(6) - Milliseconds{1});
  CHECK(patient.truth().reservoir_nl == 100_nL);
  patient.advance(Milliseconds{1});
  CHECK(patient.computed() == 0_nL);
  CHECK(patient.truth().reservoir_nl == 0_nL);
  CHECK(patient.truth().delivered_nl == 1'000'100_nL);
  CHECK(patient.raised(AlarmKind::empty_reservoir) == 4'001 * minutes(6));
}

TEST_CASE("IPT-DLV-06 dry, nothing is owed, and nothing is made up after a refill") {
  Patient patient(1'000'100_nL);
  // Ten days dry, and a refill in the middle between two strokes of the order that went on turning.
  patient.advance_to(4'001 * minutes(6) + 10 * one_day + minutes(3));
  CHECK(patient.truth().delivered_nl == 1'000'100_nL);
  patient.by_hand([](World& world, Uptime now) {
    move_needle(world, Place::septum, now);
    CHECK(inject(world, 10_mL, "baclofen", 2'000_ug_per_mL, now).has_value());
  });
  CHECK(!patient.commit(refill_to(10_mL)));
  CHECK(patient.status().alarms.size() == 2);  // low and empty, cleared but not acknowledged
  CHECK(!is_active(patient.firmware().alarms, AlarmKind::empty_reservoir));
  patient.advance(minutes(6) - Milliseconds{1});
  CHECK(patient.truth().delivered_nl == 1'000'100_nL);
  patient.advance(Milliseconds{1});
  CHECK(patient.truth().delivered_nl == 1'000'350_nL);
  CHECK(patient.computed() == 10_mL - 250_nL);
}

TEST_CASE("IPT-DLV-07 what a needle leaves can still be pumped: 20 mL last 333 days and 8 hours, down to 0") {
  Patient patient;
  patient.advance_to(333 * one_day + hours(8) - Milliseconds{1});
  CHECK(patient.truth().reservoir_nl == 250_nL);
  patient.advance(Milliseconds{1});
  CHECK(patient.truth().reservoir_nl == 0_nL);
  CHECK(patient.raised(AlarmKind::empty_reservoir) == 333 * one_day + hours(8));
}

TEST_CASE("IPT-STA-08 the achievable dose is that of whole strokes: 123 mcg a day are 24 strokes of 2,500 nL, 120 mcg") {
  Patient patient(20_mL, 123_ug_per_day, "valve-20");
  CHECK(patient.values().rate == 61'500_nL_per_day);
  CHECK(patient.status().achievable_daily_dose == 120_ug);
}

TEST_CASE("IPT-DLV-09 flex: before Monday's first step Sunday's last rate goes on, and a weekday without a step carries it round the week") {
  Patient patient(20_mL, std::nullopt);
  const Flex flex{{{1, hours(20), 240_ug_per_day}, {1, hours(8), 120_ug_per_day}}};  // Mondays only; from a Thursday on
  CHECK(!patient.commit(Program{2'000_ug_per_mL, flex}, ModeAfter::running));
  CHECK(patient.values().rate == 120'000_nL_per_day);
  CHECK(patient.values().daily_dose == 240_ug);
  patient.advance(4 * one_day);  // Thursday to Sunday
  CHECK(patient.truth().delivered_nl == 480'000_nL);
  CHECK(patient.values().rate == 120'000_nL_per_day);
  CHECK(patient.values().daily_dose == 180_ug);  // Monday: 8 h and 4 h of 240, 12 h of 120
  patient.advance(hours(8));
  CHECK(patient.values().rate == 60'000_nL_per_day);
  CHECK(patient.truth().delivered_nl == 520'000_nL);
  patient.advance(hours(12));
  CHECK(patient.values().rate == 120'000_nL_per_day);
  CHECK(patient.truth().delivered_nl == 550'000_nL);
  patient.advance(hours(4) + one_day);
  CHECK(patient.truth().delivered_nl == 690'000_nL);
}

TEST_CASE("IPT-STG-31 every step counts: thirteen on a weekday are accepted, fourteen refused, and each is checked against the flow range") {
  Patient patient;
  Flex flex;
  for (int n = 0; n < 13; ++n) flex.steps.push_back({4, hours(n), 120_ug_per_day});
  CHECK(!patient.commit(Program{2'000_ug_per_mL, flex}));
  flex.steps.push_back({4, hours(13), 120_ug_per_day});  // the same rate, and a step all the same
  const auto too_many = patient.commit(Program{2'000_ug_per_mL, flex});
  CHECK((reason_of(too_many) == Reason::bad_schedule));
  CHECK((too_many->asked == 14 && too_many->limit == 13));
  flex.steps.back().weekday = 5;
  flex.steps.back().dose = DoseRate{95'999};  // 47,999.5 nL/day, half a nanolitre below the range
  CHECK((reason_of(patient.commit(Program{2'000_ug_per_mL, flex})) == Reason::out_of_range));
  flex.steps.back().dose = 96_ug_per_day;
  CHECK(!patient.commit(Program{2'000_ug_per_mL, flex}));
}

TEST_CASE("IPT-TIM-08 setting the clock picks the step now due, and neither makes up nor takes back anything") {
  Patient patient(20_mL, std::nullopt);
  Flex flex;
  for (std::uint32_t weekday = 1; weekday <= 7; ++weekday) {
    flex.steps.push_back({weekday, hours(8), 120_ug_per_day});
    flex.steps.push_back({weekday, hours(20), 240_ug_per_day});
  }
  CHECK(!patient.commit(Program{2'000_ug_per_mL, flex}, ModeAfter::running));
  patient.advance(hours(7));  // 07:00, 240 mcg/day since midnight
  CHECK(patient.truth().delivered_nl == 35'000_nL);
  CHECK(!patient.commit(SetClock{new_year + hours(9)}));
  CHECK(patient.truth().delivered_nl == 35'000_nL);
  CHECK(patient.values().rate == 60'000_nL_per_day);
  patient.advance(hours(11));  // 20:00 of the new clock
  CHECK(patient.truth().delivered_nl == 62'500_nL);
  CHECK(patient.values().rate == 120'000_nL_per_day);
  CHECK(!patient.commit(SetClock{new_year + hours(19)}));  // back: the hour to 20:00 comes again, at the rate of then
  CHECK(patient.values().rate == 60'000_nL_per_day);
  patient.advance(hours(1));
  CHECK(patient.truth().delivered_nl == 65'000_nL);
  CHECK(patient.values().rate == 120'000_nL_per_day);
  CHECK(patient.now().time_since_epoch() == hours(19));  // pump time itself never moved
}
