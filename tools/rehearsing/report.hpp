#pragma once
#include <boost/json/fwd.hpp>
#include <string>
#include <vector>

#include "tools/rehearsing/performance.hpp"

namespace ipt::rehearsing {

/// A scenario and what came of it.
struct Played {
  Scenario scenario;
  Performance performance;
};

/// PASS or FAIL by step, for people. Without `all`, of a step that passed one line only.
std::string text_of(const Played&, bool all);
boost::json::object json_of(const Played&);
/// One suite a scenario, one case a step; as CI systems read it.
std::string junit_of(const std::vector<Played>&);

}  // namespace ipt::rehearsing
