// The timeouts of a session, all on link time.
#include <doctest/doctest.h>

#include "tests/common/link/peer.hpp"

using namespace ipt;
using Side = Link::Side;

namespace {

Timeouts all_of(std::int64_t ms) { return {Milliseconds(ms), Milliseconds(ms), Milliseconds(ms), Milliseconds(ms), Milliseconds(ms), Milliseconds(ms)}; }

}  // namespace

TEST_CASE("IPT-SES-22 a timeout asked for is granted between 200 ms and the default, and 0 asks for the default") {
  const Timeouts defaults;
  CHECK(granted(all_of(0)) == defaults);
  CHECK(granted(all_of(4'294'967'295)) == defaults);
  CHECK(granted(all_of(1)) == all_of(200));
  CHECK(granted(all_of(199)) == all_of(200));
  CHECK(granted(all_of(200)) == all_of(200));
  CHECK(granted(all_of(201)) == all_of(201));
  CHECK(granted(all_of(2'000)) == all_of(2'000));
  CHECK(granted(defaults) == defaults);
  const Timeouts beyond{Milliseconds(3'001), Milliseconds(5'001), Milliseconds(3'001), Milliseconds(30'001), Milliseconds(2'001), Milliseconds(120'001)};
  CHECK(granted(beyond) == defaults);
  const Timeouts within{Milliseconds(2'999), Milliseconds(4'999), Milliseconds(2'999), Milliseconds(29'999), Milliseconds(1'999), Milliseconds(119'999)};
  CHECK(granted(within) == within);
}

TEST_CASE("IPT-SES-22 the defaults are those of the table") {
  CHECK(Timeouts{} == Timeouts{Milliseconds(3'000), Milliseconds(5'000), Milliseconds(3'000), Milliseconds(30'000), Milliseconds(2'000), Milliseconds(120'000)});
}

TEST_CASE("IPT-SES-20 a pump waits for a Hello until its timeout, and not a millisecond longer") {
  Peer peer;
  Link link(Side::pump, link_time(1'000), Milliseconds(3'000));
  CHECK(link.deadline() == link_time(4'000));
  link.advance(link_time(3'999));
  CHECK_FALSE(link.is_closed());
  CHECK_FALSE(link.has_output());
  link.advance(link_time(4'000));
  CHECK(peer.goodbye(link) == GoodbyeReason::timeout);
  CHECK(link.deadline() == no_deadline);
}

TEST_CASE("IPT-SES-20 a Hello that drips in does not move its deadline") {
  Peer peer;
  Link link(Side::pump, link_time(0), Milliseconds(3'000));
  const std::string hello = peer.frame(0, 1, Hello{});
  for (std::size_t i = 0; i + 1 < hello.size(); ++i) {
    link.receive(hello.substr(i, 1), link_time(2'900));
    CHECK_FALSE(link.next());
  }
  CHECK(link.deadline() == link_time(3'000));
  link.advance(link_time(3'000));
  CHECK(peer.goodbye(link) == GoodbyeReason::timeout);
}

TEST_CASE("IPT-SES-17 an idle side says one Ping, at its time") {
  for (const Side side : {Side::pump, Side::programmer}) {
    Peer peer;
    Link link = opened(side);
    CHECK(link.deadline() == link_time(5'000));
    link.advance(link_time(4'999));
    CHECK_FALSE(link.has_output());
    link.advance(link_time(5'000));
    const auto said = peer.heard(link);
    REQUIRE(said.size() == 1);
    CHECK(said[0] == Envelope{Peer::session, 2, 0, Ping{}});
    for (std::int64_t ms = 5'000; ms < 8'000; ms += 500) link.advance(link_time(ms));
    CHECK_FALSE(link.has_output());
    CHECK(link.is_open());
  }
}

TEST_CASE("IPT-SES-19 silence after a Ping ends the session") {
  Peer peer;
  Link link = opened(Side::pump);
  link.advance(link_time(5'000));
  peer.heard(link);
  CHECK(link.deadline() == link_time(8'000));
  link.advance(link_time(7'999));
  CHECK(link.is_open());
  link.advance(link_time(8'000));
  CHECK(peer.goodbye(link) == GoodbyeReason::timeout);
}

TEST_CASE("IPT-SES-19 any whole frame is a sign of life, and a part of one is none") {
  for (const Body& body : std::vector<Body>{Pong{}, Ping{}, Request{GetStatus{}}}) {
    Peer peer;
    Link link = opened(Side::pump);
    link.advance(link_time(5'000));
    link.take_output();
    const std::string frame = peer.frame(Peer::session, 2, body);
    link.receive(frame.substr(0, frame.size() - 1), link_time(7'000));
    CHECK_FALSE(link.next());
    CHECK(link.deadline() == link_time(8'000));
    link.receive(frame.substr(frame.size() - 1), link_time(7'500));
    CHECK(link.next().has_value() == std::holds_alternative<Request>(body));
    CHECK(link.deadline() == link_time(12'500));
    link.advance(link_time(12'499));
    CHECK(link.is_open());
  }
}

TEST_CASE("IPT-SES-17 a side that hears something in time needs no Ping") {
  Peer peer;
  Link link = opened(Side::pump);
  std::uint64_t seq = 1;
  for (std::int64_t ms = 4'999; ms < 100'000; ms += 4'999) {
    link.advance(link_time(ms));
    REQUIRE_FALSE(link.has_output());
    link.receive(peer.frame(Peer::session, ++seq, Request{GetStatus{}}), link_time(ms));
    REQUIRE(link.next());
  }
  CHECK(link.is_open());
}

TEST_CASE("IPT-SES-19 what a side says itself keeps nothing alive") {
  Peer peer;
  Link link = opened(Side::pump);
  link.send(Event{});
  CHECK(link.deadline() == link_time(5'000));
  peer.heard(link);
  link.advance(link_time(5'000));
  link.send(Event{});
  CHECK(link.deadline() == link_time(8'000));
}

TEST_CASE("IPT-SES-22 a session keeps the timeouts that it was opened with") {
  Peer peer;
  Link link = opened(Side::pump, granted(all_of(200)));
  CHECK(link.timeouts() == all_of(200));
  CHECK(link.deadline() == link_time(200));
  link.advance(link_time(200));
  CHECK(peer.heard(link).size() == 1);
  CHECK(link.deadline() == link_time(400));
  link.advance(link_time(400));
  CHECK(peer.goodbye(link) == GoodbyeReason::timeout);
}

TEST_CASE("a side that was asleep over both deadlines says a Ping first, and gives the other side time to answer") {
  Peer peer;
  Link link = opened(Side::pump);
  link.advance(link_time(1'000'000));
  REQUIRE(link.is_open());
  CHECK(peer.heard(link).at(0).body == Body(Ping{}));
  CHECK(link.deadline() == link_time(1'003'000));
}

TEST_CASE("a programmer waits for a Welcome as long as it was told") {
  Peer peer;
  Link link(Side::programmer, link_time(0), Milliseconds(10'000));
  link.advance(link_time(9'999));
  CHECK_FALSE(link.is_closed());
  link.advance(link_time(10'000));
  CHECK(peer.goodbye(link) == GoodbyeReason::timeout);
}
