#include "programmer/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/printable.hpp"
#include "programmer/report/labels.hpp"

namespace ipt::report {
namespace {

/// By characters: fmt counts a wide one as two, and a column of a terminal is what is meant.
std::string padded(const std::string& text, std::size_t width) {
  const auto length = static_cast<std::size_t>(length_of(text));
  return text + std::string(width > length ? width - length : 0, ' ');
}

std::string table_text(const Table& table) {
  std::vector<std::size_t> widths;
  const auto measure = [&](const std::vector<std::string>& cells) {
    widths.resize(std::max(widths.size(), cells.size()));
    for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], static_cast<std::size_t>(length_of(printable(cells[i]))));
  };
  measure(table.columns);
  for (const auto& row : table.rows) measure(row.cells);
  const auto line = [&](const std::vector<std::string>& cells, bool is_marked) {
    std::string text = is_marked ? "  * " : "    ";
    for (std::size_t i = 0; i < cells.size(); ++i) text += padded(printable(cells[i]), i + 1 < cells.size() ? widths[i] + 2 : 0);
    return text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
  };
  std::string text = fmt::format("  {}\n", printable(table.caption)) + line(table.columns, false);
  for (const auto& row : table.rows) text += line(row.cells, row.is_marked);
  return text;
}

/// A sentence, broken between words where a line is full.
std::string sentence(const std::string& text) {
  constexpr int full = 100;
  std::string lines = " ";
  int length = 1;
  for (std::size_t begins = 0; begins <= text.size();) {
    const std::size_t ends = std::min(text.find(' ', begins), text.size());
    const std::string word = text.substr(begins, ends - begins);
    if (length > 1 && length + 1 + length_of(word) > full) lines += "\n ", length = 1;
    lines += " " + word;
    length += 1 + length_of(word);
    begins = ends + 1;
  }
  return lines + "\n";
}

std::string heading(const std::string& text, char under) { return fmt::format("{}\n{}\n", text, std::string(static_cast<std::size_t>(length_of(text)), under)); }

std::string section_text(const Section& section) {
  std::string text = "\n" + heading(printable(section.title), '-');
  for (const auto& note : section.notes) text += sentence(printable(note));
  if (section.chart) text += sentence(printable(section.chart->description));
  for (const auto& table : section.tables) text += "\n" + table_text(table);
  return text;
}

}  // namespace

std::string text_of(const Document& document) {
  std::string text = fmt::format("{}\n\n{}", not_a_device, heading(printable(document.title), '='));
  std::size_t width = 0;
  for (const auto& fact : document.facts) width = std::max(width, fact.what.size());
  for (const auto& fact : document.facts) text += fmt::format("  {}  {}\n", padded(fact.what, width), printable(fact.value));
  for (const auto& attention : document.attentions) text += fmt::format("  ATTENTION: {}\n", printable(attention));
  for (const auto& section : document.sections) text += section_text(section);
  return text + fmt::format("\n{}\n", not_a_device);
}

}  // namespace ipt::report
