#pragma once
#include <string>

namespace CLI {
class App;
}

namespace ipt {

struct Words;

/// What the command line says to `programmer dosing`, before it is understood.
struct DosingWords {
  std::string bolus, outcome, since, lasted;             // screening, start
  std::string group, dose, to, since_start;              // titrate
  std::string from_concentration, to_concentration, new_dose, path;  // bridge
  std::string volume, concentration, lasts, level, stability, capacity;  // interval
  std::string amount, every, present;                    // convert
};

/// Adds the commands of `programmer dosing`.
void add_dosing_help(CLI::App&, Words&);

}  // namespace ipt
