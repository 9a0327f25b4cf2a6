// Section 2 of the specification: who may say what when, and what a violation ends in.
#include <doctest/doctest.h>

#include "tests/common/link/peer.hpp"
#include "tests/common/wire_bytes.hpp"

using namespace ipt;
using Side = Link::Side;

namespace {

const std::vector<Body> all_bodies{Hello{}, Welcome{}, Ping{}, Pong{}, Request{GetStatus{}}, Response{}, Event{}};

template <class T>
bool is(const Body& body) { return std::holds_alternative<T>(body); }

std::string frame_of(const std::string& payload) {
  const auto size = static_cast<std::uint32_t>(payload.size());
  return std::string{static_cast<char>(size >> 24), static_cast<char>(size >> 16 & 0xFF), static_cast<char>(size >> 8 & 0xFF), static_cast<char>(size & 0xFF)} + payload;
}

/// A Hello whose payload has exactly so many bytes.
std::string hello_of_size(std::size_t size) {
  Peer peer;
  Hello hello;
  hello.client_id = std::string(size, 'n');
  const std::size_t more = peer.frame(0, 1, hello).size() - 4 - size;
  hello.client_id.resize(size - more);
  REQUIRE(peer.frame(0, 1, hello).size() == 4 + size);
  return peer.frame(0, 1, hello);
}

}  // namespace

TEST_CASE("IPT-SES-03 IPT-SES-10 a pump that waits takes a Hello and answers anything else with UNEXPECTED") {
  for (const auto& body : all_bodies) {
    CAPTURE(body.index());
    Peer peer;
    Link link = waiting(Side::pump);
    link.receive(peer.frame(0, 1, body), link_time(1));
    const auto message = link.next();
    if (is<Hello>(body)) {
      REQUIRE(message);
      CHECK(message->body == body);
      CHECK_FALSE(link.is_closed());
      CHECK_FALSE(link.has_output());
    } else {
      CHECK_FALSE(message);
      CHECK(peer.goodbye(link) == GoodbyeReason::unexpected);
    }
  }
}

TEST_CASE("IPT-SES-10 in an open session a pump takes requests, a programmer responses and events, and nothing else") {
  for (const Side side : {Side::pump, Side::programmer}) {
    for (const auto& body : all_bodies) {
      CAPTURE(body.index());
      Peer peer;
      Link link = opened(side);
      link.receive(peer.frame(Peer::session, 2, body, 1), link_time(1));
      const auto message = link.next();
      if (is<Ping>(body) || is<Pong>(body)) {
        CHECK_FALSE(message);
        CHECK(link.is_open());
      } else if (side == Side::pump ? is<Request>(body) : is<Response>(body) || is<Event>(body)) {
        REQUIRE(message);
        CHECK(*message == Envelope{Peer::session, 2, 1, body});
        CHECK(link.is_open());
        CHECK_FALSE(link.has_output());
      } else {
        CHECK_FALSE(message);
        CHECK(peer.goodbye(link) == GoodbyeReason::unexpected);
      }
    }
  }
}

TEST_CASE("IPT-SES-10 a programmer that waits takes a Welcome and answers anything else with UNEXPECTED") {
  for (const auto& body : all_bodies) {
    CAPTURE(body.index());
    Peer peer;
    Link link = waiting(Side::programmer);
    link.receive(peer.frame(is<Welcome>(body) ? Peer::session : 0, 1, body), link_time(1));
    const auto message = link.next();
    CHECK(message.has_value() == is<Welcome>(body));
    if (message) CHECK(message->session_id == Peer::session);
    else CHECK(peer.goodbye(link) == GoodbyeReason::unexpected);
  }
}

TEST_CASE("IPT-SES-13 a Goodbye closes and is not answered, whatever its session and sequence number") {
  for (const Side side : {Side::pump, Side::programmer}) {
    for (const bool open : {false, true}) {
      for (const std::uint64_t session : {std::uint64_t{0}, Peer::session, std::uint64_t{9}}) {
        for (const std::uint64_t seq : {0u, 1u, 2u, 77u}) {
          Peer peer;
          Link link = open ? opened(side) : waiting(side);
          link.receive(peer.frame(session, seq, Goodbye{GoodbyeReason::shutting_down, "bye"}) + peer.frame(session, seq + 1, Request{GetStatus{}}), link_time(1));
          CHECK_FALSE(link.next());
          CHECK(link.is_closed());
          CHECK(link.ended_by_peer());
          CHECK(link.ending() == Goodbye{GoodbyeReason::shutting_down, "bye"});
          CHECK_FALSE(link.has_output());
        }
      }
    }
  }
}

