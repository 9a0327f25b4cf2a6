#pragma once
#include <boost/json.hpp>
#include <string>

#include "programmer/cli/visit.hpp"

/// What a visit has read, as the objects that --json prints.
namespace ipt {

/// The status, how the link is protected, what was settled on the way in, and why nothing may be changed now, if so.
boost::json::object interrogation_json(const Visit&);
/// The program in force, or the one that waits on a stopped pump.
boost::json::object program_json(const Visit&, const Program&);

/// The session report as one HTML page, from a visit of its own.
Result<std::string, Failure> session_report_page(const Words&);

/// Asks for something that is answered by a yes or by a no alone: acknowledge, silence or test an alarm.
std::optional<Failure> consents(Visit&, Request);

}  // namespace ipt
