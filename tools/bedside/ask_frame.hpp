#pragma once
#include <cstddef>
#include <string>

#include "bedside/v1/bedside.pb.h"

namespace ipt {

/// What the pump has heard can be long.
inline constexpr std::size_t longest_answer = 64 * 1024 * 1024;

/// As it goes over the wire: u32 big-endian length and the message.
inline std::string framed(const bedside::v1::Ask& ask) {
  const std::string payload = ask.SerializeAsString();
  std::string frame;
  for (int shift = 24; shift >= 0; shift -= 8) frame.push_back(static_cast<char>(payload.size() >> shift & 0xFF));
  return frame + payload;
}

}  // namespace ipt
