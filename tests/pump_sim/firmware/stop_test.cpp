// Stop: IPT-STP. It always works, and it owns up to what it could not write down.
#include "tests/pump_sim/firmware/talk.hpp"

namespace ipt::test {
namespace {

Stopped stopped_of(const Response& response) {
  REQUIRE(said(response) == "OK");
  return std::get<Stopped>(response.answer);
}

TEST_CASE("IPT-STP-01 IPT-STP-12 any clinician stops the pump without lease or stage, and then nothing is delivered") {
  Table table;
  table.pass(1h);
  Client holder(table, "holder");
  holder.ask(AcquireControl{});
  Client anna(table, "anna");
  const auto stopped = stopped_of(anna.stop());
  CHECK((stopped.stopped_since == Uptime{1h}));
  CHECK(stopped.durable);
  CHECK_FALSE(stopped.replayed);
  CHECK(stopped.state_version == table.firmware().state_version);
  const auto strokes = table.firmware().sensed.strokes_counted;
  table.pass(24h * 365);
  CHECK(table.firmware().sensed.strokes_counted == strokes);
  const auto status = anna.status();
  CHECK(name(status.mode) == "STOPPED");
  CHECK(name(status.motor) == "HALTED");
  CHECK(status.daily_dose == 0_ng);
  CHECK((status.stopped_since == Uptime{1h}));  // IPT-STA-11
}

TEST_CASE("IPT-STA-11 a pump that runs has no instant since which it is stopped, on the wire too") {
  Table table;
  Client anna(table);
  CHECK_FALSE(anna.status().stopped_since.has_value());
  anna.stop();
  CHECK((anna.status().stopped_since == Uptime{}));  // stopped at 0 is not the same as not stopped
}

TEST_CASE("IPT-STP-02 the motor halts, then the record is written, then the answer goes out") {
  Table table;
  table.pass(1h);
  Client anna(table);
  const auto before = table.happenings().size();
  anna.stop();
  const std::vector<std::string> since(table.happenings().begin() + static_cast<std::ptrdiff_t>(before), table.happenings().end());
  CHECK((since == std::vector<std::string>{"store", "send"}));
  CHECK(table.implant.world.motor.order.base.steps.empty());
}

TEST_CASE("IPT-STP-03 a Stop that can not be written stands all the same, says so and raises MEMORY_ERROR") {
  Table table;
  table.pass(1h);
  Client anna(table);
  table.fail_records(1);
  const OperationId id = anna.new_id();
  const auto stopped = stopped_of(anna.ask(Stop{id}));
  CHECK_FALSE(stopped.durable);
  CHECK(is_stopped(table.firmware()));
  CHECK(table.implant.world.motor.order.base.steps.empty());
  CHECK(is_active(table.firmware().alarms, AlarmKind::memory_error));
  const auto strokes = table.firmware().sensed.strokes_counted;
  table.pass(1h);
  CHECK(table.firmware().sensed.strokes_counted == strokes);
}

TEST_CASE("IPT-STP-08 a repetition of a Stop that could not be written tries again, and says what came of it") {
  Table table;
  Client anna(table);
  table.fail_records(2);
  const OperationId id = anna.new_id();
  const auto first = stopped_of(anna.ask(Stop{id}));
  CHECK_FALSE(first.durable);
  table.pass(1h);
  const auto second = stopped_of(anna.ask(Stop{id}));
  CHECK_FALSE(second.durable);
  CHECK(second.replayed);
  const auto third = stopped_of(anna.ask(Stop{id}));
  CHECK(third.durable);
  CHECK((third.stopped_since == first.stopped_since));
  CHECK(third.state_version == first.state_version);
  CHECK_FALSE(is_active(table.firmware().alarms, AlarmKind::memory_error));  // storage works again
  CHECK(table.is_durable());
  table.crash();
  Client again(table);
  CHECK(stopped_of(again.ask(Stop{id})).durable);
  CHECK(is_stopped(table.firmware()));
}

TEST_CASE("IPT-STP-03 whatever is written next makes an unwritten Stop durable with it") {
  Table table;
  Client anna(table);
  table.fail_records(1);
  const OperationId id = anna.new_id();
  CHECK_FALSE(stopped_of(anna.ask(Stop{id})).durable);
  REQUIRE(said(anna.change(AlarmSettings{3_mL, 4})) == "OK");
  CHECK(stopped_of(anna.ask(Stop{id})).durable);
  CHECK(table.is_durable());
}

TEST_CASE("IPT-STP-04 a Stop ends a bolus for good, and counts what of it was given") {
  Table table;
  Client anna(table);
  const auto id = result_of(anna.change(bolus(50_ug, 20min))).operation_id;
  table.pass(10min);
  anna.stop();
  const auto told = anna.get<OperationReport>(GetOperation{id, {}, false});
  CHECK(name(told.state) == "PARTLY_EXECUTED");
  CHECK(name(*told.ending) == "STOPPED");
  CHECK(*told.delivered == 12'500_nL);
  REQUIRE(said(anna.change(Resume{}, ModeAfter::running)) == "OK");
  CHECK_FALSE(anna.status().bolus.has_value());
  const auto strokes = table.firmware().sensed.strokes_counted;
  table.pass(1h);
  CHECK((table.firmware().sensed.strokes_counted - strokes).value == 10);  // the program alone
}

TEST_CASE("IPT-STP-04 a Stop ends a periodic dose under way, and the rest of it is never given") {
  Table table;
  Client anna(table);
  REQUIRE(said(anna.change(Program{strong, periodic(25_ug, 30min, 6h)})) == "OK");
  table.pass(10min);
  anna.stop();
  CHECK(kinds(anna.log()) == "BOOT OPERATION STOP PERIODIC_DOSE_CUT");
  CHECK(name(*anna.log().back().ending) == "STOPPED");
  CHECK(*anna.log().back().delivered == 4'000_nL);
  table.pass(5min);
  REQUIRE(said(anna.change(Resume{}, ModeAfter::running)) == "OK");
  const auto strokes = table.firmware().sensed.strokes_counted;
  table.pass(5h);
  CHECK(table.firmware().sensed.strokes_counted == strokes);
}

TEST_CASE("IPT-STP-05 a Stop kills every stage and leaves the lease with its holder, written down or not") {
  for (const int failing : {0, 1}) {
    Table table;
    Client anna(table, "anna");
    const auto body = anna.body_of(anna.stage(program(150_ug_per_day)));
    Client ben(table, "ben");
    table.fail_records(failing);
    ben.stop();
    CHECK(said(anna.commit(body)) == "REFUSED NO_SUCH_STAGE");
    CHECK(said(ben.ask(AcquireControl{})) == "REFUSED BUSY");
  }
}

TEST_CASE("IPT-STP-06 IPT-STP-07 a stop survives boot and a second Stop, and its 48 hours go on") {
  Table table;
  table.pass(1h);
  Client anna(table);
  const auto first = stopped_of(anna.stop());
  table.pass(20h);
  table.crash();
  Client again(table);
  const auto second = stopped_of(again.stop());
  CHECK((second.stopped_since == first.stopped_since));
  CHECK(second.state_version > first.state_version);
  table.pass(Uptime{49h} - table.firmware().now - 1ms);
  CHECK_FALSE(is_active(table.firmware().alarms, AlarmKind::stopped_too_long));
  table.pass(1ms);
  CHECK(is_active(table.firmware().alarms, AlarmKind::stopped_too_long));
}

TEST_CASE("IPT-STP-08 a repeated Stop id answers as before and does not stop again, even if the pump runs since") {
  Table table;
  table.pass(1h);
  Client anna(table);
  const OperationId id = anna.new_id();
  const auto first = stopped_of(anna.ask(Stop{id}));
  REQUIRE(said(anna.change(Resume{}, ModeAfter::running)) == "OK");
  const auto version = table.firmware().state_version;
  auto again = stopped_of(anna.ask(Stop{id}));
  CHECK(again.replayed);
  again.replayed = false;
  CHECK((again == first));
  CHECK_FALSE(is_stopped(table.firmware()));
  CHECK(table.firmware().state_version == version);
}

TEST_CASE("IPT-STP-09 a Stop id of another identity is a CONFLICT, and that one stops nothing") {
  Table table;
  Client anna(table, "anna");
  const OperationId id = anna.new_id();
  anna.ask(Stop{id});
  REQUIRE(said(anna.change(Resume{}, ModeAfter::running)) == "OK");
  Client ben(table, "ben");
  CHECK(said(ben.ask(Stop{id})) == "REFUSED CONFLICT");
  CHECK_FALSE(is_stopped(table.firmware()));
}

TEST_CASE("IPT-STP-10 a bolus whose Stop comes in the same piece is stored, and gives nothing") {
  Table table;
  Client anna(table);
  const auto body = anna.body_of(anna.stage(bolus()));
  anna.send_together({Request(Commit{wire::encode_commit(body)}), Request(Stop{anna.new_id()})});
  REQUIRE(anna.listen().size() == 2);
  const auto told = anna.get<OperationReport>(GetOperation{body.operation_id, {}, false});
  CHECK(name(told.state) == "PARTLY_EXECUTED");
  CHECK(*told.delivered == 0_nL);
  const auto strokes = table.firmware().sensed.strokes_counted;
  table.pass(1h);
  CHECK(table.firmware().sensed.strokes_counted == strokes);
}

TEST_CASE("IPT-STA-16 the state version grows with each Stop that is journalled and with each bolus that ends") {
  Table table;
  Client anna(table);
  const auto start = table.firmware().state_version;
  anna.stop();
  CHECK(table.firmware().state_version == start + 1);
  anna.stop();
  CHECK(table.firmware().state_version == start + 2);
  REQUIRE(said(anna.change(Resume{}, ModeAfter::running)) == "OK");
  CHECK(table.firmware().state_version == start + 3);
  REQUIRE(said(anna.change(bolus(50_ug, 10min))) == "OK");
  CHECK(table.firmware().state_version == start + 4);
  table.pass(10min);
  CHECK(table.firmware().state_version == start + 5);
}

TEST_CASE("IPT-STP-13 an abandoned Stop that comes late stops nothing, and a Stop with a fresh id stops as ever") {
  Table table;
  Client dead(table, "anna");
  Client anna(table, "anna");
  const OperationId id = anna.new_id();
  CHECK(name(anna.get<OperationReport>(GetOperation{id, {}, false}).state) == "NOT_SEEN");  // a look gives nothing up
  CHECK(name(anna.get<OperationReport>(GetOperation{id, {}, true}).state) == "REJECTED");
  const Implant before = table.implant;
  CHECK(said(dead.ask(Stop{id})) == "REFUSED SUPERSEDED");  // it was still on its way
  CHECK((table.implant == before));
  CHECK(name(anna.get<OperationReport>(GetOperation{id, {}, false}).state) == "REJECTED");
  CHECK(stopped_of(anna.stop()).durable);
  CHECK(is_stopped(table.firmware()));
}

TEST_CASE("IPT-STP-13 a Commit under an abandoned id is refused, and its stage dies as with any refused Commit") {
  Table table;
  Client anna(table);
  const auto body = anna.body_of(anna.stage(program(150_ug_per_day)));
  CHECK(name(anna.get<OperationReport>(GetOperation{body.operation_id, {}, true}).state) == "REJECTED");
  CHECK(said(anna.commit(body)) == "REFUSED SUPERSEDED");
  CHECK_FALSE(anna.get<OperationReport>(GetOperation{body.operation_id, body.stage, false}).stage_live);
  CHECK(anna.status().daily_dose == 120_ug);
}

TEST_CASE("IPT-STP-13 what one identity abandons binds no other, and an observer may abandon nothing") {
  Table table;
  Client anna(table, "anna");
  Client ben(table, "ben");
  Client observer(table, "ben", Role::observer);
  const OperationId id = anna.new_id();
  CHECK(name(anna.get<OperationReport>(GetOperation{id, {}, true}).state) == "REJECTED");
  CHECK(name(ben.get<OperationReport>(GetOperation{id, {}, false}).state) == "NOT_SEEN");
  CHECK(said(observer.ask(GetOperation{id, {}, true})) == "REFUSED NOT_ALLOWED");
  CHECK(stopped_of(ben.ask(Stop{id})).durable);
}

TEST_CASE("IPT-OPS-11 a Stop that is in the journal cannot be abandoned, and its repetition is answered as before") {
  Table table;
  Client anna(table);
  const OperationId id = anna.new_id();
  const auto first = stopped_of(anna.ask(Stop{id}));
  CHECK(name(anna.get<OperationReport>(GetOperation{id, {}, true}).state) == "EXECUTED");
  const auto again = stopped_of(anna.ask(Stop{id}));
  CHECK(again.replayed);
  CHECK((again.stopped_since == first.stopped_since));
}

TEST_CASE("IPT-STP-14 64 abandoned ids are kept in mind for each identity, the 65th is not taken, and a boot forgets them with all sessions") {
  Table table;
  OperationId first;
  {
    Client anna(table, "anna");
    first = anna.new_id();
    CHECK(name(anna.get<OperationReport>(GetOperation{first, {}, true}).state) == "REJECTED");
    for (int n = 1; n < 64; ++n) REQUIRE(name(anna.get<OperationReport>(GetOperation{anna.new_id(), {}, true}).state) == "REJECTED");
    const OperationId beyond = anna.new_id();
    CHECK(said(anna.ask(GetOperation{beyond, {}, true})) == "FAILED STORAGE");
    CHECK(name(anna.get<OperationReport>(GetOperation{beyond, {}, false}).state) == "NOT_SEEN");  // nothing is promised about it
    CHECK(name(anna.get<OperationReport>(GetOperation{first, {}, true}).state) == "REJECTED");
    CHECK(said(anna.ask(Stop{first})) == "REFUSED SUPERSEDED");
    Client ben(table, "ben");
    CHECK(name(ben.get<OperationReport>(GetOperation{ben.new_id(), {}, true}).state) == "REJECTED");
    CHECK(stopped_of(anna.ask(Stop{beyond})).durable);  // it was not given up, so it stops
  }
  table.crash();
  Client anna(table, "anna");
  CHECK(stopped_of(anna.ask(Stop{first})).durable);  // of that boot nothing is on its way any more
}

}  // namespace
}  // namespace ipt::test
