// A pump that stops while it is written to: IPT-UPD.
#include "pump_sim/firmware/describe.hpp"
#include "tests/pump_sim/firmware/talk.hpp"

namespace ipt::test {
namespace {

constexpr Milliseconds update = 5s;  // of the profile

struct Stopping : Table {
  explicit Stopping(const Delivered& delivered = running_pump()) : Table(delivered, "update-20") {}
};

OperationReport report(Client& asker, const OperationId& id) { return asker.get<OperationReport>(GetOperation{id, {}, false}); }
Nanolitres delivered(const Table& table) { return truth(table.implant.world, table.firmware().now).delivered_nl; }

/// Commits, and is told that it is being written.
CommitBody begin(Client& anna, const TherapyKind& kind, ModeAfter mode_after = ModeAfter::unchanged) {
  const CommitBody body = anna.body_of(anna.stage(kind, mode_after));
  REQUIRE(said(anna.commit(body)) == "PENDING");
  return body;
}

/// The three ways in which it breaks off, a second after it began.
enum class Way { link_lost, stop, boot };
void interrupt(Table& table, Client& anna, Way way) {
  table.pass(1s);
  if (way == Way::link_lost) anna.hang_up();
  if (way == Way::boot) table.crash();
  if (way == Way::stop) REQUIRE(said(Client(table, "bob").stop()) == "OK");
}

TEST_CASE("IPT-UPD-01 a pump says for how long it stops while it is written to, and warns before the commit; others know nothing of it") {
  Stopping stopping;
  Client anna(stopping);
  CHECK((anna.get<Info>(GetInfo{}).update == update));
  CHECK(names(receipt_of(anna.stage(program(150_ug_per_day))).warnings) == "STOPS_WHILE_WRITTEN");
  CHECK(names(receipt_of(anna.stage(refill())).warnings) == "STOPS_WHILE_WRITTEN");
  for (const TherapyKind& kind : std::vector<TherapyKind>{bolus(), SetClock{new_year}, AlarmSettings{3_mL, 5}}) {
    CHECK(receipt_of(anna.stage(kind)).warnings.empty());
  }
  CHECK(said(anna.change(AlarmSettings{3_mL, 5})) == "OK");
  Table plain;
  Client bob(plain);
  CHECK((bob.get<Info>(GetInfo{}).update == 0ms));
  CHECK(receipt_of(bob.stage(program(150_ug_per_day))).warnings.empty());
}

TEST_CASE("IPT-UPD-02 IPT-UPD-03 IPT-UPD-04 IPT-UPD-12 it stops, is written, and runs by the new program five seconds later, to the millisecond") {
  Stopping table;
  Client anna(table);
  table.pass(1h);
  const Nanolitres before = delivered(table);
  const std::uint64_t version = table.firmware().state_version, head = table.notes().log.head();
  const CommitBody body = begin(anna, program(150_ug_per_day));
  CHECK(table.is_durable());
  table.pass(update - 1ms);
  Status status = anna.status();
  CHECK(name(status.mode) == "STOPPED");
  CHECK(name(status.motor) == "HALTED");
  CHECK((status.stopped_since == Uptime{1h}));
  REQUIRE(status.operations.size() == 1);
  CHECK((status.operations[0] == OperationSummary{body.operation_id, OperationKind::program, OperationState::pending, Uptime{1h + update}}));
  CHECK(name(report(anna, body.operation_id).state) == "PENDING");
  CHECK(name(anna.get<OperationReport>(GetOperation{body.operation_id, body.stage, true}).state) == "PENDING");  // abandoning changes nothing
  CHECK(said(anna.commit(body)) == "PENDING");
  CHECK(table.firmware().state_version == version + 1);
  CHECK(delivered(table) == before);
  CHECK(table.is_durable());

  table.pass(1ms);
  status = anna.status();
  CHECK(name(status.mode) == "SIMPLE_CONTINUOUS");
  CHECK(status.daily_dose == 150_ug);
  CHECK_FALSE(status.stopped_since.has_value());
  const auto done = report(anna, body.operation_id);
  CHECK(name(done.state) == "EXECUTED");
  const auto result = *wire::decode_result(done.result);
  CHECK((result.executed == Uptime{1h + update}));
  CHECK(result.state_version == version + 2);
  CHECK((result.in_force == describe(table.firmware(), table.settings)));
  CHECK(std::get<Committed>(anna.commit(body).answer) == Committed{done.result, true});
  CHECK(kinds_after(table, head) == "UPDATE_BEGUN OPERATION");
  CHECK(table.notes().journal.executed() == 1);
  table.pass(one_day);
  CHECK(table.is_durable());
}

TEST_CASE("IPT-UPD-05 IPT-UPD-07 IPT-UPD-12 a lost link, a Stop or a boot meanwhile leaves it stopped, and it says so for good") {
  for (const Way way : {Way::link_lost, Way::stop, Way::boot}) {
    Stopping table;
    Client anna(table);
    table.pass(1h);
    const Firmware before = table.firmware();
    const CommitBody body = begin(anna, refill());
    const Nanolitres given = delivered(table);
    const std::uint64_t head = table.notes().log.head();
    interrupt(table, anna, way);
    CHECK(table.is_durable());
    const Firmware after = table.firmware();
    CHECK((after.in_force == before.in_force));
    CHECK((after.reservoir == before.reservoir));
    CHECK((after.stopped_since == Uptime{1h}));
    const std::string log = kinds_after(table, head);
    CHECK(log == (way == Way::link_lost ? "UPDATE_INTERRUPTED" : way == Way::stop ? "UPDATE_INTERRUPTED STOP" : "BOOT UPDATE_INTERRUPTED"));
    for (int boots = 0; boots < 2; ++boots) {
      table.pass(one_day);
      CHECK(table.firmware().stopped_since.has_value());
      Client again(table, "anna");
      const auto told = report(again, body.operation_id);
      CHECK(name(told.state) == "INTERRUPTED");
      CHECK((told.kind == OperationKind::refill));
      CHECK(told.result.empty());
      CHECK(said(again.commit(body)) == "REFUSED INTERRUPTED");
      CommitBody other = body;
      other.expected_state_version += 1;
      CHECK(said(again.commit(other)) == "REFUSED CONFLICT");
      CHECK(said(Client(table, "bob").commit(body)) == "REFUSED CONFLICT");
      table.crash();
    }
    CHECK(table.notes().journal.executed() == (way == Way::stop ? 1 : 0));
    CHECK(delivered(table) == given);
  }
}

TEST_CASE("IPT-UPD-10 IPT-UPD-11 a pump left stopped alarms 48 hours after the update began, and only what says so starts it") {
  Stopping table;
  Client anna(table);
  table.pass(1h);
  begin(anna, program(150_ug_per_day));
  interrupt(table, anna, Way::link_lost);
  const Nanolitres given = delivered(table);
  table.pass(48h - 1s - 1ms);
  CHECK_FALSE(is_active(table.firmware().alarms, AlarmKind::stopped_too_long));
  table.pass(1ms);
  CHECK(is_active(table.firmware().alarms, AlarmKind::stopped_too_long));
  CHECK(delivered(table) == given);
  Client again(table, "anna");
  begin(again, program(150_ug_per_day));  // UNCHANGED: it is stored, and waits
  table.pass(update);
  CHECK(again.status().operations.front().state == OperationState::executed);
  CHECK(name(again.status().mode) == "STOPPED");
  REQUIRE(said(again.change(Resume{}, ModeAfter::running)) == "OK");
  CHECK(again.status().daily_dose == 150_ug);
  CHECK_FALSE(is_active(table.firmware().alarms, AlarmKind::stopped_too_long));
}

TEST_CASE("IPT-UPD-11 the change given again with RUNNING starts a pump that was left stopped, and so it is done once") {
  Stopping table;
  Client anna(table);
  begin(anna, program(150_ug_per_day));
  interrupt(table, anna, Way::stop);
  const CommitBody again = begin(anna, program(150_ug_per_day), ModeAfter::running);
  CHECK((table.firmware().stopped_since == Uptime{}));  // from before, not from its own beginning
  table.pass(update);
  CHECK(name(report(anna, again.operation_id).state) == "EXECUTED");
  CHECK(anna.status().daily_dose == 150_ug);
}

TEST_CASE("IPT-UPD-10 an update that ends stopped, by its own words or because the pump was, stays stopped since before") {
  Stopping table;
  Client anna(table);
  table.pass(1h);
  begin(anna, program(150_ug_per_day), ModeAfter::stopped);
  table.pass(1h);
  CHECK((table.firmware().stopped_since == Uptime{1h}));
  CHECK((table.firmware().in_force.program == program(150_ug_per_day)));
  begin(anna, refill());
  table.pass(1h);
  CHECK((table.firmware().stopped_since == Uptime{1h}));
  CHECK(table.firmware().reservoir.volume == 18_mL);
}

TEST_CASE("IPT-UPD-06 neither lease nor other sessions disturb an update, as long as the session that committed it stands") {
  Stopping table;
  Client anna(table);
  Client other(table, "anna");
  Client bob(table, "bob", Role::observer);
  const CommitBody body = begin(anna, program(150_ug_per_day));
  REQUIRE(said(anna.ask(ReleaseControl{})) == "OK");
  REQUIRE(said(other.ask(AcquireControl{})) == "OK");
  REQUIRE(said(other.ask(ReleaseControl{})) == "OK");
  REQUIRE(said(anna.ask(AcquireControl{})) == "OK");
  REQUIRE(said(other.ask(AcquireControl{})) == "OK");  // taken over
  other.hang_up();
  bob.hang_up();
  table.pass(update);
  CHECK(name(report(anna, body.operation_id).state) == "EXECUTED");
}

TEST_CASE("IPT-UPD-05 a session that ends while the beginning is written down interrupts it as well") {
  Stopping table;
  Client anna(table);
  const CommitBody body = anna.body_of(anna.stage(program(150_ug_per_day)));
  anna.send_together({Request(Commit{wire::encode_commit(body)}), Goodbye{}});
  CHECK(anna.is_closed());
  Client again(table, "anna");
  CHECK(name(report(again, body.operation_id).state) == "INTERRUPTED");
  CHECK(table.firmware().stopped_since.has_value());
  CHECK(table.is_durable());
}

TEST_CASE("IPT-UPD-08 an interruption that cannot be written down is none, and a beginning that cannot be is refused") {
  Stopping table;
  Client anna(table);
  table.fail_records(1);
  CHECK(said(anna.change(program(150_ug_per_day))) == "FAILED STORAGE");
  CHECK_FALSE(table.firmware().stopped_since.has_value());
  const CommitBody body = begin(anna, program(150_ug_per_day));
  table.fail_records(1);
  anna.hang_up();
  Client bob(table, "bob", Role::observer);
  CHECK(name(report(bob, body.operation_id).state) == "PENDING");
  table.pass(update);
  CHECK(name(report(bob, body.operation_id).state) == "EXECUTED");
  CHECK_FALSE(table.firmware().stopped_since.has_value());
}

TEST_CASE("IPT-UPD-09 while it is written nothing else is begun, and its id is taken") {
  Stopping table;
  Client anna(table);
  const CommitBody body = begin(anna, program(150_ug_per_day));
  for (const TherapyKind& kind : std::vector<TherapyKind>{program(160_ug_per_day), bolus(), refill(), Resume{}, SetClock{new_year}}) {
    CHECK(said(anna.stage(kind, ModeAfter::running)) == "REFUSED UPDATE_RUNNING");
  }
  CommitBody other = body;
  other.expected_state_version += 1;
  CHECK(said(anna.commit(other)) == "REFUSED CONFLICT");
  CHECK(said(Client(table, "bob").commit(body)) == "REFUSED CONFLICT");
  CHECK(said(anna.ask(Stop{body.operation_id})) == "REFUSED CONFLICT");
  CHECK(said(anna.ask(TestAlarm{false})) == "OK");
  table.pass(update);
  CHECK(name(report(anna, body.operation_id).state) == "EXECUTED");
}

TEST_CASE("IPT-UPD-02 a periodic dose under way ends as by a Stop, and a refill keeps the grid: the next one comes in its time") {
  Stopping table;
  Client anna(table);
  begin(anna, Program{strong, periodic()});
  table.pass(update + 10min);
  const auto staged = anna.stage(refill());
  CHECK(names(receipt_of(staged).warnings) == "PERIODIC_DOSE_CUT STOPS_WHILE_WRITTEN");
  CHECK(receipt_of(staged).now.rate > 0_nL_per_day);
  CHECK(receipt_of(staged).after.rate == 0_nL_per_day);  // the window that had begun is not finished
  const std::uint64_t head = table.notes().log.head();
  REQUIRE(said(anna.commit(anna.body_of(staged))) == "PENDING");
  table.pass(update);
  CHECK(kinds_after(table, head) == "UPDATE_BEGUN PERIODIC_DOSE_CUT OPERATION");
  const Nanolitres cut = delivered(table);
  table.pass(6h - 10min - update - 1ms);
  CHECK(delivered(table) == cut);
  table.pass(30min);
  CHECK(delivered(table) > cut);
  CHECK(table.is_durable());
}

TEST_CASE("IPT-EVT-02 who watches hears of the beginning, the end and an interruption") {
  Stopping table;
  Client anna(table);
  Client bob(table, "bob", Role::observer);
  REQUIRE(said(bob.ask(Subscribe{1})) == "OK");
  const auto heard = [&bob] {
    const auto came = bob.listen();
    return !came.empty() && std::holds_alternative<Event>(came.back().body) ? std::get<Event>(came.back().body).log_head : 0;
  };
  heard();
  begin(anna, program(150_ug_per_day));
  CHECK(heard() == table.notes().log.head());
  table.pass(update);
  CHECK(heard() == table.notes().log.head());
  begin(anna, program(160_ug_per_day));
  heard();
  anna.hang_up();
  CHECK(heard() == table.notes().log.head());
}

}  // namespace
}  // namespace ipt::test
