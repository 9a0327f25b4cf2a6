#pragma once
#include <cstdint>
#include <string>

/// Protobuf's wire form written by hand, sharing nothing with the code under test: what no encoder would write, too.
namespace ipt::by_hand {

/// A number in as few bytes as it needs, or in `bytes` of them.
inline std::string varint(std::uint64_t number, std::size_t bytes = 0) {
  std::string out;
  do {
    const auto low = static_cast<unsigned char>(number & 0x7F);
    number >>= 7;
    out.push_back(static_cast<char>(number > 0 || out.size() + 1 < bytes ? low | 0x80 : low));
  } while (number > 0 || out.size() < bytes);
  return out;
}

inline std::string tag(std::uint64_t field, unsigned wire_type) { return varint(field << 3 | wire_type); }
inline std::string number(std::uint64_t field, std::uint64_t value, std::size_t bytes = 0) { return tag(field, 0) + varint(value, bytes); }
inline std::string bytes(std::uint64_t field, const std::string& content) { return tag(field, 2) + varint(content.size()) + content; }
inline std::string fixed64(std::uint64_t field, std::uint64_t value) {
  std::string out = tag(field, 1);
  for (int i = 0; i < 8; ++i) out.push_back(static_cast<char>(value >> (8 * i) & 0xFF));
  return out;
}

}  // namespace ipt::by_hand