TEST_CASE("IPT-SES-09 a sequence number that skips, repeats, steps back or does not start at 1 ends in BAD_SEQUENCE") {
  for (const std::uint64_t seq : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{3}, ~std::uint64_t{0}}) {
    Peer peer;
    Link link = opened(Side::pump);
    link.receive(peer.frame(Peer::session, seq, Request{Stop{}}), link_time(1));
    CHECK_FALSE(link.next());
    CHECK(peer.goodbye(link) == GoodbyeReason::bad_sequence);
  }
  for (const std::uint64_t seq : {0u, 2u}) {
    Peer peer;
    Link link = waiting(Side::pump);
    link.receive(peer.frame(0, seq, Hello{}), link_time(1));
    CHECK_FALSE(link.next());
    CHECK(peer.goodbye(link) == GoodbyeReason::bad_sequence);
  }
}

TEST_CASE("IPT-SES-08 a message of another session ends in BAD_SESSION, whatever it is") {
  for (const Side side : {Side::pump, Side::programmer}) {
    for (const auto& body : all_bodies) {
      CAPTURE(body.index());
      for (const std::uint64_t session : {std::uint64_t{0}, Peer::session + 1}) {
        Peer peer;
        Link link = opened(side);
        link.receive(peer.frame(session, 2, body), link_time(1));
        CHECK_FALSE(link.next());
        CHECK(peer.goodbye(link) == GoodbyeReason::bad_session);
      }
    }
  }
  Peer peer;
  Link link = waiting(Side::pump);
  link.receive(peer.frame(1, 1, Hello{}), link_time(1));
  CHECK_FALSE(link.next());
  CHECK(peer.goodbye(link) == GoodbyeReason::bad_session);
}

TEST_CASE("IPT-SES-11 what breaks more than one rule is told the first: frame, message, sequence, session, body, place") {
  using namespace by_hand;
  const auto reason = [](const std::string& payload) {
    Peer peer;
    Link link = opened(Side::pump);
    link.receive(frame_of(payload), link_time(1));
    CHECK_FALSE(link.next());
    return peer.goodbye(link);
  };
  const std::string no_text = bytes(4, bytes(3, "\xFF"));
  CHECK(reason("") == GoodbyeReason::bad_frame);
  CHECK(reason(fixed64(1, 9) + number(2, 9) + no_text) == GoodbyeReason::bad_message);
  CHECK(reason(fixed64(1, 9) + number(2, 9) + bytes(900, "")) == GoodbyeReason::bad_sequence);
  CHECK(reason(fixed64(1, 9) + number(2, 2) + bytes(900, "")) == GoodbyeReason::bad_session);
  CHECK(reason(fixed64(1, Peer::session) + number(2, 2) + bytes(900, "")) == GoodbyeReason::bad_message);
  CHECK(reason(fixed64(1, Peer::session) + number(2, 2)) == GoodbyeReason::bad_message);
  CHECK(reason(fixed64(1, Peer::session) + number(2, 2) + bytes(11, "")) == GoodbyeReason::unexpected);
}

