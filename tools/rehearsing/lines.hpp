#pragma once
#include <optional>
#include <string>

#include "tools/rehearsal/rehearsal.hpp"

/// What a line of the pump's log, or a sign of a patient, can be. Whoever expects that something is lacking must name what
/// could be there: a slip of the pen would be lacking for ever.
namespace ipt::rehearsing {

/// What would be right, if no line of the log can begin like this.
std::optional<std::string> wrong_in_log(const std::string& line);
/// The same of a sign that this body may show.
std::optional<std::string> wrong_in_signs(const std::string& sign, const PatientProfile& body);

}  // namespace ipt::rehearsing
