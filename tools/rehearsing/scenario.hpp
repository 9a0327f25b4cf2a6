#pragma once
#include <optional>
#include <string>
#include <vector>

#include "tools/rehearsing/acts.hpp"
#include "tools/rehearsing/facts.hpp"

namespace ipt::rehearsing {

enum class WhoKnows { no_incident = 1, the_pump, the_programmer, nobody };
std::string name(WhoKnows);  ///< "the programmer can know"

/// One thing that is expected, and who is asked.
struct Check {
  std::string name;  ///< "pump_says.reservoir"
  int line = 0;
  Expected expected;
  std::function<Fact(const Play&)> answer;
};

struct Step {
  int line = 0;
  Milliseconds at{};  ///< since the start
  std::string say;
  std::optional<Act> act;
  std::vector<Check> checks;
};

/// A file of proto/scenario/v1, read and judged to make sense.
struct Scenario {
  std::string file;
  std::string title;
  std::string moral;
  std::string source;
  WhoKnows who_knows = WhoKnows::no_incident;
  std::uint64_t seed = 0;
  std::string profile;
  std::string patient;
  std::optional<PatientProfile> body;
  Delivered start;
  std::vector<Step> steps;
};

/// An error begins with `file:line:column: field:` and says what was expected there. A scenario that expects nothing is
/// refused. `file` is only what errors call it.
Result<Scenario> parse_scenario(std::string_view text, const std::string& file);
Result<Scenario> load_scenario(const std::string& path);

}  // namespace ipt::rehearsing