TEST_CASE("IPT-FRM-06 a length of 0 or over the limit ends in BAD_FRAME, before Welcome and after") {
  Peer peer;
  Link before = waiting(Side::pump);
  before.receive(std::string(4, '\0'), link_time(1));
  CHECK_FALSE(before.next());
  CHECK(peer.goodbye(before) == GoodbyeReason::bad_frame);
  for (const std::size_t more : {0u, 1u}) {
    Link greeted = waiting(Side::pump);
    greeted.receive(hello_of_size(4'096 + more), link_time(1));
    CHECK(greeted.next().has_value() == (more == 0));
    if (more == 1) CHECK(peer.goodbye(greeted) == GoodbyeReason::bad_frame);
    Link open = opened(Side::pump);
    open.receive(std::string{0, 1, 0, static_cast<char>(more)}, link_time(1));
    CHECK_FALSE(open.next());
    CHECK(open.is_closed() == (more == 1));
    if (more == 1) CHECK(peer.goodbye(open) == GoodbyeReason::bad_frame);
  }
}

TEST_CASE("IPT-SES-12 a message that is answered by a Goodbye has no other effect, nor has what comes behind it") {
  Peer peer;
  Link link = opened(Side::pump);
  link.receive(peer.frame(Peer::session, 2, Request{GetInfo{}}) + peer.frame(Peer::session, 9, Request{Stop{}}) + peer.frame(Peer::session, 3, Request{Stop{}}), link_time(1));
  REQUIRE(link.next());
  CHECK_FALSE(link.next());
  CHECK(peer.goodbye(link) == GoodbyeReason::bad_sequence);
  link.receive(peer.frame(Peer::session, 3, Request{Stop{}}), link_time(2));
  CHECK_FALSE(link.next());
}

TEST_CASE("IPT-SES-14 nothing is said after a Goodbye, and what was said before still goes out") {
  Peer peer;
  Link link = opened(Side::pump);
  CHECK(link.send(Response{}, 2) == 2);
  link.close(GoodbyeReason::reset, "the pump starts anew");
  link.close(GoodbyeReason::busy, "again");
  CHECK(link.send(Response{}, 3) == 0);
  const auto said = peer.heard(link);
  REQUIRE(said.size() == 2);
  CHECK(said[0].body == Body(Response{}));
  CHECK(said[1] == Envelope{Peer::session, 3, 0, Goodbye{GoodbyeReason::reset, "the pump starts anew"}});
  CHECK(link.deadline() == no_deadline);
}

TEST_CASE("IPT-SES-15 a connection that is lost is closed without a word") {
  Link link = opened(Side::programmer);
  link.lost();
  CHECK(link.is_closed());
  CHECK_FALSE(link.ended_by_peer());
  CHECK(link.ending().reason == GoodbyeReason::unspecified);
  CHECK_FALSE(link.has_output());
  link.lost();
  CHECK(link.ending().text == "the connection was lost");
}

TEST_CASE("IPT-SES-06 IPT-SES-01 before a session is known everything is said with session 0, from sequence number 1") {
  Peer peer;
  Link programmer(Side::programmer, link_time(0), Milliseconds(3'000));
  CHECK(programmer.send(Hello{}) == 1);
  programmer.close(GoodbyeReason::done, "");
  const auto said = peer.heard(programmer);
  REQUIRE(said.size() == 2);
  CHECK(said[0] == Envelope{0, 1, 0, Hello{}});
  CHECK(said[1] == Envelope{0, 2, 0, Goodbye{GoodbyeReason::done, ""}});
}

TEST_CASE("IPT-SES-07 every message counts in the sequence of its direction, and carries the session") {
  Peer peer;
  Link link = opened(Side::pump);
  for (std::uint64_t seq = 2; seq < 100; seq += 2) {
    link.receive(peer.frame(Peer::session, seq, Request{GetStatus{}}) + peer.frame(Peer::session, seq + 1, Ping{}), link_time(1));
    const auto request = link.next();
    REQUIRE(request);
    REQUIRE_FALSE(link.next());
    link.send(Response{}, request->seq);
    const auto said = peer.heard(link);
    REQUIRE(said.size() == 2);
    CHECK(said[0] == Envelope{Peer::session, seq, seq + 1, Pong{}});
    CHECK(said[1] == Envelope{Peer::session, seq + 1, seq, Response{}});
  }
}

TEST_CASE("IPT-SES-18 a Ping is answered before a request that came later") {
  Peer peer;
  Link link = opened(Side::pump);
  link.receive(peer.frame(Peer::session, 2, Ping{}) + peer.frame(Peer::session, 3, Request{GetStatus{}}), link_time(1));
  REQUIRE(link.next());
  const auto said = peer.heard(link);
  REQUIRE(said.size() == 1);
  CHECK(said[0] == Envelope{Peer::session, 2, 2, Pong{}});
}

TEST_CASE("IPT-FRM-02 a conversation that comes byte by byte is the same conversation") {
  Peer peer;
  Link link = opened(Side::pump);
  const std::string stream = peer.frame(Peer::session, 2, Request{GetInfo{}}) + peer.frame(Peer::session, 3, Ping{}) + peer.frame(Peer::session, 4, Request{Stop{}});
  std::vector<std::uint64_t> taken;
  for (const char byte : stream) {
    link.receive(std::string_view(&byte, 1), link_time(1));
    while (const auto message = link.next()) {
      taken.push_back(message->seq);
      CHECK(*peer.codec.decode(link.last_payload()) == *message);
    }
  }
  CHECK(taken == std::vector<std::uint64_t>{2, 4});
}
