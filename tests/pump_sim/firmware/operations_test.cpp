// What became of an operation: IPT-OPS, the journal and GetOperation.
#include "tests/pump_sim/firmware/talk.hpp"

namespace ipt::test {
namespace {

OperationReport report(Client& asker, const OperationId& id, std::optional<StageName> stage = {}, bool abandon = false) {
  return asker.get<OperationReport>(GetOperation{id, stage, abandon});
}

/// Stops and keeps on stopping: the cheapest operations.
void fill_journal(Client& anna, std::size_t count) {
  for (std::size_t n = 0; n < count; ++n) REQUIRE(said(anna.stop()) == "OK");
}

TEST_CASE("IPT-OPS-04 not seen while the stage lives, executed after the commit, superseded by another program") {
  Table table;
  Client anna(table);
  const auto body = anna.body_of(anna.stage(program(150_ug_per_day)));
  auto before = report(anna, body.operation_id, body.stage);
  CHECK(name(before.state) == "NOT_SEEN");
  CHECK(before.stage_live);
  CHECK(before.result.empty());
  const auto committed = std::get<Committed>(anna.commit(body).answer);
  auto after = report(anna, body.operation_id, body.stage);
  CHECK(name(after.state) == "EXECUTED");
  CHECK_FALSE(after.stage_live);  // IPT-OPS-08
  CHECK((after.kind == OperationKind::program));
  CHECK(after.result == committed.result);  // IPT-OPS-12
  CHECK_FALSE(after.volume.has_value());
  CHECK_FALSE(after.ending.has_value());
  REQUIRE(said(anna.change(program(160_ug_per_day))) == "OK");
  after = report(anna, body.operation_id);
  CHECK(name(after.state) == "SUPERSEDED");
  CHECK(after.result == committed.result);
}

TEST_CASE("IPT-OPS-14 only what brought a program is ever superseded: a refill with one, not a refill without, a bolus or a setting") {
  Table table;
  Client anna(table);
  Refill with = refill();
  with.program = program(130_ug_per_day);
  const auto id_of = [&](const Response& done) { return result_of(done).operation_id; };
  const auto brings = id_of(anna.change(with));
  const auto plain = id_of(anna.change(refill()));
  const auto setting = id_of(anna.change(AlarmSettings{3_mL, 5}));
  const auto given = id_of(anna.change(bolus(50_ug, 10min)));
  table.pass(10min);
  CHECK(name(report(anna, brings).state) == "EXECUTED");
  REQUIRE(said(anna.change(program(160_ug_per_day))) == "OK");
  CHECK(name(report(anna, brings).state) == "SUPERSEDED");
  for (const auto& id : {plain, setting, given}) CHECK(name(report(anna, id).state) == "EXECUTED");
}

TEST_CASE("IPT-OPS-04 a refused commit was not executed and never will be: not seen, its stage dead") {
  Table table;
  Client anna(table);
  auto body = anna.body_of(anna.stage(program(150_ug_per_day)));
  body.grant[0] ^= 1;
  REQUIRE(said(anna.commit(body)) == "REFUSED BAD_GRANT");
  const auto told = report(anna, body.operation_id, body.stage);
  CHECK(name(told.state) == "NOT_SEEN");  // IPT-OPS-07
  CHECK_FALSE(told.stage_live);
}

TEST_CASE("IPT-OPS-09 abandon by the same identity kills the stage in whatever session it lives, and for ever") {
  Table table;
  Client dead(table, "anna");
  const auto body = dead.body_of(dead.stage(program(150_ug_per_day)));
  Client anna(table, "anna");
  CHECK(report(anna, body.operation_id, body.stage).stage_live);
  const auto told = report(anna, body.operation_id, body.stage, true);
  CHECK(name(told.state) == "NOT_SEEN");
  CHECK_FALSE(told.stage_live);
  CHECK(said(dead.commit(body)) == "REFUSED NO_SUCH_STAGE");  // the commit that was still on its way
  CHECK(anna.status().daily_dose == 120_ug);
}

TEST_CASE("IPT-OPS-10 nobody else may abandon a live stage") {
  Table table;
  Client anna(table, "anna");
  const auto body = anna.body_of(anna.stage(program(150_ug_per_day)));
  Client ben(table, "ben");
  Client observer(table, "anna", Role::observer);
  CHECK(said(ben.ask(GetOperation{body.operation_id, body.stage, true})) == "REFUSED NOT_ALLOWED");
  CHECK(said(observer.ask(GetOperation{body.operation_id, body.stage, true})) == "REFUSED NOT_ALLOWED");
  CHECK(said(anna.commit(body)) == "OK");
}

TEST_CASE("IPT-OPS-11 abandon neither stops, undoes nor hides what is in the journal") {
  Table table;
  Client anna(table);
  const auto body = anna.body_of(anna.stage(bolus()));
  REQUIRE(said(anna.commit(body)) == "OK");
  table.pass(5min);
  const auto told = report(anna, body.operation_id, body.stage, true);
  CHECK(name(told.state) == "EXECUTED");
  CHECK(name(*told.ending) == "RUNNING");
  table.pass(15min);
  CHECK(name(*report(anna, body.operation_id).ending) == "COMPLETE");
}

TEST_CASE("IPT-OPS-04 a stage of a boot that this pump never had can only be settled by a person") {
  Table table;
  Client anna(table);
  StageName strange{1, anna.welcome.boot_nonce ^ 1, 1};
  CHECK(name(report(anna, anna.new_id(), strange).state) == "OLDER_THAN_JOURNAL");
  strange = {7, anna.welcome.boot_nonce, 1};
  CHECK(name(report(anna, anna.new_id(), strange).state) == "OLDER_THAN_JOURNAL");
  CHECK(name(report(anna, anna.new_id(), StageName{1, anna.welcome.boot_nonce, 1}).state) == "NOT_SEEN");
}

TEST_CASE("IPT-OPS-06 the nonces of the newest 256 boots are remembered, over every boot") {
  Table table;
  StageName first{1, Client(table, "anna").welcome.boot_nonce, 1};
  table.crash();
  StageName second{2, Client(table, "anna").welcome.boot_nonce, 1};
  for (int n = 0; n < 254; ++n) table.crash();
  {
    Client anna(table);
    CHECK(anna.welcome.boot_count == 256);
    CHECK(name(report(anna, anna.new_id(), first).state) == "NOT_SEEN");
  }
  table.crash();
  Client anna(table);
  CHECK(name(report(anna, anna.new_id(), first).state) == "OLDER_THAN_JOURNAL");
  CHECK(name(report(anna, anna.new_id(), second).state) == "NOT_SEEN");
}

TEST_CASE("IPT-OPS-01 IPT-OPS-03 the newest 1,024 are kept; what is evicted leaves its stage as a floor, and a Stop, which has none, leaves no stage behind it") {
  Table table;
  Client anna(table);
  const OperationId oldest_stop = anna.new_id();
  REQUIRE(said(anna.ask(Stop{oldest_stop})) == "OK");
  auto first = anna.body_of(anna.stage(program(150_ug_per_day)));
  REQUIRE(said(anna.commit(first)) == "OK");
  auto second = anna.body_of(anna.stage(program(160_ug_per_day)));
  REQUIRE(said(anna.commit(second)) == "OK");
  const auto third = receipt_of(anna.stage(program(170_ug_per_day))).stage;
  CHECK(name(report(anna, anna.new_id()).state) == "NOT_SEEN");
  fill_journal(anna, 1'021);
  CHECK(name(report(anna, oldest_stop).state) == "EXECUTED");
  fill_journal(anna, 1);  // the oldest Stop goes
  CHECK(name(report(anna, oldest_stop).state) == "OLDER_THAN_JOURNAL");  // IPT-OPS-05: without a stage nobody can know
  CHECK(name(report(anna, anna.new_id(), first.stage).state) == "NOT_SEEN");  // a Stop evicts no stage
  CHECK(name(report(anna, first.operation_id, first.stage).state) == "SUPERSEDED");
  fill_journal(anna, 1);  // now the first program
  CHECK(name(report(anna, first.operation_id, first.stage).state) == "OLDER_THAN_JOURNAL");
  CHECK(said(anna.commit(first)) == "REFUSED OLDER_THAN_JOURNAL");  // IPT-CMT-09
  CHECK(name(report(anna, second.operation_id, second.stage).state) == "EXECUTED");
  CHECK(name(report(anna, anna.new_id(), third).state) == "NOT_SEEN");
  fill_journal(anna, 2);
  CHECK(name(report(anna, anna.new_id(), second.stage).state) == "OLDER_THAN_JOURNAL");
  table.crash();
  Client again(table);
  CHECK(name(report(again, again.new_id(), second.stage).state) == "OLDER_THAN_JOURNAL");
  CHECK(name(report(again, again.new_id(), third).state) == "NOT_SEEN");
}

TEST_CASE("IPT-OPS-02 a bolus that runs is not pruned, and its end is told however many operations came since") {
  Notes notes;
  JournalEntry running;
  running.operation_id = {9};
  running.bolus = JournalEntry::Bolus{25_uL, {}, Ending::running};
  notes.journal.add(running);
  for (std::uint32_t n = 1; n <= 1'100; ++n) {
    JournalEntry other;
    other.operation_id = {1, static_cast<std::uint8_t>(n), static_cast<std::uint8_t>(n >> 8)};
    other.stage = {1, 1, n};
    notes.journal.add(other);
  }
  CHECK(notes.journal.entries().size() == Journal::kept);
  REQUIRE(notes.journal.find({9}) != nullptr);
  CHECK(notes.journal.floor()->number == 77);
  notes.journal.end_bolus({9}, Ending::complete, 25_uL);
  CHECK(name(notes.journal.find({9})->bolus->ending) == "COMPLETE");
  notes.journal.add({});
  CHECK(notes.journal.find({9}) == nullptr);  // finished, it is the oldest
  CHECK(notes.journal.floor()->number == 77);  // the floor never sinks
}

TEST_CASE("IPT-OPS-16 at boot a bolus is not resumed: it ends INTERRUPTED with what was given, and the program runs on") {
  Table table;
  Client anna(table);
  const auto body = anna.body_of(anna.stage(bolus(50_ug, 20min)));
  REQUIRE(said(anna.commit(body)) == "OK");
  table.pass(5min);
  const auto version = anna.ask(GetInfo{}).state_version;
  table.crash();  // a second of reserved time has passed
  Client again(table);
  const auto told = report(again, body.operation_id);
  CHECK(name(told.state) == "PARTLY_EXECUTED");
  CHECK(name(*told.ending) == "INTERRUPTED");
  CHECK(*told.volume == 25_uL);
  CHECK(*told.delivered == 6'250_nL);  // 301 of 1,200 seconds: 25.08 strokes
  CHECK(again.welcome.state_version == version + 1);  // IPT-STA-16
  const auto status = again.status();
  CHECK_FALSE(status.bolus.has_value());
  CHECK(name(status.mode) == "SIMPLE_CONTINUOUS");
  CHECK(kinds(again.log()) == "BOOT OPERATION BOOT BOLUS_ENDED");
  CHECK(table.is_durable());
}

TEST_CASE("IPT-OPS-16 at boot a periodic dose under way is cut and not resumed, and the grid goes on") {
  Table table;
  Client anna(table);
  REQUIRE(said(anna.change(Program{strong, periodic(25_ug, 30min, 6h)})) == "OK");
  table.pass(10min);
  anna.status();
  table.crash();
  Client again(table);
  CHECK(kinds(again.log()) == "BOOT OPERATION BOOT PERIODIC_DOSE_CUT");
  CHECK(*again.log().back().delivered == 4'000_nL);  // 601 of 1,800 seconds of 12.5 microlitres: 16.7 strokes
  CHECK(*again.log().back().volume == 12'500_nL);
  CHECK(name(*again.log().back().ending) == "INTERRUPTED");
  const auto strokes = table.firmware().sensed.strokes_counted;
  table.pass(6h - 10min - 1s - 1ms);
  CHECK(table.firmware().sensed.strokes_counted == strokes);  // IPT-BOL-10: skipped
  table.pass(30min + 1ms);
  CHECK((table.firmware().sensed.strokes_counted - strokes).value == 50);
}

TEST_CASE("IPT-OPS-15 reads, tones and faults leave the journal alone") {
  Table table;
  Client anna(table);
  REQUIRE(said(anna.change(program(150_ug_per_day))) == "OK");
  const auto journal = table.notes().journal;
  anna.ask(TestAlarm{true});
  table.stall(true);
  table.pass(2h);
  table.fail_records(1);
  anna.ask(AcknowledgeAlarm{2});
  anna.status();
  anna.log();
  CHECK((table.notes().journal == journal));
}

TEST_CASE("IPT-STA-10 the status lists the newest three operations, newest first") {
  Table table;
  Client anna(table);
  CHECK(anna.status().operations.empty());
  std::vector<OperationId> ids;
  for (std::uint32_t lead = 1; lead <= 4; ++lead) ids.push_back(result_of(anna.change(AlarmSettings{2_mL, lead})).operation_id);
  const auto listed = anna.status().operations;
  REQUIRE(listed.size() == 3);
  for (std::size_t n = 0; n < 3; ++n) CHECK((listed[n].operation_id == ids[3 - n]));
}

}  // namespace
}  // namespace ipt::test
