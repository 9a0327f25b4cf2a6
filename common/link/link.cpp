#include "common/link/link.hpp"

#include <algorithm>
#include <utility>

namespace ipt {
namespace {

/// One for all links of a thread: what it reuses stays warm however many they are.
wire::Codec& codec() {
  thread_local wire::Codec shared;
  return shared;
}

}  // namespace

Timeouts granted(const Timeouts& asked, const Timeouts& defaults) {
  constexpr Milliseconds floor{200};
  const auto grant = [&](Milliseconds wanted, Milliseconds usual) {
    return wanted == Milliseconds{0} ? usual : std::clamp(wanted, std::min(floor, usual), usual);
  };
  return {grant(asked.hello, defaults.hello),           grant(asked.ping_after, defaults.ping_after), grant(asked.dead_after, defaults.dead_after),
          grant(asked.lease, defaults.lease),           grant(asked.max_response, defaults.max_response), grant(asked.stage, defaults.stage)};
}

Link::Link(Side side, LinkTime now, Milliseconds hello_timeout) : side_(side), now_(now), heard_at_(now), hello_due_(now + hello_timeout) {}

void Link::receive(std::string_view bytes, LinkTime now) {
  if (is_closed()) return;
  now_ = now;
  decoder_.append(bytes);
}

std::optional<Envelope> Link::next() {
  while (!is_closed()) {
    const auto payload = decoder_.next();
    if (!payload) {
      if (decoder_.fault() == FrameDecoder::Fault::empty) close(GoodbyeReason::bad_frame, "a frame of length 0");
      if (decoder_.fault() == FrameDecoder::Fault::too_long) close(GoodbyeReason::bad_frame, "a frame longer than the limit of " + std::to_string(decoder_.limit()) + " bytes");
      return {};
    }
    last_payload_ = *payload;
    heard_at_ = now_;  // only whole frames count: a byte now and then keeps nothing alive
    pong_due_.reset();
    auto envelope = codec().decode(*payload);
    if (!envelope) {
      close(GoodbyeReason::bad_message, envelope.error().text);
      return {};
    }
    if (auto message = judge(*std::move(envelope))) return message;
  }
  return {};
}

bool Link::may_receive(const Body& body) const {
  const bool from_programmer = side_ == Side::pump;
  if (state_ == State::greeting) return from_programmer ? std::holds_alternative<Hello>(body) : std::holds_alternative<Welcome>(body);
  return from_programmer ? std::holds_alternative<Request>(body) : std::holds_alternative<Response>(body) || std::holds_alternative<Event>(body);
}

/// Nothing when the message was wholly dealt with here or closed the link.
std::optional<Envelope> Link::judge(Envelope envelope) {
  if (auto* goodbye = std::get_if<Goodbye>(&envelope.body)) {  // whatever its session and sequence number
    state_ = State::closed;
    ending_ = *std::move(goodbye);
    ended_by_peer_ = true;
    return {};
  }
  if (envelope.seq != received_ + 1) {
    close(GoodbyeReason::bad_sequence, "sequence number " + std::to_string(envelope.seq) + " where " + std::to_string(received_ + 1) + " was due");
    return {};
  }
  received_ = envelope.seq;
  const bool names_the_session = side_ == Side::programmer && state_ == State::greeting && std::holds_alternative<Welcome>(envelope.body);
  if (!names_the_session && envelope.session_id != session_id_) {
    close(GoodbyeReason::bad_session, "a message of another session");
    return {};
  }
  if (std::holds_alternative<NoBody>(envelope.body)) {
    close(GoodbyeReason::bad_message, "an Envelope without a body that this side knows");
    return {};
  }
  if (is_open() && std::holds_alternative<Ping>(envelope.body)) {
    send(Pong{}, envelope.seq);
    return {};
  }
  if (is_open() && std::holds_alternative<Pong>(envelope.body)) return {};
  if (!may_receive(envelope.body)) {
    close(GoodbyeReason::unexpected, "a message that this side may not send, or not now");
    return {};
  }
  return envelope;
}

std::uint64_t Link::send(Body body, std::uint64_t reply_to) {
  if (is_closed()) return 0;
  codec().append_frame({session_id_, ++sent_, reply_to, std::move(body)}, output_);
  return sent_;
}

void Link::open(std::uint64_t session_id, const Timeouts& timeouts, std::size_t max_frame_bytes, LinkTime now) {
  state_ = State::open;
  session_id_ = session_id;
  timeouts_ = timeouts;
  decoder_.set_limit(max_frame_bytes);
  heard_at_ = now;
}

void Link::close(GoodbyeReason reason, std::string text) {
  if (is_closed()) return;
  ending_ = {reason, std::move(text)};
  send(ending_);
  state_ = State::closed;
}

void Link::lost() {
  if (is_closed()) return;
  state_ = State::closed;
  ending_ = {GoodbyeReason::unspecified, "the connection was lost"};
}

LinkTime Link::deadline() const {
  switch (state_) {
    case State::greeting: return hello_due_;
    case State::open: return pong_due_ ? *pong_due_ : heard_at_ + timeouts_.ping_after;
    case State::closed: break;
  }
  return no_deadline;
}

void Link::advance(LinkTime now) {
  if (now < deadline()) return;
  if (state_ == State::greeting) return close(GoodbyeReason::timeout, side_ == Side::pump ? "no Hello in time" : "no Welcome in time");
  if (pong_due_) return close(GoodbyeReason::timeout, "no answer to a Ping");
  if (is_open()) {
    send(Ping{});
    pong_due_ = now + timeouts_.dead_after;
  }
}

}  // namespace ipt
