#pragma once
#include <functional>
#include <string>

#include "common/result.hpp"
#include "common/therapy.hpp"

namespace programmer::v1 {
class Schedule;
}

namespace ipt {

/// A program as proto/programmer/v1/schedule.proto writes it, computed for this concentration. An error begins with
/// `file:line:column:` and says what was expected there. `file` is only what errors call it.
Result<Program> read_schedule(const std::string& text, const std::string& file, Concentration concentration);

/// An error about the n-th of a field of the schedule, or about `inner` in that.
using ScheduleError = std::function<Error(const std::string& field, const std::string& what, int n, const std::string& inner)>;
/// One that stands in another file; `wrong` gives an error its place there.
Result<Program> program_of(const programmer::v1::Schedule&, Concentration, const ScheduleError& wrong);

/// Whether any dose a day in it is written per hour; of a text that is no schedule: no.
bool has_hourly_dose(const std::string& schedule);

}  // namespace ipt
