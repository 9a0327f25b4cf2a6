#include "tools/decoder/reader.hpp"

#include <fmt/format.h>

#include "bedside/v1/recording.pb.h"
#include "common/link/frame.hpp"

namespace ipt {
namespace {

/// The longest payload, and room for the other fields.
constexpr std::uint64_t longest_frame = frame_limit + 64;

Error damaged(std::uint64_t offset, const std::string& what) { return Error{fmt::format("byte {}: {}", offset, what)}; }

}  // namespace

Result<std::optional<RecordedFrame>> RecordingReader::next() {
  RecordedFrame recorded;
  recorded.offset = offset_;
  std::uint64_t length = 0;
  for (unsigned shift = 0;; shift += 7) {
    const int byte = in_.get();
    if (byte == std::istream::traits_type::eof()) {
      if (shift == 0) return std::optional<RecordedFrame>();
      return damaged(recorded.offset, "expected the length of a frame, but the recording is cut off inside it");
    }
    length |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    ++offset_;
    if (byte < 0x80) break;
    if (shift == 28) return damaged(recorded.offset, "expected the length of a frame and found none: this is damaged, or no recording");
  }
  if (length == 0 || length > longest_frame) {
    return damaged(recorded.offset, fmt::format("expected the length of a frame, 1 to {}, and found {}: this is damaged, or no recording", longest_frame, length));
  }
  std::string bytes(static_cast<std::size_t>(length), '\0');
  in_.read(bytes.data(), static_cast<std::streamsize>(length));
  const auto there = static_cast<std::uint64_t>(in_.gcount());
  offset_ += there;
  if (there < length) return damaged(recorded.offset, fmt::format("expected a frame of {} bytes, but the recording is cut off after {} of them", length, there));

  bedside::v1::Frame frame;
  const bool is_frame = frame.ParseFromString(bytes) && frame.GetReflection()->GetUnknownFields(frame).empty() && !frame.payload().empty() &&
                        (frame.direction() == bedside::v1::DIRECTION_TO_PUMP || frame.direction() == bedside::v1::DIRECTION_FROM_PUMP);
  if (!is_frame) return damaged(recorded.offset, fmt::format("expected a frame with direction, time and payload and found {} bytes that are none: this is damaged, or no recording", length));
  recorded.to_pump = frame.direction() == bedside::v1::DIRECTION_TO_PUMP;
  recorded.at_ms = frame.at_ms();
  recorded.payload = std::move(*frame.mutable_payload());
  return std::optional(std::move(recorded));
}

}  // namespace ipt
