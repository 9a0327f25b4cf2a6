#pragma once
#include <string>

#include "common/time.hpp"
#include "common/units.hpp"

/// Amounts as a clinic writes them: "mcg", never "ug"; a leading zero, no trailing zeros, exact to the smallest unit.
namespace ipt {

/// A whole number of `10^-decimals`, without trailing zeros: decimal_text(18'600'000, 6) is "18.6".
std::string decimal_text(std::int64_t value, int decimals);

std::string text_of(Nanolitres);     ///< 18.6 mL
std::string text_of(Nanograms);      ///< 120 mcg
std::string text_of(DoseRate);       ///< 120 mcg/day
std::string text_of(Concentration);  ///< 2000 mcg/mL
std::string text_of(FlowRate);       ///< 0.06 mL/day
std::string text_of(Milliseconds);   ///< 48 h 30 min

}  // namespace ipt
