// What was decided about boluses and stops. Figures are worked out by hand: 2,000 mcg/mL, so a microgram is 500 nL.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/pump_sim/implant/implants.hpp"

using namespace ipt;
using namespace ipt::test;

namespace {

/// 10 mcg = 5,000 nL within the first hour of every six, nothing between.
const Program every_six_hours{2'000_ug_per_mL, PeriodicBolus{10_ug, hours(1), hours(6), DoseRate{0}}};

Nanolitres delivered_at(Patient& patient, Milliseconds uptime) {
  patient.advance_to(uptime);
  return patient.truth().delivered_nl;
}

}  // namespace

TEST_CASE("IPT-BOL-02 a bolus larger than what is left is refused with what is left, and one that takes all of it is given") {
  Patient patient(1_mL);
  patient.advance(one_day);  // 940,000 nL are left: 1,880 mcg
  const auto refusal = patient.commit(bolus(Nanograms{1'880'001}, hours(2)));
  CHECK((reason_of(refusal) == Reason::not_enough_left));
  CHECK((refusal->asked == 1'880'001 && refusal->limit == 1'880'000));
  CHECK(!patient.commit(bolus(1'880_ug, hours(2))));
  patient.advance(hours(2));
  CHECK(patient.truth().reservoir_nl == 0_nL);
  CHECK(patient.truth().delivered_nl == 1_mL);
}

TEST_CASE("IPT-BOL-01 a bolus adds to the base: 25,000 nL within an hour that has 2,500 of its own") {
  Patient patient;
  CHECK(!patient.commit(bolus(50_ug, hours(1))));
  CHECK(delivered_at(patient, minutes(30)) == 13'750_nL);
  CHECK(delivered_at(patient, hours(1)) == 27'500_nL);
  CHECK(delivered_at(patient, hours(2)) == 30'000_nL);
}

TEST_CASE("IPT-STG-28 the flow range binds a bolus: 338,000 nL within 20 minutes are refused with the shortest duration allowed") {
  Patient patient;
  const auto refusal = patient.commit(bolus(676_ug, minutes(20)));  // 24.336 mL a day
  CHECK((reason_of(refusal) == Reason::out_of_range));
  CHECK(refusal->field == "bolus.duration_ms");
  CHECK((refusal->asked == 1'200'000 && refusal->limit == 1'216'800));  // 338,000 ÷ 24,000,000 of a day
  CHECK((reason_of(patient.commit(bolus(676_ug, Milliseconds{1'216'799}))) == Reason::out_of_range));
  CHECK(!patient.commit(bolus(676_ug, Milliseconds{1'216'800})));
}

TEST_CASE("IPT-BOL-03 while a bolus runs only Stop is accepted; from the instant of its end on, all is") {
  Patient patient;
  CHECK(!patient.commit(bolus(50_ug, hours(1))));
  patient.advance(hours(1) - Milliseconds{1});
  const std::vector<TherapyKind> changes{continuous(150_ug_per_day), bolus(50_ug, hours(1)), refill_to(20_mL), SetClock{new_year}, AlarmSettings{3_mL, 5}};
  for (const auto& change : changes) CHECK((reason_of(patient.commit(change)) == Reason::bolus_running));
  CHECK((reason_of(patient.commit(Resume{}, ModeAfter::running)) == Reason::bolus_running));
  Patient stopped = patient;
  stopped.stop();
  CHECK((stopped.values().mode == Mode::stopped));
  patient.advance(Milliseconds{1});
  CHECK(!patient.commit(continuous(150_ug_per_day)));
}

TEST_CASE("IPT-STP-04 Stop ends a bolus for good: what went in is counted, and a resume gives nothing of the rest") {
  Patient patient;
  CHECK(!patient.commit(bolus(50_ug, hours(1))));
  patient.advance(minutes(30));
  patient.stop();
  CHECK((patient.last_entry().kind == LogKind::bolus_ended && patient.last_entry().ending == Ending::stopped));
  CHECK(patient.last_entry().delivered == 12'500_nL);
  patient.advance(minutes(10));
  CHECK(patient.truth().delivered_nl == 13'750_nL);
  CHECK(!patient.commit(Resume{}, ModeAfter::running));
  CHECK(!patient.status().bolus.has_value());
  patient.advance(hours(1));
  CHECK(patient.truth().delivered_nl == 16'250_nL);  // 2,500 of the base
}

TEST_CASE("IPT-BOL-04 a bolus on a stopped pump is refused unless it says that the pump runs again") {
  Patient patient;
  patient.stop();
  CHECK((reason_of(patient.commit(bolus(50_ug, hours(1)))) == Reason::stopped));
  CHECK((reason_of(patient.commit(bolus(50_ug, hours(1)), ModeAfter::stopped)) == Reason::unsupported));
  CHECK(!patient.commit(bolus(50_ug, hours(1)), ModeAfter::running));
  patient.advance(hours(1));
  CHECK(patient.truth().delivered_nl == 27'500_nL);
}

TEST_CASE("a pump stopped for 48 hours of its time alarms at exactly that instant, and a second Stop does not begin anew") {
  Patient patient;
  patient.advance(hours(5));
  patient.stop();
  patient.advance(hours(40));
  patient.stop();
  CHECK(patient.status().stopped_since->time_since_epoch() == hours(5));
  patient.advance(hours(8) - Milliseconds{1});
  CHECK(!patient.raised(AlarmKind::stopped_too_long).has_value());
  patient.advance(Milliseconds{1});
  CHECK(patient.raised(AlarmKind::stopped_too_long) == hours(53));
  CHECK(!patient.commit(Resume{}, ModeAfter::running));
  CHECK(!is_active(patient.firmware().alarms, AlarmKind::stopped_too_long));
  patient.stop();  // a new stop has 48 hours of its own
  patient.advance(hours(48) - Milliseconds{1});
  CHECK(!is_active(patient.firmware().alarms, AlarmKind::stopped_too_long));
}

TEST_CASE("IPT-TIM-06 setting the clock neither shortens nor lengthens the 48 hours") {
  Patient patient;
  patient.stop();
  patient.advance(hours(1));
  CHECK(!patient.commit(SetClock{new_year + days(30)}));
  patient.advance(hours(47) - Milliseconds{1});
  CHECK(!patient.raised(AlarmKind::stopped_too_long).has_value());
  patient.advance(Milliseconds{1});
  CHECK(patient.raised(AlarmKind::stopped_too_long) == hours(48));
}

TEST_CASE("IPT-BOL-08 periodic boluses: the first at once, the next six hours from its start, nothing between, windows half open") {
  Patient patient(20_mL, std::nullopt);
  CHECK(!patient.commit(every_six_hours, ModeAfter::running));
  CHECK(patient.values().daily_dose == 40_ug);
  CHECK(patient.values().rate == 120'000_nL_per_day);
  CHECK(delivered_at(patient, minutes(30)) == 2'500_nL);
  patient.advance_to(hours(1) - Milliseconds{1});
  CHECK(patient.values().rate == 120'000_nL_per_day);
  CHECK(delivered_at(patient, hours(1)) == 5'000_nL);
  CHECK(patient.values().rate == 0_nL_per_day);  // IPT-BOL-09
  CHECK(delivered_at(patient, hours(6)) == 5'000_nL);
  CHECK(patient.values().rate == 120'000_nL_per_day);
  CHECK(delivered_at(patient, hours(7)) == 10'000_nL);
}

TEST_CASE("IPT-BOL-10 the grid of periodic doses is kept over stop and resume, and a window already begun is skipped") {
  Patient patient(20_mL, std::nullopt);
  CHECK(!patient.commit(every_six_hours, ModeAfter::running));
  patient.advance_to(hours(5));
  patient.stop();
  patient.advance_to(hours(6) + minutes(30));
  CHECK(!patient.commit(Resume{}, ModeAfter::running));
  CHECK(patient.values().rate == 0_nL_per_day);
  CHECK(delivered_at(patient, hours(12)) == 5'000_nL);  // the window of 6 h is skipped whole
  CHECK(delivered_at(patient, hours(13)) == 10'000_nL);
  patient.stop();
  patient.advance_to(hours(15));
  CHECK(!patient.commit(Resume{}, ModeAfter::running));  // between two windows
  CHECK(delivered_at(patient, hours(18)) == 10'000_nL);
  CHECK(delivered_at(patient, hours(19)) == 15'000_nL);
}

TEST_CASE("IPT-STP-04 Stop ends a periodic dose under way: its rest is logged and never given, and the next window comes in its time") {
  Patient patient(20_mL, std::nullopt);
  CHECK(!patient.commit(every_six_hours, ModeAfter::running));
  patient.advance_to(minutes(30));
  patient.stop();
  CHECK((patient.last_entry().kind == LogKind::periodic_dose_cut));
  CHECK(patient.last_entry().volume == 5'000_nL);
  CHECK(patient.last_entry().delivered == 2'500_nL);
  CHECK(!patient.commit(Resume{}, ModeAfter::running));  // at once, inside the window
  CHECK(delivered_at(patient, hours(6)) == 2'500_nL);
  CHECK(delivered_at(patient, hours(7)) == 7'500_nL);
}

TEST_CASE("IPT-BOL-11 a refill without a program lets a periodic dose go on; a program ends it") {
  Patient patient(20_mL, std::nullopt);
  CHECK(!patient.commit(every_six_hours, ModeAfter::running));
  patient.advance_to(minutes(30));
  CHECK(!patient.commit(refill_to(20_mL)));
  CHECK((patient.last_entry().kind == LogKind::operation));
  const auto& log = patient.implant.notes.log.entries();
  CHECK(std::none_of(log.begin(), log.end(), [](const LogEntry& entry) { return entry.kind == LogKind::periodic_dose_cut; }));
  CHECK(patient.values().rate == 120'000_nL_per_day);
  CHECK(delivered_at(patient, hours(1)) == 5'000_nL);
  patient.advance_to(hours(6) + minutes(30));
  CHECK(!patient.commit(continuous(120_ug_per_day)));
  CHECK(delivered_at(patient, hours(7)) == 8'750_nL);  // 5,000 + 2,500 + half an hour of the base
}

TEST_CASE("IPT-BOL-12 a periodic dose is no single bolus: a program, a bolus and a refill are accepted while it is given") {
  Patient patient(20_mL, std::nullopt);
  CHECK(!patient.commit(every_six_hours, ModeAfter::running));
  patient.advance_to(minutes(30));
  Patient other = patient;
  CHECK(!other.commit(refill_to(20_mL)));
  CHECK(!other.commit(continuous(120_ug_per_day)));
  CHECK(!patient.commit(bolus(50_ug, hours(1))));
  CHECK(delivered_at(patient, hours(1) + minutes(30)) == 30'000_nL);
}
