// Boluses on a patient's request: where the drug permits them, as a clinician has allowed them, and never more.
#include <doctest/doctest.h>

#include "tests/rehearsal/bedside_words.hpp"

using namespace ipt;
using namespace ipt::test;

namespace {

constexpr Concentration ten_mg = Concentration(10'000'000);
constexpr Nanograms dose = Nanograms(1'000'000);  // 100,000 nL

Rehearsal::Setup with_morphine(std::uint64_t seed) {
  return {.seed = seed, .profile = "ipt-40", .delivered = {"morphine", ten_mg, 20_mL, DoseRate(2'000'000), PumpClock(new_year)}};
}

const PatientLimits four_a_day{dose, minutes(10), hours(1), 4};

std::optional<Response> ask_for_bolus(Rehearsal& room, OperationId id) {
  auto& carl = room.programmer("carl", Role::patient);
  if (!carl.is_connected()) carl.connect();
  return carl.ask(RequestBolus{id});
}

}  // namespace

TEST_CASE("IPT-BOL-13 without limits, or of a drug that does not permit it, a patient gets nothing") {
  Rehearsal room(with_morphine(91));
  auto& alice = room.programmer("alice");
  CHECK((reason_of(ask_for_bolus(room, {1})) == Reason::no_patient_bolus));
  Rehearsal mixed({.seed = 92, .profile = "ipt-40"});  // holds baclofen, and knows morphine
  CHECK((reason_of(mixed.programmer("alice").change(operation(four_a_day))) == Reason::no_patient_bolus));
  Rehearsal without({.seed = 93});
  CHECK((reason_of(without.programmer("alice").change(operation(four_a_day))) == Reason::unsupported));
  CHECK((reason_of(ask_for_bolus(without, {1})) == Reason::unsupported));
  REQUIRE((alice.change(operation(four_a_day)).kind == Kind::done));
  CHECK((*alice.last_receipt()->after.patient_limits == four_a_day));
  CHECK(!alice.last_receipt()->now.patient_limits.has_value());
  CHECK((ask_for_bolus(room, {1})->code == Code::ok));
}

