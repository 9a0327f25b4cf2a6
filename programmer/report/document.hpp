#pragma once
#include <optional>
#include <string>
#include <vector>

#include "programmer/report/chart.hpp"

/// A report before it has a form: what it says, in order. Texts stand here as they came; whoever writes them escapes them.
namespace ipt::report {

inline constexpr const char* not_a_device = "SIMULATION \u2013 not a medical device, not for clinical use";
/// Where there is nothing to tell. No cell is left empty.
inline constexpr const char* nothing = "\u2013";

struct Row {
  std::vector<std::string> cells;
  bool is_marked = false;  ///< it differs, or needs a look
};

struct Table {
  std::string caption;
  std::vector<std::string> columns;
  std::vector<Row> rows;  ///< each with a cell a column
};

struct Fact {
  std::string what;
  std::string value;
};

struct Section {
  std::string title;
  std::vector<std::string> notes;
  std::optional<Chart> chart;
  std::vector<Table> tables;
};

struct Document {
  std::string title;
  std::vector<Fact> facts;               ///< whose report it is
  std::vector<std::string> attentions;  ///< what must not be overlooked
  std::vector<Section> sections;
};

}  // namespace ipt::report
