#pragma once
#include <cstdint>
#include <string_view>

#include "common/digest.hpp"
#include "common/time.hpp"

namespace ipt {

// Every text is preceded by its length, every number is a big-endian u64, and each kind begins with its own word, so no
// two different things have the same bytes under the hash.
//
//   chain(n)    = SHA-256("record"   ‖ chain(n−1) ‖ id ‖ |pump| ‖ pump ‖ |bytes| ‖ bytes)       chain(0) = 32 × 0
//   snapshot    = SHA-256("snapshot" ‖ chain at its record ‖ row ‖ record ‖ |pump| ‖ pump ‖ |bytes| ‖ bytes)
//   time mark   = SHA-256("mark"     ‖ row ‖ uptime ‖ |pump| ‖ pump)

Digest record_chain(const Digest& before, std::int64_t id, std::string_view pump, std::string_view bytes);
Digest snapshot_checksum(const Digest& chain, std::int64_t row, std::int64_t after_record, std::string_view pump,
                         std::string_view bytes);
Digest mark_checksum(std::int64_t row, Uptime mark, std::string_view pump);

inline std::string_view bytes_of(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace ipt
