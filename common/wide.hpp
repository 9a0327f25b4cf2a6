#pragma once
#include <cstdint>

#include "common/check.hpp"

namespace ipt {

/// Products of therapy values overflow 64 bits within a day; these hold them.
__extension__ using Wide = __int128;

/// floor(a × b ÷ c) for non-negative a and b, positive c. Rounds down, so never more than asked.
constexpr std::int64_t multiply_divide(std::int64_t a, std::int64_t b, std::int64_t c) {
  IPT_CHECK(a >= 0 && b >= 0 && c > 0);
  return static_cast<std::int64_t>(static_cast<Wide>(a) * b / c);
}

/// The same, rounded up: for the shortest duration or the smallest volume that is still enough.
constexpr std::int64_t multiply_divide_up(std::int64_t a, std::int64_t b, std::int64_t c) {
  IPT_CHECK(a >= 0 && b >= 0 && c > 0);
  return static_cast<std::int64_t>((static_cast<Wide>(a) * b + (c - 1)) / c);
}

}  // namespace ipt
