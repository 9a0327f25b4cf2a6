#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/link/frame.hpp"
#include "common/pairing/messages.hpp"
#include "common/time.hpp"

namespace ipt::pairing {

/// How long a pump stays armed.
inline constexpr Milliseconds armed_for{120'000};
/// How long the handshake may take, and then the exchange up to the digits: no person has a part in either.
inline constexpr Milliseconds digits_within{10'000};

/// What both ends of a pairing have in common: frames in, frames out, and the end, after which nothing is looked at.
class Exchange {
 public:
  void append(std::string_view bytes) {
    if (!is_over_) frames_.append(bytes);
  }
  /// The next message in order. Bytes that are none end the exchange, and so does what the other side refuses.
  std::optional<Message> next();
  /// The frame that next() gave last, as it came.
  [[nodiscard]] const std::string& last_frame() const { return last_frame_; }

  /// Queues one message, and gives its frame.
  std::string send(const Message&);
  /// Says no, and ends it.
  void refuse(RefusalReason, std::string text);
  /// The connection is gone.
  void lost();
  /// All is said.
  void finish() { is_over_ = true; }

  std::string take_output() { return std::exchange(output_, {}); }
  [[nodiscard]] bool is_over() const { return is_over_; }
  /// Why it was broken off; nothing while it goes on, and when it ended well.
  [[nodiscard]] const std::optional<Refused>& ending() const { return ending_; }
  [[nodiscard]] bool ended_by_peer() const { return ended_by_peer_; }

 private:
  FrameDecoder frames_;
  std::string last_frame_;
  std::string output_;
  std::optional<Refused> ending_;
  bool ended_by_peer_ = false;
  bool is_over_ = false;
};

}  // namespace ipt::pairing
