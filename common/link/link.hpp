#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/link/frame.hpp"
#include "common/messages.hpp"
#include "common/wire.hpp"

namespace ipt {

/// Asked timeouts brought within what a pump grants: never longer than the default, never below the floor of 200 ms.
Timeouts granted(const Timeouts& asked, const Timeouts& defaults = {});

/// One end of one connection, without the connection: frames, sequence numbers, Hello deadline, ping and Goodbye. Both
/// the pump's Device and the programmer's Session stand on it. A violation by the other side says Goodbye with the
/// reason and closes; nothing that comes after is looked at.
///
///            start ──Hello──▶ greeting ──Welcome──▶ open ──Goodbye, fault, silence──▶ closed
class Link {
 public:
  enum class Side { pump, programmer };

  Link(Side side, LinkTime now, Milliseconds hello_timeout);

  /// Feeds what arrived, in any slices. Then call next() until it gives nothing.
  void receive(std::string_view bytes, LinkTime now);
  /// The next message in order. Pings are answered here; a Goodbye closes and ends the messages.
  std::optional<Envelope> next();
  /// The frame that next() gave last, as it came: for recordings and for `heard`. Lives until the next receive.
  [[nodiscard]] std::string_view last_payload() const { return last_payload_; }

  /// Queues one message and says its sequence number.
  std::uint64_t send(Body body, std::uint64_t reply_to = 0);
  /// From here on the session's identity, frame limit and timeouts hold.
  void open(std::uint64_t session_id, const Timeouts& timeouts, std::size_t max_frame_bytes, LinkTime now);
  /// Says Goodbye and closes. The bytes already queued still go out.
  void close(GoodbyeReason reason, std::string text);
  /// The connection itself is gone: nothing can be said any more.
  void lost();

  /// What must be written, in order; the caller takes it all.
  std::string take_output() { return std::exchange(output_, {}); }
  [[nodiscard]] bool has_output() const { return !output_.empty(); }

  [[nodiscard]] LinkTime deadline() const;
  /// Acts on what is due: Hello overdue, ping, no answer to it.
  void advance(LinkTime now);

  [[nodiscard]] bool is_open() const { return state_ == State::open; }
  [[nodiscard]] bool is_closed() const { return state_ == State::closed; }
  /// Why it closed, and whether the other side said so.
  [[nodiscard]] const Goodbye& ending() const { return ending_; }
  [[nodiscard]] bool ended_by_peer() const { return ended_by_peer_; }
  [[nodiscard]] std::uint64_t session_id() const { return session_id_; }
  [[nodiscard]] const Timeouts& timeouts() const { return timeouts_; }

 private:
  enum class State { greeting, open, closed };

  std::optional<Envelope> judge(Envelope envelope);
  bool may_receive(const Body& body) const;

  Side side_;
  State state_ = State::greeting;
  FrameDecoder decoder_;
  std::string output_;
  std::string_view last_payload_;
  std::uint64_t session_id_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t received_ = 0;
  Timeouts timeouts_;
  LinkTime now_;
  LinkTime heard_at_;
  LinkTime hello_due_;
  std::optional<LinkTime> pong_due_;
  Goodbye ending_{GoodbyeReason::unspecified, {}};
  bool ended_by_peer_ = false;
};

}  // namespace ipt
