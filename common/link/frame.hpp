#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ipt {

/// Frames before the Welcome, and what a Welcome of ours grants. A log page or a schedule of 7 × 13 steps fits easily.
inline constexpr std::size_t frame_limit_before_welcome = 4 * 1024;
inline constexpr std::size_t frame_limit = 64 * 1024;

/// Cuts a stream of bytes, arriving in any slices, into frame payloads:
///
///   +--------+--------+--------+--------+------------------ - -
///   | length, u32, big-endian           | payload: one Envelope
///   +--------+--------+--------+--------+------------------ - -
///
/// The length is judged before anything is held for it, so memory never follows a claimed length.
class FrameDecoder {
 public:
  enum class Fault { none, empty, too_long };

  void append(std::string_view bytes);
  /// The next whole payload. The view lives until the next call of append. Nothing after a fault.
  std::optional<std::string_view> next();

  [[nodiscard]] Fault fault() const { return fault_; }
  void set_limit(std::size_t limit) { limit_ = limit; }
  [[nodiscard]] std::size_t limit() const { return limit_; }

 private:
  std::string buffer_;
  std::size_t consumed_ = 0;
  std::size_t limit_ = frame_limit_before_welcome;
  Fault fault_ = Fault::none;
};

}  // namespace ipt
