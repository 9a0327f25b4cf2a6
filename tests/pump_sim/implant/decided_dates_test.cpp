// What was decided about alarms and dates. Figures are worked out by hand from 1 January 2026, 20 mL and a low level of 2 mL.
#include <doctest/doctest.h>

#include "tests/pump_sim/implant/implants.hpp"

using namespace ipt;
using namespace ipt::test;

TEST_CASE("IPT-ALM-13 the low-reservoir alarm comes at the first whole millisecond with 2 mL or less left") {
  Patient patient(20_mL, 130_ug_per_day);
  // 18 mL at 65,000 nL a day: 23,926,153,846.15… ms
  patient.advance_to(Milliseconds{23'926'153'846});
  CHECK(patient.computed() == 2'000'250_nL);
  CHECK(!patient.raised(AlarmKind::low_reservoir).has_value());
  patient.advance(Milliseconds{1});
  CHECK(patient.computed() == 2_mL);
  CHECK(patient.raised(AlarmKind::low_reservoir) == Milliseconds{23'926'153'847});
}

TEST_CASE("IPT-DAT-03 the alarm date is the day of that instant whenever it is asked, and stays that day once reached") {
  Patient patient(20_mL, 130_ug_per_day);
  const Date fourth_of_october = PumpDay(day(10, 4));  // 276 days and 22 hours
  for (int n = 0; n < 27; ++n) {
    CHECK((patient.values().low_reservoir_alarm == fourth_of_october));
    patient.advance(10 * one_day + hours(5));  // at every time of day
  }
  patient.advance_to(276 * one_day + hours(23) + minutes(59));
  CHECK(is_active(patient.firmware().alarms, AlarmKind::low_reservoir));
  CHECK((patient.values().low_reservoir_alarm == fourth_of_october));
  patient.advance(20 * one_day);
  CHECK((patient.values().low_reservoir_alarm == fourth_of_october));
}

TEST_CASE("IPT-DAT-02 the alarm sounds on the day shown, the part already owed included") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    INFO("seed ", seed);
    Dice dice(seed);
    Patient patient(20_mL, DoseRate{dice.between(96'000, 2'000'000)}, dice.of<std::string>({"ipt-20", "valve-20"}));
    patient.advance(Milliseconds{dice.of_any_size(0, 2 * one_day.count())});
    CHECK(!patient.commit(continuous(DoseRate{dice.between(96'000, 2'000'000)})));
    const auto low = std::get<PumpDay>(patient.values().low_reservoir_alarm);
    const auto empty = std::get<PumpDay>(patient.values().empty);
    patient.advance(400 * one_day);
    REQUIRE(patient.raised(AlarmKind::empty_reservoir).has_value());
    CHECK((day_of(new_year + *patient.raised(AlarmKind::low_reservoir)) == low));
    CHECK((day_of(new_year + *patient.raised(AlarmKind::empty_reservoir)) == empty));
  }
}

TEST_CASE("IPT-DAT-06 refill-by is the earlier of the alarm day less the lead and 180 days from the fill, shown even when past") {
  Patient thirsty(20_mL, 1'000_ug_per_day);  // 500,000 nL a day: 36 days to the level
  CHECK((thirsty.values().low_reservoir_alarm == Date(PumpDay(day(2, 6)))));
  CHECK((thirsty.values().refill_by == Date(PumpDay(day(2, 3)))));
  CHECK(!thirsty.commit(AlarmSettings{2_mL, 5}));
  CHECK((thirsty.values().refill_by == Date(PumpDay(day(2, 1)))));

  Patient slow;  // 300 days to the level
  CHECK((slow.values().low_reservoir_alarm == Date(PumpDay(day(10, 28)))));
  CHECK((slow.values().refill_by == Date(PumpDay(day(6, 30)))));
  slow.advance(200 * one_day);
  CHECK((slow.values().refill_by == Date(PumpDay(day(6, 30)))));
  CHECK(!slow.commit(refill_to(20_mL)));
  CHECK((slow.status().filled_on == Date(PumpDay(day(7, 20)))));
  CHECK((slow.values().refill_by == Date(PumpDay(day(1, 16, 2027)))));  // 180 days from 20 July
}

TEST_CASE("IPT-DAT-02 a schedule and a bolus are walked as they will run: the date comes from the program, not from today's rate") {
  Patient patient(20_mL, std::nullopt);
  // Mondays 2,000 mcg/day = 1 mL a day, all other days 200 mcg/day = 0.1 mL: 1.6 mL a week.
  const Flex flex{{{1, hours(0), 2'000_ug_per_day}, {2, hours(0), 200_ug_per_day}}};
  CHECK(!patient.commit(Program{2'000_ug_per_mL, flex}, ModeAfter::running));
  // From Thursday: 11 weeks are 17.6 mL, on 19 March; four days later, as Monday begins, 18 mL.
  CHECK((patient.values().low_reservoir_alarm == Date(PumpDay(day(3, 23)))));
  patient.advance(81 * one_day);
  CHECK((patient.raised(AlarmKind::low_reservoir) == 81 * one_day));
  CHECK(!patient.commit(refill_to(3_mL)));
  CHECK((patient.values().low_reservoir_alarm == Date(PumpDay(day(3, 24)))));  // the 1 mL of this Monday, as Tuesday begins
  CHECK(!patient.commit(bolus(2_ug, minutes(20))));                            // a microlitre more
  CHECK((patient.values().low_reservoir_alarm == Date(PumpDay(day(3, 23)))));
}

TEST_CASE("IPT-DAT-08 a date that cannot be told is absent, with its reason") {
  Patient patient;
  patient.stop();
  CHECK((patient.values().low_reservoir_alarm == Date(DateAbsent::stopped)));
  CHECK((patient.values().empty == Date(DateAbsent::stopped)));
  CHECK((patient.values().refill_by == Date(DateAbsent::stopped)));
  Patient never_filled(0_nL, std::nullopt);
  CHECK((never_filled.values().low_reservoir_alarm == Date(DateAbsent::no_drug)));
  CHECK((never_filled.values().refill_by == Date(DateAbsent::no_drug)));
  CHECK((never_filled.status().filled_on == Date(DateAbsent::no_drug)));
  Patient least;  // the minimum rate, 6,000 nL a day: 3,000 days to the level
  CHECK(!least.commit(Program{2'000_ug_per_mL, MinimumRate{}}));
  CHECK((least.values().low_reservoir_alarm == Date(DateAbsent::beyond_horizon)));
  CHECK(!least.commit(AlarmSettings{4'659_uL, 3}));  // 2,556.8 days, and the life is 2,557
  CHECK((least.values().low_reservoir_alarm == Date(PumpDay(day(12, 31, 2032)))));
  CHECK((least.values().empty == Date(DateAbsent::beyond_horizon)));
  CHECK((least.values().refill_by == Date(PumpDay(day(6, 30)))));
  CHECK((least.status().replace_by == Date(PumpDay(day(1, 1, 2033)))));  // 2,557 days
}

TEST_CASE("IPT-RFL-03 an overfill is refused with the capacity, by the pump and by the reservoir itself") {
  Patient patient;
  const auto refusal = patient.commit(refill_to(20_mL + 1_nL));
  CHECK((reason_of(refusal) == Reason::overfill));
  CHECK((refusal->asked == 20'000'001 && refusal->limit == 20'000'000));
  patient.by_hand([](World& world, Uptime now) {
    move_needle(world, Place::septum, now);
    CHECK(!inject(world, 1_nL, "baclofen", 2'000_ug_per_mL, now).has_value());
  });
  CHECK(patient.truth().reservoir_nl == 20_mL);
}

TEST_CASE("IPT-RFL-02 a refill sets what the reservoir holds and never adds, and keeps a stopped pump stopped") {
  Patient patient;
  patient.advance(100 * one_day);
  patient.stop();
  CHECK(!patient.commit(refill_to(18_mL)));
  CHECK(patient.computed() == 18_mL);
  CHECK((patient.values().mode == Mode::stopped));  // IPT-RFL-07
  CHECK(!patient.commit(refill_to(17_mL), ModeAfter::running));
  CHECK(patient.computed() == 17_mL);
  CHECK((patient.values().mode == Mode::simple_continuous));
}

TEST_CASE("IPT-RFL-05 drug or concentration change only with a program computed for it") {
  Patient patient;
  Refill refill = refill_to(20_mL);
  refill.concentration = 500_ug_per_mL;
  CHECK((reason_of(patient.commit(refill)) == Reason::program_required));
  refill.program = continuous(120_ug_per_day);  // computed for 2,000 mcg/mL
  CHECK((reason_of(patient.commit(refill)) == Reason::concentration_mismatch));
  refill.program->concentration = 500_ug_per_mL;
  CHECK(!patient.commit(refill));
  CHECK(patient.values().rate == 240'000_nL_per_day);
}
