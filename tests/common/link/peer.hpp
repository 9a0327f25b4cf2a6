#pragma once
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "common/link/link.hpp"

namespace ipt {

inline LinkTime link_time(std::int64_t ms) { return LinkTime(Milliseconds(ms)); }

/// The other end of a link under test, which says exactly what it is told to, rules or not.
struct Peer {
  static constexpr std::uint64_t session = 0x1122'3344'5566'7788;

  wire::Codec codec;
  FrameDecoder decoder;

  std::string frame(std::uint64_t session_id, std::uint64_t seq, Body body, std::uint64_t reply_to = 0) {
    std::string out;
    codec.append_frame({session_id, seq, reply_to, std::move(body)}, out);
    return out;
  }
  /// What the link has said since the last time.
  std::vector<Envelope> heard(Link& link) {
    decoder.set_limit(frame_limit);
    std::vector<Envelope> all;
    const std::string output = link.take_output();
    decoder.append(output);
    while (const auto payload = decoder.next()) {
      auto envelope = codec.decode(*payload);
      REQUIRE(envelope);
      all.push_back(*std::move(envelope));
    }
    REQUIRE(decoder.fault() == FrameDecoder::Fault::none);
    return all;
  }
  /// The reason of the one Goodbye that the link has said, and that closed it.
  GoodbyeReason goodbye(Link& link) {
    const auto all = heard(link);
    REQUIRE(link.is_closed());
    REQUIRE(all.size() == 1);
    const auto* said = std::get_if<Goodbye>(&all[0].body);
    REQUIRE(said != nullptr);
    CHECK(link.ending() == *said);
    CHECK_FALSE(link.ended_by_peer());
    return said->reason;
  }
};

/// A pump's end that waits for a Hello; a programmer's end that has said Hello.
inline Link waiting(Link::Side side) {
  Link link(side, link_time(0), Milliseconds(3'000));
  if (side == Link::Side::programmer) {
    link.send(Hello{});
    link.take_output();
  }
  return link;
}

/// An end with an open session: one message has gone each way, so that 2 is the next sequence number of both.
inline Link opened(Link::Side side, const Timeouts& timeouts = {}) {
  Peer peer;
  Link link = waiting(side);
  const bool pump = side == Link::Side::pump;
  link.receive(pump ? peer.frame(0, 1, Hello{}) : peer.frame(Peer::session, 1, Welcome{}, 1), link_time(0));
  REQUIRE(link.next());
  link.open(Peer::session, timeouts, frame_limit, link_time(0));
  if (pump) link.send(Welcome{}, 1);
  link.take_output();
  REQUIRE(link.is_open());
  return link;
}

}  // namespace ipt
