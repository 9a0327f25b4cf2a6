#pragma once
#include <string>
#include <vector>

#include "programmer/core/advice.hpp"

/// What was advised, by name; cautions apart.
inline std::vector<std::string> cautions_of(const ipt::Advised& advised) {
  std::vector<std::string> names;
  for (const auto& line : advised.lines) {
    if (line.is_caution) names.push_back(line.name);
  }
  return names;
}

/// The text of a line; empty if there is none of this name.
inline std::string text_of_line(const ipt::Advised& advised, const std::string& name) {
  const auto* line = advised.find(name);
  return line == nullptr ? std::string() : line->text;
}

/// Whether every line has a text and says where it comes from; a figure says why as well.
inline bool all_have_sources(const ipt::Advised& advised) {
  for (const auto& line : advised.lines) {
    if (line.text.empty() || line.source.empty()) return false;
    if ((line.is_caution || line.basis != ipt::Basis::computed) && line.reason.empty()) return false;
  }
  return !advised.lines.empty();
}
