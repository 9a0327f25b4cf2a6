#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>

#include "common/time.hpp"

namespace ipt {

/// Maps host time to pump time: the only place that does. Link time is the host's own steady milliseconds, so it serves
/// as the host's "now". While a programmer holds control, time goes at most at its natural speed.
class WorldClock {
 public:
  /// The longest life that is simulated: far beyond any pump's.
  static constexpr Uptime end{Milliseconds{100 * 366 * one_day.count()}};

  WorldClock(Uptime start, LinkTime now, std::uint32_t speed) : base_(start), since_(now), speed_(speed) {}

  [[nodiscard]] Uptime at(LinkTime now) const {
    const auto passed = (now - since_).count();
    const auto left = ((holds() ? *hold_ : end) - base_).count();
    return base_ + Milliseconds(pace() == 0 ? 0 : std::min(left, passed > left / pace() ? left : passed * pace()));
  }
  /// When pump time will be there; never for a paused pump, and for what lies beyond the end.
  [[nodiscard]] LinkTime when(Uptime to) const {
    if (pace() == 0 || to > end || (holds() && to > *hold_)) return no_deadline;
    return since_ + Milliseconds(((to - base_).count() + pace() - 1) / pace());
  }
  void set_speed(std::uint32_t speed, LinkTime now) { restart(at(now), now), speed_ = speed; }
  void set_controlled(bool controlled, LinkTime now) {
    if (controlled == controlled_) return;
    restart(at(now), now);
    controlled_ = controlled;
  }
  /// Time stands there once it has come there by itself; a leap goes on from where it comes to. Absent: nowhere.
  void hold_at(std::optional<Uptime> hold, LinkTime now) { restart(at(now), now), hold_ = hold; }
  /// Pump time has leapt.
  void restart(Uptime at, LinkTime now) { base_ = at, since_ = now; }
  [[nodiscard]] std::uint32_t speed() const { return speed_; }
  /// How far time goes on from there in one host second, at most to the end.
  [[nodiscard]] Milliseconds a_second(Uptime from) const {
    return std::clamp(end - from, Milliseconds{0}, Milliseconds(1'000 * std::max<std::int64_t>(1, pace())));
  }

 private:
  [[nodiscard]] bool holds() const { return hold_ && *hold_ >= base_; }
  [[nodiscard]] std::int64_t pace() const { return controlled_ ? std::min<std::uint32_t>(speed_, 1) : speed_; }

  Uptime base_;
  LinkTime since_;
  std::uint32_t speed_;
  bool controlled_ = false;
  std::optional<Uptime> hold_;
};

}  // namespace ipt
