// Stage and receipt: IPT-STG and the life of a stage; the warnings are in warnings_test.cpp.
#include "common/digest.hpp"
#include "tests/pump_sim/firmware/talk.hpp"

namespace ipt::test {
namespace {

bool is_live(Client& asker, const StageName& stage) { return asker.get<OperationReport>(GetOperation{asker.new_id(), stage, false}).stage_live; }

TEST_CASE("IPT-STG-01 IPT-STG-06 IPT-STG-07 IPT-THR-13 IPT-THR-14 a receipt holds the bytes as sent, their digest, and old and new as the pump computes them") {
  Table table;
  Client anna(table);
  // The same program with its fields in another order: not what our own writer makes.
  const Bytes plain = wire::encode_therapy({serial, ModeAfter::unchanged, program(150_ug_per_day)});
  const Bytes head = plain.substr(0, 2 + serial.size());
  const Bytes turned = plain.substr(head.size()) + head;
  anna.ask(AcquireControl{});
  const auto staged = anna.stage_bytes(turned);
  REQUIRE(said(staged) == "OK");
  const Receipt& receipt = receipt_of(staged);
  CHECK(receipt.operation == turned);
  CHECK((receipt.digest == sha256(turned)));
  CHECK(receipt.now.daily_dose == 120_ug);
  CHECK(receipt.after.daily_dose == 150_ug);
  CHECK(receipt.now.rate == 60'000_nL_per_day);
  CHECK(receipt.after.rate == 75'000_nL_per_day);
  CHECK((receipt.now.program_digest == table.firmware().in_force.digest));  // IPT-STG-09
  CHECK((receipt.after.program_digest == sha256(turned)));
  CHECK(name(receipt.now.low_reservoir_alarm) == "2026-10-28");  // 18 mL at 0.060 mL a day: 300 days
  CHECK(name(receipt.after.low_reservoir_alarm) == "2026-08-29");  // at 0.075 mL a day: 240 days
  CHECK((receipt.expires_in == 120s));  // IPT-STG-13
  CHECK(said(anna.commit(anna.body_of(staged))) == "OK");
  CHECK(anna.get<ProgramReport>(GetProgram{}).operation == turned);  // IPT-STA-14, IPT-THR-13
  CHECK((anna.get<ProgramReport>(GetProgram{}).digest == sha256(turned)));
}

TEST_CASE("IPT-STG-08 a clock stands in the receipt of a clock operation only, bolus figures in a bolus's only") {
  Table table;
  Client anna(table);
  const auto clock = receipt_of(anna.stage(SetClock{new_year + 100h}));
  CHECK((clock.now.clock == new_year));
  CHECK((clock.after.clock == new_year + 100h));
  CHECK_FALSE(clock.after.bolus.has_value());
  const auto given = receipt_of(anna.stage(bolus(50_ug, 20min)));
  CHECK_FALSE(given.now.clock.has_value());
  CHECK_FALSE(given.after.clock.has_value());
  CHECK_FALSE(given.now.bolus.has_value());
  REQUIRE(given.after.bolus.has_value());
  CHECK(given.after.bolus->dose == 50_ug);
  CHECK(given.after.bolus->volume == 25_uL);
  CHECK((given.after.bolus->duration == 20min));
}

TEST_CASE("IPT-STG-09 a pump without a program has no program digest on the wire, not one of zeros") {
  Table table(stopped_pump());
  Client anna(table);
  const auto staged = anna.stage(AlarmSettings{3_mL, 5});
  const auto body = wire::encode_commit(anna.body_of(staged));
  CHECK(body.find(std::string(32, '\0')) == std::string::npos);
  CHECK(said(anna.ask(Commit{body})) == "OK");
}

TEST_CASE("IPT-STG-11 IPT-STG-12 grants differ, and stages are named by boot, nonce and a number from 1 that grows") {
  Table table;
  std::set<Grant> grants;
  for (std::uint64_t boot = 1; boot <= 2; ++boot) {
    Client anna(table);
    for (std::uint64_t n = 1; n <= 3; ++n) {
      const auto receipt = receipt_of(anna.stage(program(150_ug_per_day)));
      CHECK((receipt.stage == StageName{boot, anna.welcome.boot_nonce, n}));
      CHECK(grants.insert(receipt.grant).second);
      CHECK(said(anna.ask(Stage{"no therapy"})) == "REFUSED BAD_THERAPY");  // a refusal uses up no number
    }
    table.crash();
  }
}

TEST_CASE("IPT-STG-02 role, then lease, then the strict bytes, then the pump's serial") {
  Table table;
  const Bytes other = wire::encode_therapy({"TEST-2", ModeAfter::unchanged, program(1_ug_per_day)});
  Client observer(table, "observer", Role::observer);
  CHECK(said(observer.ask(Stage{other + "\x7f"})) == "REFUSED NOT_ALLOWED");
  Client anna(table);
  CHECK(said(anna.ask(Stage{other + "\x7f"})) == "REFUSED NO_LEASE");
  anna.ask(AcquireControl{});
  CHECK(said(anna.ask(Stage{other + "\x7f"})) == "REFUSED BAD_THERAPY");
  CHECK(said(anna.ask(Stage{other})) == "REFUSED WRONG_PUMP");  // though its dose is below the flow range too
}

TEST_CASE("IPT-STG-03 an operation for another pump, or for none, is refused") {
  Table table;
  Client anna(table);
  anna.ask(AcquireControl{});
  for (const char* another : {"TEST-2", "", "TEST-1 "}) {
    const auto refused = anna.stage_bytes(wire::encode_therapy({another, ModeAfter::unchanged, program(150_ug_per_day)}));
    CHECK(said(refused) == "REFUSED WRONG_PUMP");
    CHECK(refused.refusal->field == "pump_serial");
  }
}

TEST_CASE("IPT-STG-05 a refused stage leaves none behind and kills none that lives") {
  Table table;
  Client anna(table);
  const auto staged = anna.stage(program(150_ug_per_day));
  CHECK(said(anna.stage(program(1_ug_per_day))) == "REFUSED OUT_OF_RANGE");
  CHECK(said(anna.ask(Stage{""})) == "REFUSED BAD_THERAPY");
  CHECK(is_live(anna, receipt_of(staged).stage));
  CHECK_FALSE(is_live(anna, {1, anna.welcome.boot_nonce, 2}));
  CHECK(said(anna.commit(anna.body_of(staged))) == "OK");
}

TEST_CASE("IPT-STG-15 a new stage drops the one before it") {
  Table table;
  Client anna(table);
  const auto first = anna.stage(program(150_ug_per_day));
  const auto second = anna.stage(program(160_ug_per_day));
  CHECK_FALSE(is_live(anna, receipt_of(first).stage));
  CHECK(is_live(anna, receipt_of(second).stage));
  CHECK(said(anna.commit(anna.body_of(first))) == "REFUSED NO_SUCH_STAGE");
}

TEST_CASE("IPT-STG-16 a live stage can be discarded once; any other is no such stage") {
  Table table;
  Client anna(table);
  const auto stage = receipt_of(anna.stage(program(150_ug_per_day))).stage;
  StageName other = stage;
  ++other.boot_nonce;
  CHECK(said(anna.ask(Discard{other})) == "REFUSED NO_SUCH_STAGE");
  CHECK(is_live(anna, stage));
  CHECK(said(anna.ask(Discard{stage})) == "OK");
  CHECK_FALSE(is_live(anna, stage));
  CHECK(said(anna.ask(Discard{stage})) == "REFUSED NO_SUCH_STAGE");
}

TEST_CASE("IPT-STG-17 staging changes neither therapy nor state version nor log, and writes nothing down") {
  Table table;
  Client anna(table);
  anna.status();
  const auto firmware = table.firmware();
  const auto notes = table.notes();
  const auto records = table.records();
  CHECK(said(anna.stage(refill(), ModeAfter::stopped)) == "OK");
  CHECK(said(anna.stage(bolus())) == "OK");
  CHECK((table.firmware() == firmware));
  CHECK((table.notes() == notes));
  CHECK(table.records() == records);
}

TEST_CASE("IPT-STG-14 a stage dies after its link time, or after ten minutes of pump time, whichever is first") {
  Table table;
  Client anna(table, Person{"anna", Role::clinician, {0ms, 0ms, 0ms, 0ms, 0ms, 2s}});
  const auto by_link = anna.stage(program(150_ug_per_day));
  CHECK((receipt_of(by_link).expires_in == 2s));
  table.wait(1'999ms);
  CHECK(is_live(anna, receipt_of(by_link).stage));
  table.wait(1ms);
  CHECK_FALSE(is_live(anna, receipt_of(by_link).stage));
  CHECK(said(anna.commit(anna.body_of(by_link))) == "REFUSED NO_SUCH_STAGE");

  const auto by_pump = anna.stage(program(150_ug_per_day));
  table.pass(599'999ms);
  CHECK(is_live(anna, receipt_of(by_pump).stage));
  table.pass(1ms);
  CHECK_FALSE(is_live(anna, receipt_of(by_pump).stage));
  CHECK(said(anna.commit(anna.body_of(by_pump))) == "REFUSED NO_SUCH_STAGE");
}

TEST_CASE("IPT-STG-14 a stage belongs to one session: the same identity in another one can not commit it") {
  Table table;
  Client first(table, "anna");
  const auto body = first.body_of(first.stage(program(150_ug_per_day)));
  Client second(table, "anna");
  CHECK(said(second.commit(body)) == "REFUSED NO_LEASE");
  second.ask(AcquireControl{});
  CHECK(said(second.commit(body)) == "REFUSED NO_SUCH_STAGE");
}

TEST_CASE("IPT-STA-02 kinds that Info does not list are UNSUPPORTED") {
  Table table;
  Client anna(table);
  CHECK(said(anna.stage(PatientLimits{10_ug, 10min, 4h, 3})) == "REFUSED UNSUPPORTED");  // of no drug of this pump
  const auto info = anna.get<Info>(GetInfo{});
  CHECK((info.operations == std::vector{OperationKind::program, OperationKind::bolus, OperationKind::prime, OperationKind::bridge, OperationKind::refill, OperationKind::resume,
                                       OperationKind::clock, OperationKind::alarm_settings, OperationKind::stop}));  // IPT-STA-01
}

TEST_CASE("IPT-STG-26 a program or a bolus computed for another concentration than the reservoir's is refused, with both figures") {
  Table table;
  Client anna(table);
  const auto refused = anna.stage(program(120_ug_per_day, 500_ug_per_mL));
  CHECK(said(refused) == "REFUSED CONCENTRATION_MISMATCH");
  CHECK((refused.refusal->asked == 500'000));
  CHECK((refused.refusal->limit == 2'000'000));
  CHECK(said(anna.stage(SingleBolus{50_ug, 20min, 500_ug_per_mL})) == "REFUSED CONCENTRATION_MISMATCH");
  Refill mixed = refill(18_mL, 500_ug_per_mL);
  mixed.program = program(120_ug_per_day, strong);
  CHECK(said(anna.stage(mixed)) == "REFUSED CONCENTRATION_MISMATCH");
}

TEST_CASE("IPT-STG-27 IPT-STG-28 IPT-STG-30 IPT-STG-32 IPT-STG-33 IPT-STG-34 IPT-REQ-12 limits come with the value asked and the nearest one allowed, and that one is allowed") {
  struct Case {
    TherapyKind asked;
    std::function<TherapyKind(std::int64_t)> with;
  };
  const auto dose = [](std::int64_t n) { return TherapyKind(program(DoseRate(n))); };
  const auto lasting = [](std::int64_t n) { return TherapyKind(bolus(50_ug, Milliseconds(n))); };
  const auto holding = [](std::int64_t n) { return TherapyKind(bolus(Nanograms(n), 24h)); };
  const auto clock = [](std::int64_t n) { return TherapyKind(SetClock{PumpClock(Milliseconds(n))}); };
  const auto level = [](std::int64_t n) { return TherapyKind(AlarmSettings{Nanolitres(n), 3}); };
  const auto lead = [](std::int64_t n) { return TherapyKind(AlarmSettings{2_mL, static_cast<std::uint32_t>(n)}); };
  const auto volume = [](std::int64_t n) { return TherapyKind(refill(Nanolitres(n))); };
  const auto every = [](std::int64_t n) { return TherapyKind(Program{strong, periodic(25_ug, 30min, Milliseconds(n))}); };
  const std::vector<Case> cases{
      {dose(0), dose}, {dose(95'999), dose}, {dose(48'000'001), dose}, {dose(2'000'000'000), dose},
      {lasting(0), lasting}, {lasting(1'000), lasting}, {lasting(86'400'001), lasting},
      {holding(3'000'000'000), holding}, {clock(-1), clock}, {clock(253'402'300'800'000), clock},
      {level(20'000'000), level}, {lead(31), lead}, {volume(20'000'001), volume}, {every(0), every}, {every(604'800'001), every},
      {every(1'000), [](std::int64_t n) { return TherapyKind(Program{strong, periodic(25_ug, Milliseconds(n), 30min)}); }},
  };
  for (std::size_t n = 0; n < cases.size(); ++n) {
    CAPTURE(n);
    Table table;
    Client anna(table);
    const auto refused = anna.stage(cases[n].asked);
    CHECK_FALSE(said(refused) == "OK");
    REQUIRE(refused.refusal->asked.has_value());  // IPT-REQ-12
    REQUIRE(refused.refusal->limit.has_value());
    if (n == 15) continue;  // a window longer than its interval: its limit is the interval, which is too short for this dose
    if (n == 8) CHECK(*refused.refusal->limit == 0);
    const auto again = anna.stage(cases[n].with(*refused.refusal->limit));
    if (n == 7) CHECK(said(again) == "REFUSED NOT_ENOUGH_LEFT");  // within the protocol's range, beyond this reservoir
    else CHECK(said(again) == "OK");
  }
}

TEST_CASE("IPT-STG-31 IPT-REQ-11 a schedule without a step, with too many, with two at one time or beyond the day is a BAD_SCHEDULE that names its field") {
  Table table;
  Client anna(table);
  const auto staged = [&](std::vector<FlexStep> steps) { return anna.stage(Program{strong, Flex{std::move(steps)}}); };
  std::vector<FlexStep> day;
  for (int n = 0; n < 13; ++n) day.push_back({3, hours(n), 120_ug_per_day});
  CHECK(said(staged(day)) == "OK");
  day.push_back({3, 20h, 120_ug_per_day});
  const auto many = staged(day);
  CHECK(said(many) == "REFUSED BAD_SCHEDULE");
  CHECK((many.refusal->asked == 14));
  CHECK((many.refusal->limit == 13));
  CHECK(many.refusal->field.ends_with("steps"));
  CHECK(said(staged({})) == "REFUSED BAD_SCHEDULE");
  CHECK(said(staged({{1, 1h, 120_ug_per_day}, {1, 1h, 130_ug_per_day}})) == "REFUSED BAD_SCHEDULE");
  const auto late = staged({{1, 24h, 120_ug_per_day}});
  CHECK(said(late) == "REFUSED BAD_SCHEDULE");
  CHECK(late.refusal->field.ends_with("time_of_day_ms"));
  CHECK(said(staged({{1, 24h - 1ms, 120_ug_per_day}})) == "OK");
}

TEST_CASE("a scripted refusal of another request leaves the stage alone, one of a Commit kills it as any refusal does") {
  Table table;
  Client anna(table);
  const auto staged = anna.stage(program(150_ug_per_day));
  table.device().scripted().answers[Request(GetStatus{}).index()] = {Scripted::Answer::busy, 1};
  CHECK(said(anna.ask(GetStatus{})) == "REFUSED BUSY");
  CHECK(is_live(anna, receipt_of(staged).stage));
  table.device().scripted().answers[Request(Commit{}).index()] = {Scripted::Answer::bad_digest, 1};
  CHECK(said(anna.commit(anna.body_of(staged))) == "REFUSED BAD_DIGEST");
  CHECK_FALSE(is_live(anna, receipt_of(staged).stage));
}

TEST_CASE("IPT-STG-29 a bolus is judged by its own flow, on top of what the program asks; a periodic dose with its basal") {
  Table table;
  Client anna(table);
  // 1 mg at 2,000 mcg/mL is 0.5 mL: it may flow at 24 mL/day, so for 30 minutes.
  const auto refused = anna.stage(bolus(1'000_ug, 30min - 1ms));
  CHECK(said(refused) == "REFUSED OUT_OF_RANGE");
  CHECK(refused.refusal->field == "bolus.duration_ms");
  CHECK(refused.refusal->limit == Milliseconds(30min).count());
  CHECK(said(anna.stage(bolus(1'000_ug, 30min))) == "OK");
  CHECK(said(anna.stage(Program{strong, periodic(1'000_ug, 30min, 6h, 1'000_ug_per_day)})) == "REFUSED OUT_OF_RANGE");
  CHECK(said(anna.stage(Program{strong, periodic(1'000_ug, 31min, 6h, 1'000_ug_per_day)})) == "OK");
}

}  // namespace
}  // namespace ipt::test
