#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>

namespace ipt {

/// Where a process can be made to die, as by kill -9. The numbers are those of bedside.v1.CrashPoint.
enum class CrashPoint {
  before_store = 1,   ///< of a record that the device wants stored
  after_store,        ///< it is durable, and nobody knows
  before_send,        ///< of bytes to a programmer
  after_send,         ///< the operating system has them
  in_transaction,     ///< all is written into the file's transaction, and not yet committed
  after_transaction,  ///< committed
  time_mark,          ///< in the transaction of a time mark of its own
  snapshot,           ///< in the transaction of a snapshot
  bolus_stroke,       ///< the instant at which a single bolus has given so many whole strokes
};

/// The index of a request in the variant Request.
using RequestIndex = std::size_t;

/// At most one crash that the bedside has laid out. Whoever passes a point says so; without a plan that costs a comparison.
class CrashPlan {
 public:
  /// The process dies at the `nth` passing of `point` from now on; with `on`, only passings for that request count.
  void lay_out(CrashPoint point, std::optional<RequestIndex> on, std::uint32_t nth) { point_ = point, on_ = on, left_ = nth; }
  void clear() { point_.reset(); }

  /// What the points passed from now on belong to; nothing: no request.
  void work_for(std::optional<RequestIndex> request) { for_ = request; }
  void pass(CrashPoint point) {
    if (point_ == point && (!on_ || on_ == for_) && --left_ == 0) die();
  }
  /// After how many strokes of a bolus the process dies, if it is to.
  [[nodiscard]] std::optional<std::uint32_t> bolus_strokes() const { return point_ == CrashPoint::bolus_stroke ? std::optional(left_) : std::nullopt; }
  [[noreturn]] static void die();

  /// The plan; nothing: none.
  [[nodiscard]] std::optional<CrashPoint> point() const { return point_; }
  [[nodiscard]] std::optional<RequestIndex> on() const { return on_; }
  /// Passings until it comes about.
  [[nodiscard]] std::uint32_t left() const { return left_; }

 private:
  std::optional<CrashPoint> point_;
  std::optional<RequestIndex> on_, for_;
  std::uint32_t left_ = 0;
};

}  // namespace ipt
