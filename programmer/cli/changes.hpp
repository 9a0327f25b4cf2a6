#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "programmer/cli/change_command.hpp"

/// Words into operations, one function a command: the terminal's and the page's alike. What cannot be understood is refused
/// before the pump is asked anything.
namespace ipt {

// therapy.cpp
Result<MakeIntent, Failure> dose_set(const Words&);
Result<MakeIntent, Failure> dose_increase(const Words&);
Result<MakeIntent, Failure> dose_decrease(const Words&);
Result<MakeIntent, Failure> schedule_set(const Words&);
Result<MakeIntent, Failure> bolus(const Words&);
Result<MakeIntent, Failure> resume(const Words&);
Result<MakeIntent, Failure> clock_set(const Words&);
Result<MakeIntent, Failure> alarms_settings(const Words&);
// path.cpp
Result<MakeIntent, Failure> prime(const Words&);
Result<MakeIntent, Failure> bridge(const Words&);
Result<MakeIntent, Failure> patient_limits(const Words&);
// refill.cpp
Result<MakeIntent, Failure> refill_in_one(const Words&);
/// With steps that were told one by one.
Result<MakeIntent, Failure> refill_of(const Words&, RefillAccount);

/// A schedule in text format, from a file or as it was typed.
struct WrittenSchedule {
  std::string text;
  std::string name;  ///< as errors and records call it
};
Result<WrittenSchedule> written_schedule(const Words&);

/// By the command's name, such as "dose set"; nothing: there is no such change. A refill is `refill_in_one`.
std::optional<Prepare> change_named(std::string_view command);

}  // namespace ipt