TEST_CASE("IPT-BOL-15 lockout and allotment hold to the millisecond, and the same request is the same bolus") {
  Rehearsal room(with_morphine(94));
  REQUIRE((room.programmer("alice").change(operation(four_a_day)).kind == Kind::done));
  const Nanolitres base = 200'000_nL;  // a day
  const auto first = ask_for_bolus(room, {1});
  REQUIRE((first->code == Code::ok));
  CHECK(!std::get<Committed>(first->answer).replayed);
  const auto again = ask_for_bolus(room, {1});
  CHECK(std::get<Committed>(again->answer).replayed);
  CHECK(std::get<Committed>(again->answer).result == std::get<Committed>(first->answer).result);
  CHECK((reason_of(ask_for_bolus(room, {2})) == Reason::bolus_running));
  room.advance(hours(1) - Milliseconds(1));
  CHECK((reason_of(ask_for_bolus(room, {2})) == Reason::lockout));
  room.advance(Milliseconds(1));
  CHECK((ask_for_bolus(room, {2})->code == Code::ok));
  room.advance(hours(1));
  CHECK((ask_for_bolus(room, {3})->code == Code::ok));
  room.advance(hours(1));
  CHECK((ask_for_bolus(room, {4})->code == Code::ok));
  room.advance(hours(1));
  CHECK((reason_of(ask_for_bolus(room, {5})) == Reason::allotted));
  const auto boluses = room.programmer("alice").status()->patient_boluses;
  REQUIRE(boluses.has_value());
  CHECK(boluses->given_in_24h == 4);
  CHECK(boluses->next == at(hours(24)));
  room.advance(hours(20) - Milliseconds(1));
  CHECK((reason_of(ask_for_bolus(room, {5})) == Reason::allotted));
  room.advance(Milliseconds(1));
  CHECK(room.truth().delivered_nl == base + 400'000_nL);
  CHECK((ask_for_bolus(room, {5})->code == Code::ok));
}

TEST_CASE("IPT-BOL-14 a patient waits while a clinician has control, and gets nothing from a stopped pump") {
  Rehearsal room(with_morphine(95));
  auto& alice = room.programmer("alice");
  alice.change(operation(four_a_day));
  REQUIRE(alice.ask(AcquireControl{}));
  CHECK((reason_of(ask_for_bolus(room, {1})) == Reason::busy));
  alice.ask(ReleaseControl{});
  alice.stop();
  CHECK((reason_of(ask_for_bolus(room, {1})) == Reason::stopped));
  REQUIRE((alice.change(operation(Resume{}, ModeAfter::running)).kind == Kind::done));
  CHECK((ask_for_bolus(room, {1})->code == Code::ok));
}

TEST_CASE("a patient's bolus survives a boot as one that was interrupted, counts in full, and is never given twice") {
  Rehearsal room(with_morphine(96));
  room.programmer("alice").change(operation(four_a_day));
  ask_for_bolus(room, {1});
  room.advance(minutes(5));
  room.programmer("alice").status();
  room.reboot();
  CHECK(is_durable(room));
  CHECK(std::get<Committed>(ask_for_bolus(room, {1})->answer).replayed);
  CHECK((reason_of(ask_for_bolus(room, {2})) == Reason::lockout));
  REQUIRE(room.programmer("alice").connect());
  const auto report = std::get<OperationReport>(room.programmer("alice").ask(GetOperation{{1}, {}, false})->answer);
  CHECK((report.state == OperationState::partly_executed));
  CHECK(report.delivered == 50'000_nL);
}

TEST_CASE("IPT-DAT-05 the dates reckon with every bolus that the patient may have, each as early as allowed; the alarm waits for the volume") {
  Rehearsal room(with_morphine(97));
  auto& alice = room.programmer("alice");
  // 18 mL to the level: 200,000 nL a day alone take 90 days; with four boluses of 100,000 a day, 30 days.
  CHECK(std::get<PumpDay>(alice.status()->low_reservoir_alarm) == day(1, 1) + std::chrono::days(90));
  REQUIRE((alice.change(operation(four_a_day)).kind == Kind::done));
  CHECK(std::get<PumpDay>(alice.last_receipt()->after.low_reservoir_alarm) == day(1, 1) + std::chrono::days(30));
  CHECK(firmware(room).low_at == at(hours(24 * 90)));
  room.advance(hours(24 * 40));
  CHECK(std::get<PumpDay>(alice.status()->low_reservoir_alarm) == day(1, 1) + std::chrono::days(30));  // IPT-DAT-03
  CHECK(alice.status()->alarms.empty());
  REQUIRE((alice.change(operation(PatientLimits{})).kind == Kind::done));
  CHECK(std::get<PumpDay>(alice.status()->low_reservoir_alarm) == day(1, 1) + std::chrono::days(90));
}

TEST_CASE("IPT-DAT-03 a level that is reached later than the patient's boluses would have brought it stays on the day on which it was reached") {
  Rehearsal room(with_morphine(90));
  auto& alice = room.programmer("alice");
  REQUIRE((alice.change(operation(four_a_day)).kind == Kind::done));
  room.advance(hours(24 * 90));
  CHECK(std::get<PumpDay>(alice.status()->low_reservoir_alarm) == day(1, 1) + std::chrono::days(90));
  room.advance(hours(24 * 10));
  CHECK(std::get<PumpDay>(alice.status()->empty) == day(1, 1) + std::chrono::days(100));
}

TEST_CASE("the earliest boluses of a patient come out as when one really asks for each") {
  Rehearsal room(with_morphine(98));
  auto& alice = room.programmer("alice");
  REQUIRE((alice.change(operation(PatientLimits{Nanograms(1'234'567), minutes(37), hours(5), 3})).kind == Kind::done));
  const Uptime foreseen = firmware(room).shown_low_at;
  std::uint8_t n = 0;
  while (firmware(room).low_at > room.pump().now() && n < 250) {
    const Uptime next = alice.status()->patient_boluses->next;
    if (next > foreseen) break;
    room.advance(next - room.pump().now());
    if (firmware(room).low_at <= room.pump().now()) break;
    REQUIRE((ask_for_bolus(room, {7, ++n})->code == Code::ok));
    room.advance(minutes(37));
  }
  room.advance(std::max(Milliseconds(0), foreseen - room.pump().now()));
  CHECK(firmware(room).low_at == foreseen);
}

TEST_CASE("IPT-RFL-14 limits end with the concentration that they were for, and outlast a refill of the same") {
  Rehearsal room(with_morphine(99));
  auto& alice = room.programmer("alice");
  REQUIRE((alice.change(operation(four_a_day)).kind == Kind::done));
  Refill refill{20_mL, 20_mL, 20_mL, "morphine", ten_mg, {}, {}, {}, {}};
  REQUIRE((alice.change(operation(refill)).kind == Kind::done));
  CHECK(alice.status()->patient_boluses.has_value());
  refill.concentration = Concentration(25'000'000);
  refill.program = continuous(DoseRate(2'000'000), refill.concentration);
  REQUIRE((alice.change(operation(refill)).kind == Kind::done));
  CHECK(!alice.status()->patient_boluses.has_value());
  CHECK((reason_of(ask_for_bolus(room, {1})) == Reason::no_patient_bolus));
}
