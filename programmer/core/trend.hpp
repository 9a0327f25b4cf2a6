#pragma once
#include <span>
#include <string>
#include <string_view>

#include "common/units.hpp"

namespace ipt {

enum class TrendDirection { unknown = 1, steady, less, more };
std::string_view name(TrendDirection);

/// What one pump's discrepancies (withdrawn less expected) say together, oldest first.
struct Trend {
  std::size_t refills = 0;
  Nanolitres mean{};       ///< a refill, rounded to the nearest nanolitre; 0 without refills
  Nanolitres per_refill{}; ///< by how much it changes from one refill to the next, by least squares, towards 0; 0 below two refills
  TrendDirection direction = TrendDirection::unknown;
  bool operator==(const Trend&) const = default;
};

/// A change by less than this a refill is taken for the syringe's reading. Assumed: no source was read.
inline constexpr Nanolitres steady_within{100'000};

Trend trend_of(std::span<const Nanolitres> discrepancies);

/// Says that a trend tells more than one figure does, and what this one may mean. Never a diagnosis.
std::string sentence(const Trend&);

}  // namespace ipt
