#pragma once
#include <optional>
#include <string_view>

#include "common/result.hpp"
#include "common/time.hpp"
#include "programmer/core/caution.hpp"

namespace ipt {

/// As a label says it: `2027-03-31`, or `2027-03`, which is good until that month's last day. An error says what would be right.
Result<PumpDay> parse_expiry(std::string_view text);

/// A drug may be used on the day of its expiry, and no more after it.
std::optional<Caution> expiry_caution(PumpDay expiry, PumpDay today);

}  // namespace ipt
