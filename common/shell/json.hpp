#pragma once
#include <boost/json/fwd.hpp>
#include <string>

namespace ipt {

/// Always valid UTF-8, whatever bytes the texts hold. Indented by two spaces, for people. Keys stand in the order in which they were put in, the same at every run.
std::string json_indented(const boost::json::value& value);

/// On one line, for machines: one value a line is JSON Lines.
std::string json_line(const boost::json::value& value);

/// To standard output, with its newline: indented if that is a terminal, else on one line.
void print_json(const boost::json::value& value);

}  // namespace ipt
