#pragma once
#include <string_view>

#include "common/result.hpp"
#include "common/units.hpp"

namespace ipt {

/// What a dose is written against.
struct Present {
  DoseRate dose;
  Concentration concentration;
};

/// A daily dose as people write it: `120mcg/day`, `5mcg/h`, `0.06mL/day`, `+10%`, `-5%`. Percent of the present dose
/// and volumes are rounded to the nanogram so that the dose is never more than asked. An error says what would be right.
Result<DoseRate> dose_from(std::string_view text, Present present);

/// `10%` or `12mcg/day` of change, up or down.
Result<DoseRate> changed_dose(std::string_view text, Present present, bool up);

/// Whether it is written as a dose an hour.
bool is_hourly(std::string_view text);

/// Change in tenths of a percent, rounded to the nearest; of an old dose of 0 nothing can be said: 0.
std::int64_t change_in_permille(DoseRate before, DoseRate after);

}  // namespace ipt
