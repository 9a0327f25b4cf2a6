// Commit: IPT-CMT, the order of its checks step by step, replays, and what a failing memory does to it.
#include "ipt/v1/envelope.pb.h"
#include "pump_sim/firmware/describe.hpp"
#include "tests/pump_sim/firmware/talk.hpp"

namespace ipt::test {
namespace {

/// A commit that is wrong in each way from the named step on: the pump must name that step.
struct Wrong {
  const char* step;
  const char* said;
};

TEST_CASE("IPT-CMT-05 the checks come in the order of the table: a commit wrong in several ways is told the first") {
  const Wrong steps[] = {
      {"role", "REFUSED NOT_ALLOWED"},  {"bytes", "INVALID BAD_REQUEST"},      {"journal", "REFUSED CONFLICT"},  {"floor", "REFUSED OLDER_THAN_JOURNAL"},
      {"lease", "REFUSED NO_LEASE"},    {"stage", "REFUSED NO_SUCH_STAGE"},    {"grant", "REFUSED BAD_GRANT"},   {"digest", "REFUSED BAD_DIGEST"},
      {"after", "REFUSED BAD_CRITICAL_VALUES"}, {"warnings", "REFUSED BAD_WARNINGS"}, {"version", "REFUSED STALE"}, {"limits", "REFUSED NOT_ENOUGH_LEFT"},
  };
  for (std::size_t first = 0; first < std::size(steps); ++first) {
    INFO(std::string(steps[first].step));
    Table table(Delivered{"baclofen", strong, 100_uL, 40'000_ug_per_day, new_year});
    Client other(table, "ben");
    const Response earlier = other.change(AlarmSettings{3_mL, 5});
    REQUIRE(said(earlier) == "OK");
    other.ask(ReleaseControl{});
    Client anna(table, "anna");
    // Nearly all that is left: a minute later it is more than that.
    const Response staged = anna.stage(SingleBolus{100_ug, 1h, strong});
    CommitBody body = anna.body_of(staged);
    table.pass(260s);
    // Everything from `first` on is wrong; every step before is right.
    if (first <= 10) ++body.expected_state_version;
    if (first <= 9) body.warnings.push_back(Warning::discrepancy);
    if (first <= 8) body.after.daily_dose += 1_ng;
    if (first <= 7) body.digest[0] ^= 1;
    if (first <= 6) body.grant[15] ^= 1;
    if (first <= 5) body.stage.number += 1;
    if (first <= 4) anna.ask(ReleaseControl{});
    if (first <= 3) body.stage.boot_nonce ^= 1;
    if (first <= 2) body.operation_id = result_of(earlier).operation_id;
    Bytes bytes = wire::encode_commit(body);
    if (first <= 1) bytes += "\x7f";
    const auto before = table.firmware();
    const auto notes = table.notes();
    const auto records = table.records();
    std::string answer;
    if (first == 0) {
      Client observer(table, "watcher", Role::observer);
      answer = said(observer.ask(Commit{bytes}));
    } else {
      answer = said(anna.ask(Commit{bytes}));
    }
    CHECK(answer == steps[first].said);
    CHECK((table.firmware() == before));  // IPT-CMT-11
    CHECK((table.notes() == notes));
    CHECK(table.records() == records);
    if (first > 0) CHECK_FALSE(anna.get<OperationReport>(GetOperation{anna.new_id(), receipt_of(staged).stage, false}).stage_live);  // IPT-CMT-12
  }
}

TEST_CASE("IPT-CMT-05 the first check of all is the session: a commit with a wrong seq is a Goodbye and nothing else") {
  Table table;
  Client anna(table);
  const auto body = anna.body_of(anna.stage(program(150_ug_per_day)));
  ++anna.sent;
  anna.send(Request(Commit{wire::encode_commit(body)}));
  CHECK(anna.goodbye() == "BAD_SEQUENCE");
  CHECK(table.notes().journal.executed() == 0);
}

TEST_CASE("IPT-CMT-04 the state version may have moved since the receipt: STALE, also for a client that names the present one") {
  Table table;
  Client anna(table);
  const auto given = anna.change(bolus(50_ug, 10min));
  REQUIRE(said(given) == "OK");
  Table other;
  Client ben(other);
  const auto staged = ben.stage(program(150_ug_per_day));
  CommitBody body = ben.body_of(staged);
  --body.expected_state_version;
  CHECK(said(ben.commit(body)) == "REFUSED STALE");
}

TEST_CASE("IPT-CMT-12 each refused commit kills the session's stage, so that the right one comes too late") {
  Table table;
  Client anna(table);
  const CommitBody right = anna.body_of(anna.stage(program(150_ug_per_day)));
  CommitBody wrong = right;
  wrong.grant[3] ^= 0x80;
  CHECK(said(anna.commit(wrong)) == "REFUSED BAD_GRANT");
  CHECK(said(anna.commit(right)) == "REFUSED NO_SUCH_STAGE");
  CHECK(anna.status().daily_dose == 120_ug);
}

TEST_CASE("IPT-CMT-10 critical values are compared field by field, presence counted, and bytes that hold half a bolus are not equal") {
  Table table;
  Client anna(table);
  const auto try_with = [&](const std::function<void(v1::CriticalValues&)>& change) {
    v1::CommitBody body;
    REQUIRE(body.ParseFromString(wire::encode_commit(anna.body_of(anna.stage(program(150_ug_per_day))))));
    change(*body.mutable_after());
    return said(anna.ask(Commit{body.SerializeAsString()}));
  };
  CHECK(try_with([](auto&) {}) == "OK");
  CHECK(try_with([](auto& after) { after.set_bolus_volume_nl(5); }) == "REFUSED BAD_CRITICAL_VALUES");
  CHECK(try_with([](auto& after) { after.set_bolus_dose_ng(0); }) == "REFUSED BAD_CRITICAL_VALUES");
  CHECK(try_with([](auto& after) { after.set_clock_ms(0); }) == "REFUSED BAD_CRITICAL_VALUES");
  CHECK(try_with([](auto& after) { after.mutable_empty()->set_absent(v1::DATE_ABSENT_STOPPED); }) == "REFUSED BAD_CRITICAL_VALUES");  // and a day
  CHECK(try_with([](auto& after) { after.clear_empty(); }) == "REFUSED BAD_CRITICAL_VALUES");
  CHECK(try_with([](auto& after) { after.set_program_digest("short"); }) == "REFUSED BAD_CRITICAL_VALUES");
}

TEST_CASE("IPT-CMT-06 IPT-OPS-12 the same bytes again get the same result, over lease, session, boot and another program") {
  Table table;
  Client anna(table, "anna");
  const Bytes bytes = wire::encode_commit(anna.body_of(anna.stage(program(150_ug_per_day))));
  const auto first = std::get<Committed>(anna.ask(Commit{bytes}).answer);
  CHECK_FALSE(first.replayed);
  const auto replay = [&](Client& client) {
    const auto version = table.firmware().state_version;
    const auto response = client.ask(Commit{bytes});
    REQUIRE(said(response) == "OK");
    CHECK(std::get<Committed>(response.answer).replayed);
    CHECK(std::get<Committed>(response.answer).result == first.result);
    CHECK(response.state_version == version);  // a present header
    CHECK(table.firmware().state_version == version);
  };
  replay(anna);
  anna.ask(ReleaseControl{});
  replay(anna);
  REQUIRE(said(anna.change(program(160_ug_per_day))) == "OK");
  table.crash();
  Client again(table, "anna");
  replay(again);
  CHECK(again.status().daily_dose == 160_ug);
  CHECK(table.notes().journal.executed() == 2);
}

TEST_CASE("IPT-CMT-08 a taken id with other bytes, from another identity or of another kind is a CONFLICT without the outcome") {
  Table table;
  Client anna(table, "anna");
  CommitBody body = anna.body_of(anna.stage(program(150_ug_per_day)));
  const Bytes bytes = wire::encode_commit(body);
  REQUIRE(said(anna.ask(Commit{bytes})) == "OK");
  Client ben(table, "ben");
  body.grant[0] ^= 1;
  for (const auto& response : {anna.commit(body), ben.ask(Commit{bytes}), anna.ask(Stop{body.operation_id})}) {
    CHECK(said(response) == "REFUSED CONFLICT");
    CHECK(std::holds_alternative<Done>(response.answer));
  }
  CHECK_FALSE(is_stopped(table.firmware()));
  const OperationId stop = anna.new_id();
  REQUIRE(said(anna.ask(Stop{stop})) == "OK");
  body.operation_id = stop;
  CHECK(said(anna.commit(body)) == "REFUSED CONFLICT");
}

TEST_CASE("IPT-CMT-13 the record is written before anybody hears of the operation, and holds all of it") {
  Table table;
  Client anna(table);
  const auto body = anna.body_of(anna.stage(program(150_ug_per_day)));
  const auto before = table.happenings().size();
  REQUIRE(said(anna.commit(body)) == "OK");
  const std::vector<std::string> since(table.happenings().begin() + static_cast<std::ptrdiff_t>(before), table.happenings().end());
  CHECK((since == std::vector<std::string>{"store", "send"}));
  CHECK(table.is_durable());  // IPT-CMT-20: program, account, version, journal and log
}

TEST_CASE("IPT-CMT-15 an operation that can not be written down is FAILED, STORAGE: nothing changed, nothing journalled, its stage dead") {
  Table table;
  Client anna(table);
  const auto staged = anna.stage(program(150_ug_per_day));
  const CommitBody body = anna.body_of(staged);
  const auto version = table.firmware().state_version;
  table.fail_records(1);
  const auto failed = anna.commit(body);
  CHECK(said(failed) == "FAILED STORAGE");
  CHECK(failed.state_version == version);
  CHECK(table.firmware().in_force.program == program(120_ug_per_day));
  const auto report = anna.get<OperationReport>(GetOperation{body.operation_id, body.stage, false});
  CHECK(name(report.state) == "NOT_SEEN");
  CHECK_FALSE(report.stage_live);
  CHECK(said(anna.commit(body)) == "REFUSED NO_SUCH_STAGE");
  CHECK(said(anna.change(program(150_ug_per_day))) == "OK");
  CHECK(table.is_durable());
}

TEST_CASE("IPT-CMT-14 an operation whose session ends while it is being written is done all the same") {
  Table table;
  Client anna(table);
  const CommitBody body = anna.body_of(anna.stage(program(150_ug_per_day)));
  anna.send_together({Request(Commit{wire::encode_commit(body)}), Goodbye{}});
  CHECK(anna.is_closed());
  Client again(table, "anna");
  CHECK(name(again.get<OperationReport>(GetOperation{body.operation_id, body.stage, true}).state) == "EXECUTED");
  CHECK(again.status().daily_dose == 150_ug);
}

TEST_CASE("IPT-CMT-17 IPT-CMT-18 the result says what was done, when, at which state version, and with which final dates") {
  Table table;
  Client anna(table);
  const auto staged = anna.stage(program(150_ug_per_day));
  table.pass(5min);
  const auto committed = anna.commit(anna.body_of(staged));
  const auto result = result_of(committed);
  CHECK((result.kind == OperationKind::program));
  CHECK((result.executed == Uptime{5min}));
  CHECK(result.state_version == committed.state_version);
  CHECK(result.state_version == staged.state_version + 1);
  CHECK_FALSE(result.discrepancy.has_value());
  CHECK((result.in_force == describe(table.firmware(), table.settings)));
  CHECK(name(result.in_force.low_reservoir_alarm) == "2026-08-29");
}

TEST_CASE("IPT-CMT-19 a grant is good for one commit: a second one with a new id finds no stage") {
  Table table;
  Client anna(table);
  CommitBody body = anna.body_of(anna.stage(program(150_ug_per_day)));
  REQUIRE(said(anna.commit(body)) == "OK");
  body.operation_id = anna.new_id();
  CHECK(said(anna.commit(body)) == "REFUSED NO_SUCH_STAGE");
}

}  // namespace
}  // namespace ipt::test
