// Boluses as the pump gives, counts and reports them: IPT-BOL, and the delivery rules that they touch.
#include "tests/pump_sim/firmware/talk.hpp"

namespace ipt::test {
namespace {

std::int64_t strokes_in(Table& table, Milliseconds time) {
  const auto before = table.firmware().sensed.strokes_counted;
  table.pass(time);
  return (table.firmware().sensed.strokes_counted - before).value;
}

TEST_CASE("IPT-BOL-01 IPT-DLV-01 IPT-DLV-02 a bolus adds to the program, evenly, from the instant of its commit") {
  Table table;
  Client anna(table);
  table.pass(6h);
  REQUIRE(said(anna.change(bolus(50_ug, 20min))) == "OK");
  CHECK(strokes_in(table, 10min) == 51);  // 50 of the bolus, and 1.67 of the program
  CHECK(strokes_in(table, 10min) == 52);  // 50 and the rest
  CHECK(strokes_in(table, 24h) == 240);
}

TEST_CASE("IPT-STA-12 IPT-BOL-06 a bolus is shown while it runs, in whole strokes, and not a millisecond longer") {
  Table table;
  Client anna(table);
  CHECK_FALSE(anna.status().bolus.has_value());
  const auto id = result_of(anna.change(bolus(50_ug, 20min))).operation_id;
  table.pass(20min - 1ms);
  const auto status = anna.status();
  REQUIRE(status.bolus.has_value());
  CHECK((status.bolus->operation_id == id));
  CHECK(status.bolus->volume == 25_uL);
  CHECK(status.bolus->delivered == 24'750_nL);
  CHECK((status.bolus->remaining == 1ms));
  CHECK(status.daily_dose == 120_ug);  // IPT-STA-07: a single bolus is in neither figure
  CHECK(status.rate == 60'000_nL_per_day);
  const auto live = anna.get<OperationReport>(GetOperation{id, {}, false});  // IPT-OPS-13
  CHECK(*live.delivered == 24'750_nL);
  CHECK(name(*live.ending) == "RUNNING");
  table.pass(1ms);
  CHECK_FALSE(anna.status().bolus.has_value());
  const auto done = anna.get<OperationReport>(GetOperation{id, {}, false});
  CHECK(*done.delivered == 25_uL);
  CHECK(name(*done.ending) == "COMPLETE");
  CHECK(name(done.state) == "EXECUTED");
}

TEST_CASE("IPT-BOL-07 the end of a bolus is logged with what was asked, what was given, and how it ended") {
  Table table;
  Client anna(table);
  const auto id = result_of(anna.change(bolus(50'900_ng, 20min))).operation_id;
  table.pass(30min);
  const auto entry = anna.log().back();
  CHECK(name(entry.kind) == "BOLUS_ENDED");
  CHECK((entry.operation_id == id));
  CHECK(*entry.volume == 25'450_nL);
  CHECK(*entry.delivered == 25'250_nL);
  CHECK(name(*entry.ending) == "COMPLETE");
  CHECK((entry.time.uptime == Uptime{20min}));
}

TEST_CASE("IPT-BOL-02 a bolus larger than what is left is refused with what is left; exactly what is left is not") {
  Table table(Delivered{"baclofen", strong, 100_uL, 120_ug_per_day, new_year});
  Client anna(table);
  const auto refused = anna.stage(bolus(200'001_ng, 2h));
  CHECK(said(refused) == "REFUSED NOT_ENOUGH_LEFT");
  CHECK((refused.refusal->asked == 200'001));
  CHECK((refused.refusal->limit == 200'000));
  CHECK(said(anna.stage(bolus(200'000_ng, 2h))) == "OK");
}

TEST_CASE("IPT-BOL-03 while a bolus runs Stop is the only change that is accepted, and afterwards all are again") {
  const TherapyKind changes[] = {program(150_ug_per_day), bolus(), refill(), SetClock{new_year}, AlarmSettings{3_mL, 5}};
  Table table;
  Client anna(table);
  REQUIRE(said(anna.change(bolus(50_ug, 20min))) == "OK");
  for (const auto& change : changes) CHECK(said(anna.stage(change)) == "REFUSED BOLUS_RUNNING");
  CHECK(said(anna.stage(Resume{}, ModeAfter::running)) == "REFUSED BOLUS_RUNNING");
  table.pass(20min);
  for (const auto& change : changes) CHECK(said(anna.stage(change)) == "OK");
  REQUIRE(said(anna.change(bolus(50_ug, 20min))) == "OK");
  CHECK(said(anna.stop()) == "OK");
  for (const auto& change : {changes[0], changes[2]}) CHECK(said(anna.stage(change)) == "OK");
}

TEST_CASE("IPT-BOL-04 a bolus on a stopped pump is refused unless it makes the pump run, and then program and bolus run") {
  Table table;
  Client anna(table);
  anna.stop();
  const auto refused = anna.stage(bolus());
  CHECK(said(refused) == "REFUSED STOPPED");
  REQUIRE(said(anna.change(bolus(50_ug, 20min), ModeAfter::running)) == "OK");
  CHECK(name(anna.status().mode) == "SIMPLE_CONTINUOUS");
  CHECK(strokes_in(table, 24h) == 340);
}

TEST_CASE("IPT-BOL-07 a bolus that finds the reservoir dry ends INTERRUPTED, the pump goes on and raises EMPTY_RESERVOIR") {
  Table table(Delivered{"baclofen", strong, 100_uL, 40'000_ug_per_day, new_year});
  Client anna(table);
  const auto id = result_of(anna.change(bolus(180_ug, 2h))).operation_id;
  table.pass(2h);
  const auto told = anna.get<OperationReport>(GetOperation{id, {}, false});
  CHECK(name(told.state) == "PARTLY_EXECUTED");
  CHECK(name(*told.ending) == "INTERRUPTED");
  CHECK(*told.delivered < 90_uL);
  CHECK(anna.status().reservoir == 0_nL);  // IPT-DLV-05
  CHECK(name(anna.status().motor) == "TURNING");  // IPT-STA-13, IPT-DLV-06: as asked, for what the account does not know of
  CHECK(strokes_in(table, 1h) > 0);
  CHECK(is_active(table.firmware().alarms, AlarmKind::empty_reservoir));
  CHECK(table.is_durable());
}

TEST_CASE("IPT-BOL-08 IPT-BOL-09 periodic doses come at once and then from start to start, with nothing between") {
  Table table;
  Client anna(table);
  REQUIRE(said(anna.change(Program{strong, periodic(25_ug, 30min, 6h)})) == "OK");
  for (int n = 0; n < 3; ++n) {
    CHECK(name(anna.status().motor) == "TURNING");
    CHECK(strokes_in(table, 30min) == 50);
    CHECK(name(anna.status().motor) == "HALTED");  // IPT-STA-13: nothing is to be driven until the next
    CHECK(anna.status().rate == 0_nL_per_day);
    CHECK(strokes_in(table, 5h + 30min) == 0);
  }
}

TEST_CASE("IPT-BOL-10 the grid is kept over stop and resume, and a window that had begun is skipped") {
  Table table;
  Client anna(table);
  REQUIRE(said(anna.change(Program{strong, periodic(25_ug, 30min, 6h)})) == "OK");
  table.pass(1h);
  anna.stop();
  table.pass(5h + 10min);  // ten minutes into the second window
  REQUIRE(said(anna.change(Resume{}, ModeAfter::running)) == "OK");
  CHECK(anna.status().rate == 0_nL_per_day);
  CHECK(strokes_in(table, 5h + 50min - 1ms) == 0);
  CHECK(strokes_in(table, 30min + 1ms) == 50);
}

TEST_CASE("IPT-BOL-11 a change of program cuts a periodic dose and logs the rest; a refill without a program lets it go on") {
  Table table;
  Client anna(table);
  REQUIRE(said(anna.change(Program{strong, periodic(25_ug, 30min, 6h)})) == "OK");
  table.pass(10min);
  REQUIRE(said(anna.change(refill())) == "OK");
  CHECK(kinds(anna.log()) == "BOOT OPERATION OPERATION");
  CHECK(strokes_in(table, 10min) == 17);  // 33.3 of 50 are owed by now, and 16 were made
  REQUIRE(said(anna.change(program(120_ug_per_day))) == "OK");
  const auto log = anna.log();
  CHECK(kinds(log) == "BOOT OPERATION OPERATION PERIODIC_DOSE_CUT OPERATION");
  CHECK(*log[3].volume == 12'500_nL);
  CHECK(*log[3].delivered == 8'250_nL);
  CHECK(name(*log[3].ending) == "STOPPED");
}

TEST_CASE("IPT-BOL-12 IPT-STA-17 a periodic dose is no bolus: everything is accepted, and its start and end move no state version") {
  Table table;
  Client anna(table);
  REQUIRE(said(anna.change(Program{strong, periodic(25_ug, 30min, 6h)})) == "OK");
  const auto version = table.firmware().state_version;
  CHECK(said(anna.stage(bolus(10_ug, 1h))) == "OK");
  CHECK_FALSE(anna.status().bolus.has_value());
  table.pass(24h);
  CHECK(table.firmware().state_version == version);
}

TEST_CASE("IPT-BOL-13 IPT-BOL-14 a pump that does not list patient boluses refuses them, a taken id before that") {
  Table table;
  Client anna(table, "anna");
  const OperationId id = anna.new_id();
  anna.ask(Stop{id});
  Client patient(table, "patient", Role::patient);
  CHECK(said(patient.ask(RequestBolus{patient.new_id()})) == "REFUSED UNSUPPORTED");
  CHECK(said(patient.ask(RequestBolus{id})) == "REFUSED CONFLICT");
}

TEST_CASE("IPT-DLV-03 changing the program every fifty minutes delivers no less than leaving it alone") {
  Table table(Delivered{"baclofen", strong, 20_mL, 96_ug_per_day, new_year});  // 192 strokes a day
  Client anna(table);
  for (int n = 0; n < 288; ++n) {
    table.pass(5min);
    if (n % 10 == 9) REQUIRE(said(anna.change(program(96_ug_per_day))) == "OK");
  }
  CHECK(table.firmware().sensed.strokes_counted.value == 192);
}

TEST_CASE("IPT-DLV-11 nothing is delivered for the time in which the process was down, nor made up later") {
  Table table;
  Client anna(table);
  table.pass(3min);
  anna.status();
  table.crash();
  table.wait(1h);  // the host's time, not the pump's
  CHECK(table.firmware().sensed.strokes_counted.value == 0);
  table.pass(Uptime{6min} - table.firmware().now);
  CHECK(table.firmware().sensed.strokes_counted.value == 1);
}

TEST_CASE("IPT-DLV-10 however time is cut, and however often the pump is read, delivery and alarms come out the same") {
  const auto run = [](Milliseconds slice, bool reads) {
    Table table(Delivered{"baclofen", strong, 2'100_uL, 120_ug_per_day, new_year});
    Client anna(table, "anna", Role::observer);
    for (Milliseconds passed{}; passed < 72h; passed += slice) {
      table.pass(slice);
      if (reads) anna.status();
    }
    return std::pair(table.firmware(), table.notes());
  };
  const auto leap = run(72h, false);
  CHECK((run(97min + 30s, true) == run(97min + 30s, false)));
  CHECK((run(1h, true) == leap));
  CHECK((run(4min, false) == leap));
}

}  // namespace
}  // namespace ipt::test
