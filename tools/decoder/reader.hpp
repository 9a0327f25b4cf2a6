#pragma once
#include <cstdint>
#include <istream>
#include <optional>
#include <string>

#include "common/result.hpp"

namespace ipt {

/// One frame as a recorder wrote it.
struct RecordedFrame {
  std::uint64_t offset = 0;  ///< of its first byte in the recording
  bool to_pump = false;
  std::uint64_t at_ms = 0;   ///< the recorder's own steady clock
  std::string payload;       ///< one Envelope, if the peer sent one
};

/// Reads a recording frame by frame, so that its length does not matter.
///
///   +--------+------------------------------ - -
///   | varint | bedside.v1.Frame, that many bytes
///   +--------+------------------------------ - -
class RecordingReader {
 public:
  explicit RecordingReader(std::istream& in) : in_(in) {}

  /// Nothing at the end. An error says at which byte, what was expected and what is there; nothing can be read after it.
  Result<std::optional<RecordedFrame>> next();

 private:
  std::istream& in_;
  std::uint64_t offset_ = 0;
};

}  // namespace ipt
