#pragma once
#include <boost/json.hpp>
#include <string>

#include "common/shell/terminal.hpp"
#include "programmer/core/caution.hpp"
#include "programmer/core/change.hpp"

/// What the programmer says. In JSON the fields have the protocol's names and units; dates are days of the pump's own
/// calendar, or null with a second field that says why.
namespace ipt {

/// `name`: the day, or null beside `name_absent` with the reason.
void put_date(boost::json::object& to, const std::string& name, const Date&);
boost::json::object json_of(const Alarm&);
boost::json::object json_of(const CriticalValues&);
boost::json::object json_of(const Refusal&);
boost::json::object json_of(const LogEntry&);
boost::json::object json_of(const Program&);
boost::json::object json_of(const BolusProgress&);
boost::json::array json_of(const std::vector<Caution>&);
boost::json::array json_of(const std::vector<Warning>&);
/// Everything that `interrogate` tells.
boost::json::object json_of(const Status&, const Info&, const Response& header);

/// The same for people, ended by a newline.
std::string text_of(const Status&, const Info&, const Response& header);
std::string text_of(const Program&);
std::string text_of(const Alarm&);
std::string text_of(const LogEntry&);
/// A no in the three parts that a person needs: the pump's, or ours by the limits that the pump told.
Problem problem_of(const Refusal&, bool by_pump = true);

}  // namespace ipt
