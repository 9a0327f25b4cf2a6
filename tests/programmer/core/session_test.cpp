// The programmer's end of the conversation against a pump played by hand.
#include "programmer/core/session.hpp"

#include <doctest/doctest.h>

using namespace ipt;

namespace {

constexpr LinkTime start{Milliseconds{1'000}};
LinkTime at(std::int64_t ms) { return start + Milliseconds{ms}; }

struct Talk {
  Hello hello;
  Session session;
  wire::Codec codec;
  FrameDecoder frames;
  std::uint64_t sent = 0;
  std::uint64_t session_id = 0;

  explicit Talk(const Hello& says = a_hello()) : hello(says), session(says, start) { frames.set_limit(frame_limit); }
  static Hello a_hello() {
    Hello hello;
    hello.pump_serial = "p";
    hello.client_id = "c";
    hello.role = Role::clinician;
    return hello;
  }

  void say(Body body, std::uint64_t reply_to, LinkTime now) {
    std::string bytes;
    codec.append_frame({session_id, ++sent, reply_to, std::move(body)}, bytes);
    session.receive(bytes, now);
  }
  void welcome(Welcome welcome = {}) {
    if (welcome.pump_serial.empty()) welcome.pump_serial = "p";
    welcome.max_frame_bytes = frame_limit;
    session_id = 77;
    say(welcome, 1, start);
  }
  std::vector<Envelope> heard() {
    frames.append(session.take_output());
    std::vector<Envelope> all;
    while (const auto payload = frames.next()) all.push_back(*codec.decode(*payload));
    return all;
  }
  std::vector<std::string> happened() {
    std::vector<std::string> all;
    while (auto happening = session.next()) {
      constexpr const char* names[] = {"opened", "answered", "unanswered", "told", "ended"};
      all.emplace_back(names[happening->index()]);
    }
    return all;
  }
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a session says Hello, opens with the Welcome and pairs answers with questions") {
  Talk talk;
  auto first = talk.heard();
  REQUIRE(first.size() == 1);
  CHECK(std::get<Hello>(first[0].body) == talk.hello);
  talk.welcome();
  CHECK(talk.session.is_open());
  const auto info = talk.session.ask(GetInfo{}, at(1));
  const auto status = talk.session.ask(GetStatus{}, at(1));
  CHECK(talk.heard().size() == 2);
  talk.say(Response{}, status, at(2));
  talk.say(Response{}, info, at(2));
  CHECK(std::holds_alternative<Session::Opened>(*talk.session.next()));
  CHECK(std::get<Session::Answered>(*talk.session.next()).ticket == status);
  CHECK(std::get<Session::Answered>(*talk.session.next()).ticket == info);
  CHECK_FALSE(talk.session.next());
}

TEST_CASE("IPT-OPS-17 what has no answer in time, or when the link ends, is unanswered") {
  Talk talk;
  talk.welcome();
  talk.session.ask(GetInfo{}, at(0));
  talk.session.advance(at(2'999));
  CHECK(talk.happened() == Names{"opened"});
  talk.session.advance(at(3'000));  // max_response and half of it for the way
  CHECK(talk.happened() == Names{"unanswered"});
  talk.session.ask(GetInfo{}, at(3'000));
  talk.session.lost();
  CHECK(talk.happened() == Names{"unanswered", "ended"});
}

TEST_CASE("an answer that comes too late is passed over, and the session goes on") {
  Talk talk;
  talk.welcome();
  const auto ticket = talk.session.ask(GetInfo{}, at(0));
  talk.session.advance(at(3'000));
  talk.happened();
  talk.say(Response{}, ticket, at(3'001));
  CHECK(talk.happened().empty());
  CHECK(talk.session.is_open());
}

TEST_CASE("IPT-SES-16 an answer to nothing that was asked ends the session") {
  Talk talk;
  talk.welcome();
  talk.say(Response{}, 55, at(1));
  CHECK(talk.happened() == Names{"opened", "ended"});
  const auto heard = talk.heard();
  REQUIRE_FALSE(heard.empty());
  CHECK(std::get<Goodbye>(heard.back().body).reason == GoodbyeReason::unexpected);
}

TEST_CASE("IPT-SES-25 a Welcome of another pump, and IPT-VER-04 of a version not offered, end the session") {
  for (const bool other_version : {false, true}) {
    Talk talk;
    Welcome welcome;
    welcome.pump_serial = other_version ? "p" : "another";
    welcome.minor_version = other_version ? 3 : 0;
    talk.welcome(welcome);
    CHECK(talk.session.is_closed());
    CHECK(std::get<Goodbye>(talk.heard().back().body).reason == (other_version ? GoodbyeReason::version : GoodbyeReason::wrong_pump));
  }
}

TEST_CASE("no Welcome in time ends it") {
  Talk talk;
  talk.session.advance(at(3'000));
  CHECK(talk.session.is_closed());
  CHECK(talk.happened() == Names{"ended"});
}

TEST_CASE("IPT-SES-17 a silent pump is pinged, and IPT-SES-19 given up") {
  Talk talk;
  talk.welcome();
  talk.heard();
  CHECK(talk.session.deadline() == at(5'000));
  talk.session.advance(at(5'000));
  CHECK(std::holds_alternative<Ping>(talk.heard().at(0).body));
  talk.session.advance(at(8'000));
  CHECK(talk.session.is_closed());
}

TEST_CASE("events are told in order with the rest") {
  Talk talk;
  talk.welcome();
  talk.say(Event{12, 3, {}, {}}, 0, at(1));
  talk.happened();
  talk.say(Event{13, 3, {}, {}}, 0, at(2));
  auto told = talk.session.next();
  REQUIRE(told);
  CHECK(std::get<Session::Told>(*told).event.log_head == 13);
}
