// Who gets in, and how a session ends: IPT-SES, IPT-VER, IPT-PRL as the pump holds them.
#include "tests/pump_sim/firmware/talk.hpp"

namespace ipt::test {
namespace {

Hello hello_of(const std::string& identity = "anna") {
  Hello hello;
  hello.pump_serial = serial;
  hello.client_id = identity;
  hello.role = Role::clinician;
  return hello;
}

std::string answer_to(Hello hello) {
  Table table;
  Client client = Client::silent(table);
  client.send(std::move(hello));
  const auto came = client.listen();
  REQUIRE(came.size() == 1);
  if (std::holds_alternative<Welcome>(came[0].body)) return "Welcome";
  CHECK(client.is_closed());
  return name(std::get<Goodbye>(came[0].body).reason);
}

TEST_CASE("IPT-SES-04 IPT-PRL-03 a Hello is answered by one Welcome that says where the pump stands") {
  Table table;
  table.pass(36h);
  Client anna(table);
  CHECK(anna.welcome.minor_version == 0);
  CHECK(anna.welcome.pump_serial == serial);
  CHECK((anna.welcome.role == Role::clinician));
  CHECK(anna.welcome.insecure);  // IPT-PRL-05
  CHECK(anna.welcome.max_frame_bytes == 65'536);
  CHECK(anna.welcome.boot_count == 1);
  CHECK((anna.welcome.time.uptime == Uptime{36h}));
  CHECK((anna.welcome.time.clock == new_year + 36h));
  CHECK(anna.welcome.state_version == table.firmware().state_version);
  CHECK(anna.welcome.log_head == table.notes().log.head());
}

TEST_CASE("IPT-SES-02 the pump says nothing before a Hello") {
  Table table;
  Client client = Client::silent(table);
  table.wait(2'999ms);
  CHECK(client.listen().empty());
  CHECK_FALSE(client.is_closed());
}

TEST_CASE("IPT-SES-05 each session has a number of its own, and never 0") {
  Table table;
  std::set<std::uint64_t> numbers;
  for (int n = 0; n < 20; ++n) {
    Client client(table, "anna", Role::observer);
    CHECK(client.session_id != 0);
    CHECK(numbers.insert(client.session_id).second);
  }
}

TEST_CASE("IPT-SES-03 IPT-SES-06 before a session anything but Hello and Goodbye is unexpected") {
  for (const Body& body : {Body(Ping{}), Body(Pong{}), Body(Request(GetStatus{})), Body(Welcome{}), Body(Response{}), Body(Event{})}) {
    Table table;
    Client client = Client::silent(table);
    client.send(body);
    CHECK(client.goodbye() == "UNEXPECTED");
    CHECK(client.is_closed());
  }
}

TEST_CASE("IPT-SES-10 in a session a client sends requests, pings and pongs and nothing else") {
  for (const Body& body : {Body(hello_of()), Body(Response{}), Body(Event{}), Body(Welcome{})}) {
    Table table;
    Client anna(table);
    anna.send(body);
    CHECK(anna.goodbye() == "UNEXPECTED");
    CHECK(anna.is_closed());
  }
}

TEST_CASE("IPT-SES-08 a message of another session ends this one") {
  for (const Body& body : {Body(Request(GetStatus{})), Body(Ping{}), Body(Welcome{})}) {
    Table table;
    Client anna(table);
    const std::uint64_t own = std::exchange(anna.session_id, anna.session_id + 1);
    anna.send(body);
    anna.session_id = own;
    CHECK(anna.goodbye() == "BAD_SESSION");
  }
}

TEST_CASE("IPT-SES-09 a gap, a repeat and a step back in seq end the session, and the request in it is not done") {
  for (const int step : {-2, -1, 1, 100}) {
    Table table;
    Client anna(table);
    anna.status();
    const auto version = table.firmware().state_version;
    anna.sent = static_cast<std::uint64_t>(static_cast<std::int64_t>(anna.sent) + step);
    anna.send(Request(Stop{anna.new_id()}));
    CHECK(anna.goodbye() == "BAD_SEQUENCE");
    CHECK(table.firmware().state_version == version);  // IPT-SES-12
    CHECK_FALSE(is_stopped(table.firmware()));
  }
}

TEST_CASE("IPT-SES-13 a Goodbye is never answered, whatever its session and seq") {
  for (const std::uint64_t wrong : {0u, 7u}) {
    Table table;
    Client anna(table);
    const std::uint64_t own = std::exchange(anna.session_id, anna.session_id + wrong);
    anna.sent += wrong;
    anna.send(Goodbye{GoodbyeReason::done, ""});
    anna.session_id = own;
    CHECK(anna.listen().empty());
    CHECK(anna.is_closed());
  }
}

TEST_CASE("IPT-SES-07 IPT-SES-14 after its Goodbye the pump says nothing more, whatever was still in the same piece") {
  Table table;
  Client anna(table);
  anna.send_together({Request(GetInfo{}), Hello{}, Request(GetStatus{}), Ping{}});
  const auto came = anna.listen();
  REQUIRE(came.size() == 2);
  CHECK(std::holds_alternative<Response>(came[0].body));
  CHECK(std::holds_alternative<Goodbye>(came[1].body));
}

TEST_CASE("IPT-SES-18 a Ping is answered before the requests behind it") {
  Table table;
  Client anna(table);
  const auto before = anna.sent;
  anna.send_together({Request(GetInfo{}), Ping{}, Request(GetInfo{})});
  const auto came = anna.listen();
  REQUIRE(came.size() == 3);
  CHECK(std::holds_alternative<Pong>(came[1].body));
  CHECK(came[1].reply_to == before + 2);
}

TEST_CASE("IPT-SES-20 without a whole Hello the pump ends the connection after 3 seconds") {
  Table table;
  Client client = Client::silent(table);
  client.send_raw(std::string(3, '\0'));  // a part of a frame is no Hello
  table.wait(2'999ms);
  CHECK_FALSE(client.is_closed());
  table.wait(1ms);
  CHECK(client.goodbye() == "TIMEOUT");
  CHECK(client.is_closed());
}

TEST_CASE("IPT-SES-17 the pump pings a peer that it has not heard, however much it has told it itself") {
  Table table;
  Client anna(table);
  anna.ask(Subscribe{1});
  table.wait(4s);
  Client other(table, "other");
  other.ask(TestAlarm{false});  // an event goes to anna; nothing has come from her
  for (const auto& envelope : anna.listen()) CHECK(std::holds_alternative<Event>(envelope.body));
  table.wait(999ms);
  CHECK(anna.listen().empty());
  table.wait(1ms);
  const auto came = anna.listen();
  REQUIRE(came.size() == 1);
  CHECK(std::holds_alternative<Ping>(came[0].body));
}

TEST_CASE("IPT-SES-17 a sign of life starts the idle time anew, also where a Ping comes sooner than its timeout") {
  Table table;
  Client anna(table, Person{"anna", Role::clinician, {0ms, 300ms, 3s, 0ms, 0ms, 0ms}});
  table.wait(300ms);
  REQUIRE(anna.listen().size() == 1);  // the first Ping
  table.wait(10ms);
  anna.send(Pong{});
  table.wait(299ms);
  CHECK(anna.listen().empty());
  table.wait(1ms);
  CHECK(anna.listen().size() == 1);
}

TEST_CASE("IPT-SES-19 silence after a Ping ends the session; a part of a frame is silence, any whole frame is not") {
  Table table;
  Client mute(table, "mute");
  Client anna(table);
  table.wait(5s);
  mute.send_raw(std::string("\0\0", 2));
  table.wait(2'999ms);
  anna.ask(GetInfo{});
  table.wait(1ms);
  CHECK(mute.goodbye() == "TIMEOUT");
  CHECK(mute.is_closed());
  CHECK_FALSE(anna.is_closed());
}

TEST_CASE("IPT-SES-21 IPT-TIM-05 a year of pump time ends no session, no lease and no ping's patience") {
  Table table;
  Client anna(table);
  anna.ask(AcquireControl{});
  table.pass(24h * 365);
  table.wait(0ms);
  CHECK(anna.listen().empty());
  CHECK_FALSE(anna.is_closed());
  CHECK(table.device().is_controlled());
}

TEST_CASE("IPT-SES-11 of several faults the first is named: seq, then session, then the body") {
  Table table;
  for (const auto& [seq_off, session_off, reason] : {std::tuple(1u, 1u, "BAD_SEQUENCE"), std::tuple(0u, 1u, "BAD_SESSION"), std::tuple(0u, 0u, "BAD_MESSAGE")}) {
    Client anna(table, "anna");
    anna.sent += seq_off;
    const std::uint64_t own = std::exchange(anna.session_id, anna.session_id + session_off);
    anna.send(NoBody{});
    anna.session_id = own;
    CHECK(anna.goodbye() == reason);
  }
}

TEST_CASE("IPT-SES-22 IPT-SES-23 the pump grants shorter timeouts down to 200 ms and no longer ones") {
  Table table;
  Client anna(table, Person{"anna", Role::clinician, {1ms, 1s, 4s, 300ms, 1ms, 1h}});
  const Timeouts& t = anna.welcome.timeouts;
  CHECK((t.hello == 200ms && t.ping_after == 1s && t.dead_after == 3s && t.lease == 300ms && t.max_response == 200ms && t.stage == 120s));
  table.wait(500ms);  // IPT-SES-23: a hello of 1 ms is asked for too late to matter
  CHECK_FALSE(anna.is_closed());
  Client usual(table, "usual");
  CHECK((usual.welcome.timeouts == Timeouts{3s, 5s, 3s, 30s, 2s, 120s}));
}

TEST_CASE("IPT-SES-24 IPT-VER-03 IPT-PRL-04 who is not let in, and why") {
  CHECK(answer_to(hello_of()) == "Welcome");
  Hello hello = hello_of();
  hello.pump_serial = "TEST-2";
  CHECK(answer_to(hello) == "WRONG_PUMP");
  hello.pump_serial = "";  // whichever pump is there
  CHECK(answer_to(hello) == "Welcome");
  hello = hello_of("");
  CHECK(answer_to(hello) == "NOT_ALLOWED");
  hello = hello_of(std::string(65, 'x'));
  CHECK(answer_to(hello) == "NOT_ALLOWED");
  hello = hello_of(std::string(64, 'x'));
  CHECK(answer_to(hello) == "Welcome");
  for (const int role : {0, 4, 77}) {
    hello = hello_of();
    hello.role = static_cast<Role>(role);
    CHECK(answer_to(hello) == "NOT_ALLOWED");
  }
  hello = hello_of();
  hello.minor_versions = {};
  CHECK(answer_to(hello) == "VERSION");
  hello.minor_versions = {1, 2};
  CHECK(answer_to(hello) == "VERSION");
  hello.minor_versions = {9, 0, 3};
  CHECK(answer_to(hello) == "Welcome");
}

TEST_CASE("IPT-SES-26 of several reasons VERSION comes before WRONG_PUMP before NOT_ALLOWED") {
  Hello hello = hello_of("");
  hello.pump_serial = "TEST-2";
  CHECK(answer_to(hello) == "WRONG_PUMP");
  hello.minor_versions = {5};
  CHECK(answer_to(hello) == "VERSION");
}

TEST_CASE("IPT-VER-05 features that the pump does not know are left out of the Welcome") {
  Table table;
  Client client = Client::silent(table);
  Hello hello = hello_of();
  hello.features = {"compression", ""};
  client.send(hello);
  const auto came = client.listen();
  REQUIRE(came.size() == 1);
  CHECK(std::get<Welcome>(came[0].body).features.empty());
}

TEST_CASE("IPT-SES-15 IPT-SES-28 the end of a session, however it comes, drops lease and stage and leaves therapy alone") {
  for (const bool politely : {true, false}) {
    Table table;
    Client anna(table);
    const auto staged = anna.stage(program(150_ug_per_day));
    CHECK(table.device().is_controlled());
    const auto therapy = table.firmware();
    if (politely) anna.send(Goodbye{GoodbyeReason::done, ""});
    else anna.hang_up();
    CHECK_FALSE(table.device().is_controlled());
    Client again(table, "anna");
    CHECK(again.get<OperationReport>(GetOperation{again.new_id(), receipt_of(staged).stage, false}).stage_live == false);
    CHECK((table.firmware() == therapy));
  }
}

TEST_CASE("IPT-SES-29 a pump that starts anew says RESET to everybody") {
  Table table;
  Client anna(table);
  Client ben(table, "ben");
  table.device().close_all(GoodbyeReason::reset, "the pump starts anew");
  table.wait(0ms);
  CHECK(anna.goodbye() == "RESET");
  CHECK(ben.goodbye() == "RESET");
  CHECK(table.device().sessions() == 0);
}

}  // namespace
}  // namespace ipt::test
