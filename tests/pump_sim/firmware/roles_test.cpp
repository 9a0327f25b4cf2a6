// Every request, from everybody, with and without the lease: the table of requests in IPT-REQ, and IPT-ROL.
#include "tests/pump_sim/firmware/talk.hpp"

namespace ipt::test {
namespace {

struct Row {
  const char* what;
  Request request;
  const char* observer;
  const char* clinician;  ///< without the lease
  const char* holder;     ///< a clinician with the lease
  const char* patient;
};

/// Requests that make sense to a pump without a stage and without an alarm.
std::vector<Row> table_of_requests() {
  const char* no = "REFUSED NOT_ALLOWED";
  const OperationId id{1};
  return {
      {"GetInfo", GetInfo{}, "OK", "OK", "OK", no},
      {"GetStatus", GetStatus{}, "OK", "OK", "OK", no},
      {"GetProgram", GetProgram{}, "OK", "OK", "OK", no},
      {"ReadLog", ReadLog{}, "OK", "OK", "OK", no},
      {"ReadLog security", ReadLog{0, 0, true}, no, "OK", "OK", no},
      {"GetOperation", GetOperation{id, {}, false}, "OK", "OK", "OK", no},
      {"GetOperation abandon", GetOperation{id, StageName{1, 2, 3}, true}, no, "OK", "OK", no},
      {"Subscribe", Subscribe{1}, "OK", "OK", "OK", no},
      {"AcquireControl", AcquireControl{}, no, "REFUSED BUSY", "OK", no},
      {"ReleaseControl", ReleaseControl{}, no, "OK", "OK", no},
      {"Stage", Stage{""}, no, "REFUSED NO_LEASE", "REFUSED BAD_THERAPY", no},
      {"Commit", Commit{""}, no, "INVALID BAD_REQUEST", "INVALID BAD_REQUEST", no},
      {"Discard", Discard{}, no, "REFUSED NO_LEASE", "REFUSED NO_SUCH_STAGE", no},
      {"Stop", Stop{id}, no, "OK", "OK", no},
      {"RequestBolus", RequestBolus{id}, no, no, no, "REFUSED UNSUPPORTED"},
      {"SilenceAlarm", SilenceAlarm{9}, no, "REFUSED NO_SUCH_ALARM", "REFUSED NO_SUCH_ALARM", no},
      {"AcknowledgeAlarm", AcknowledgeAlarm{9}, no, "REFUSED NO_SUCH_ALARM", "REFUSED NO_SUCH_ALARM", no},
      {"TestAlarm", TestAlarm{false}, no, "OK", "OK", no},
      {"nothing known", UnknownRequest{}, "UNIMPLEMENTED UNKNOWN_REQUEST", "UNIMPLEMENTED UNKNOWN_REQUEST", "UNIMPLEMENTED UNKNOWN_REQUEST",
       "UNIMPLEMENTED UNKNOWN_REQUEST"},
  };
}

TEST_CASE("IPT-ROL-01 IPT-ROL-03 IPT-ROL-04 IPT-REQ-06 every request × role × lease is answered as the table of requests says") {
  const auto rows = table_of_requests();
  CHECK(rows.size() == std::variant_size_v<Request> + 2);  // GetOperation and ReadLog stand twice
  for (const Row& row : rows) {
    INFO(std::string(row.what));
    for (const Role role : {Role::observer, Role::clinician, Role::patient}) {
      Table table;
      Client holder(table, "holder");
      REQUIRE(said(holder.ask(AcquireControl{})) == "OK");
      Client other(table, "other", role);
      const auto before = table.firmware();
      const std::string answer = said(other.ask(row.request));
      CHECK(answer == (role == Role::observer ? row.observer : role == Role::clinician ? row.clinician : row.patient));
      if (answer != "OK") CHECK((table.firmware() == before));  // IPT-REQ-07
    }
    Table table;
    Client holder(table, "holder");
    REQUIRE(said(holder.ask(AcquireControl{})) == "OK");
    CHECK(said(holder.ask(row.request)) == row.holder);
  }
}

TEST_CASE("IPT-ROL-05 the role is looked at before anything else of a known request") {
  Table table;
  Client observer(table, "observer", Role::observer);
  CHECK(said(observer.ask(Stop{})) == "REFUSED NOT_ALLOWED");  // its id makes no sense either
  CHECK(said(observer.ask(Commit{"no commit body"})) == "REFUSED NOT_ALLOWED");
  Client clinician(table, "clinician");
  CHECK(said(clinician.ask(RequestBolus{})) == "REFUSED NOT_ALLOWED");
}

TEST_CASE("IPT-ROL-02 a session keeps its role, and the same identity may have another one in another session") {
  Table table;
  Client looks(table, "anna", Role::observer);
  Client acts(table, "anna", Role::clinician);
  CHECK(said(acts.ask(AcquireControl{})) == "OK");
  CHECK(said(looks.ask(AcquireControl{})) == "REFUSED NOT_ALLOWED");
}

TEST_CASE("IPT-ROL-06 on a protected link key and pairing say who comes and as what, whatever Hello says; a clinician may ask for less") {
  const std::string key(64, 'a');
  const Role roles[] = {Role::observer, Role::clinician, Role::patient};
  for (const Role paired_as : roles) {
    for (const Role asked : roles) {
      Table table;
      Client comes = Client::silent(table, Caller{key, paired_as});
      Hello hello;
      hello.client_id = "somebody else";
      hello.pump_serial = serial;
      hello.role = asked;
      comes.send(hello);
      const bool may = asked == paired_as || (paired_as == Role::clinician && asked == Role::observer);
      const auto came = comes.listen();
      REQUIRE(came.size() == 1);
      CHECK(std::holds_alternative<Welcome>(came[0].body) == may);
      CHECK(comes.is_closed() == !may);
      CHECK(table.security.noted == (may ? "session_opened by " : "session_refused by ") + key + "\n");
      if (!may) continue;
      CHECK_FALSE(std::get<Welcome>(came[0].body).insecure);
      CHECK((std::get<Welcome>(came[0].body).role == asked));
    }
  }
  Table table;
  Client local(table, "anna");
  CHECK(local.welcome.insecure);  // IPT-PRL-05
  CHECK(table.security.noted.empty());
}

TEST_CASE("IPT-PRL-04 plaintext takes no name that is a key's") {
  Table table;
  Client eve = Client::silent(table);
  Hello hello;
  hello.client_id = std::string(64, 'a');
  hello.role = Role::clinician;
  eve.send(hello);
  CHECK((std::get<Goodbye>(eve.listen().at(0).body).reason == GoodbyeReason::not_allowed));
}

TEST_CASE("IPT-PRS-17 one programmer holds a quarter of all connections at most, silent or not, and others find room beside it") {
  Table table;
  const auto come = [&](const std::string& identity) {
    Client client = Client::silent(table, Caller{identity, Role::observer});
    Hello hello;
    hello.role = Role::observer;
    hello.pump_serial = serial;
    client.send(hello);
    const auto came = client.listen();
    REQUIRE(came.size() == 1);
    return std::holds_alternative<Welcome>(came[0].body);
  };
  for (std::size_t n = 0; n < DeviceSetup{}.most_sessions / 4; ++n) REQUIRE(come("eager"));
  CHECK_FALSE(come("eager"));
  for (std::size_t n = 0; n < DeviceSetup{}.most_sessions / 4; ++n) REQUIRE(Client::silent(table, Caller{"mute", Role::observer}).listen().empty());
  CHECK(std::get<Goodbye>(Client::silent(table, Caller{"mute", Role::observer}).listen().at(0).body).reason == GoodbyeReason::busy);
  CHECK(come("anna"));
  CHECK(Client(table, "in the clear").welcome.insecure);
}

TEST_CASE("IPT-ROL-07 revoked, an identity loses its sessions, lease and stages at once, and nobody else does") {
  Table table;
  const std::string key(64, 'a'), other(64, 'b');
  const auto open = [&](const std::string& identity) {
    Client client = Client::silent(table, Caller{identity, Role::clinician});
    Hello hello;
    hello.role = Role::clinician;
    hello.pump_serial = serial;
    client.send(hello);
    REQUIRE(std::holds_alternative<Welcome>(client.listen().at(0).body));
    return client;
  };
  Client first = open(key), second = open(key), stays = open(other), in_the_clear(table, "anna");
  REQUIRE(said(first.stage(bolus())) == "OK");
  const auto before = table.firmware();
  table.revoke(key);
  CHECK(first.goodbye() == "REVOKED");
  CHECK(second.goodbye() == "REVOKED");
  CHECK((first.is_closed() && second.is_closed()));
  CHECK_FALSE(in_the_clear.is_closed());
  CHECK(said(stays.ask(AcquireControl{})) == "OK");
  CHECK((table.firmware() == before));
}

TEST_CASE("IPT-REQ-04 IPT-REQ-05 an answer comes with OK only, a refusal with everything else, the header always") {
  for (const Row& row : table_of_requests()) {
    INFO(std::string(row.what));
    Table table;
    table.pass(5h);
    Client anna(table);
    const auto response = anna.ask(row.request);
    CHECK(response.state_version == table.firmware().state_version);  // IPT-REQ-03
    CHECK((response.time == time_of(table.firmware())));
    CHECK(response.refusal.has_value() == (said(response) != "OK"));
    if (response.refusal) {
      CHECK(std::holds_alternative<Done>(response.answer));
      CHECK_FALSE(response.refusal->text.empty());
    }
  }
}

TEST_CASE("IPT-REQ-14 an operation id of zeros or of a wrong size is INVALID, BAD_REQUEST, and names its field") {
  Table table;
  Client anna(table);
  Client patient(table, "patient", Role::patient);
  for (const Request& request : {Request(Stop{}), Request(GetOperation{}), Request(Commit{wire::encode_commit({})})}) {
    const auto response = anna.ask(request);
    CHECK(said(response) == "INVALID BAD_REQUEST");
    CHECK(response.refusal->field == "operation_id");
  }
  CHECK(said(patient.ask(RequestBolus{})) == "INVALID BAD_REQUEST");
  CHECK(said(anna.ask(Commit{std::string("\x0a\x03" "abc", 5)})) == "INVALID BAD_REQUEST");  // an id of three bytes
  CHECK_FALSE(is_stopped(table.firmware()));
}

TEST_CASE("IPT-REQ-02 requests that come together are done and answered in their order, also behind a record") {
  Table table;
  Client anna(table);
  const auto body = anna.body_of(anna.stage(program(150_ug_per_day)));
  const auto before = anna.sent;
  anna.send_together({Request(GetStatus{}), Request(Commit{wire::encode_commit(body)}), Request(GetStatus{}), Request(Stop{anna.new_id()}), Request(GetStatus{})});
  const auto came = anna.listen();
  REQUIRE(came.size() == 5);
  std::vector<std::int64_t> doses;
  for (std::size_t n = 0; n < came.size(); ++n) {
    CHECK(came[n].reply_to == before + 1 + n);
    const auto& response = std::get<Response>(came[n].body);
    CHECK(said(response) == "OK");
    if (const auto* status = std::get_if<Status>(&response.answer)) doses.push_back(status->daily_dose.value);
  }
  CHECK(doses == std::vector<std::int64_t>{120'000, 150'000, 0});
}

TEST_CASE("IPT-CMT-06 two commits of the same bytes in one piece are one operation") {
  Table table;
  Client anna(table);
  const Request commit = Commit{wire::encode_commit(anna.body_of(anna.stage(bolus())))};
  anna.send_together({commit, commit});
  const auto came = anna.listen();
  REQUIRE(came.size() == 2);
  const auto first = std::get<Committed>(std::get<Response>(came[0].body).answer);
  const auto second = std::get<Committed>(std::get<Response>(came[1].body).answer);
  CHECK_FALSE(first.replayed);
  CHECK(second.replayed);
  CHECK(first.result == second.result);
  CHECK(table.notes().journal.executed() == 1);
}

}  // namespace
}  // namespace ipt::test
