#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/link/frame.hpp"
#include "common/messages.hpp"

namespace ipt {

enum class Way { to_pump, from_pump };

/// What happens to one frame. The frames of each way are counted from 1.
struct CableFault {
  enum class Kind {
    drop,        ///< it never arrives
    duplicate,   ///< it arrives twice
    delay,       ///< it arrives behind the next frame of its way, or after `late` if none comes before
    cut_before,  ///< the connection ends and it is lost
    cut_after,   ///< it arrives, then the connection ends
  };
  Kind kind = Kind::drop;
  Way way = Way::to_pump;
  std::uint64_t frame = 1;
  Milliseconds late{};
};

/// One connection between a programmer and the pump: whole frames, each way in order, with the faults that were planned.
/// Frames take no time. The faults are told by frame, so that a sweep can visit each.
class Cable {
 public:
  void plan(CableFault fault) { faults_.push_back(fault); }

  /// Whole frames, as an end wrote them.
  void put(Way, std::string_view frames, LinkTime now);
  /// The next frame that has arrived by now, length first.
  std::optional<std::string> take(Way, LinkTime now);
  /// When a frame that is held back arrives, if no other comes before it.
  [[nodiscard]] LinkTime next_arrival() const;

  /// Nothing is on its way or held back.
  [[nodiscard]] bool is_empty(Way way) const { return at(way).arrived.empty() && !at(way).late; }

  /// Nothing more is taken in; what arrived before can still be taken, what is held back is lost.
  void cut();
  [[nodiscard]] bool is_cut() const { return cut_; }

  /// Frames that the end wrote, whatever became of them.
  [[nodiscard]] std::uint64_t frames(Way way) const { return at(way).count; }
  /// The reason of every Goodbye that either end wrote.
  [[nodiscard]] const std::vector<GoodbyeReason>& goodbyes() const { return goodbyes_; }

 private:
  struct Late {
    std::string frame;
    LinkTime due{};
  };
  struct Lane {
    std::uint64_t count = 0;
    std::deque<std::string> arrived;
    std::optional<Late> late;
  };
  void put_one(Way, std::string frame, LinkTime now);
  [[nodiscard]] Lane& at(Way way) { return lanes_[static_cast<std::size_t>(way)]; }
  [[nodiscard]] const Lane& at(Way way) const { return lanes_[static_cast<std::size_t>(way)]; }

  std::array<Lane, 2> lanes_;
  std::vector<CableFault> faults_;
  std::vector<GoodbyeReason> goodbyes_;
  bool cut_ = false;
};

}  // namespace ipt
