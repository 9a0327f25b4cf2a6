#pragma once
#include <string>

#include "common/result.hpp"
#include "common/therapy.hpp"

namespace ipt {

/// A program as proto/programmer/v1/schedule.proto writes it, computed for this concentration. An error begins with
/// `file:line:column:` and says what was expected there. `file` is only what errors call it.
Result<Program> read_schedule(const std::string& text, const std::string& file, Concentration concentration);

/// Whether any dose a day in it is written per hour; of a text that is no schedule: no.
bool has_hourly_dose(const std::string& schedule);

}  // namespace ipt
