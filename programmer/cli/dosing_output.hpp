#pragma once
#include <boost/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "programmer/cli/words.hpp"
#include "programmer/core/advice.hpp"

namespace ipt {

/// What dosing help answers: for people rows and lines, for a machine one object.
struct DosingAnswer {
  std::string title;
  std::vector<std::pair<std::string, std::string>> rows;
  boost::json::object object;  ///< `advice` and `cautions` are put in when it is printed
};

/// Prints the answer with its advice: cautions first, each line with its reason and its source.
void print_dosing(const Words&, DosingAnswer, const Advised&);

}  // namespace ipt
