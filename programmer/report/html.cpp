#include "programmer/report/html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "common/digest.hpp"
#include "programmer/report/element.hpp"
#include "programmer/report/labels.hpp"
#include "programmer/report/style.hpp"
#include "programmer/report/svg.hpp"

namespace ipt::report {
namespace {

pugi::xml_node with_class(pugi::xml_node node, const char* name) {
  put(node, "class", name);
  return node;
}

/// Nothing is loaded, run, sent or based elsewhere, and no style counts but this one.
std::string policy() {
  const Digest digest = sha256(style);
  return fmt::format("default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'", base64({reinterpret_cast<const char*>(digest.data()), digest.size()}));
}

void put_head(pugi::xml_node page, const Document& document) {
  auto head = element(page, "head");
  put(element(head, "meta"), "charset", "utf-8");
  auto guard = element(head, "meta");
  put(guard, "http-equiv", "Content-Security-Policy");
  put(guard, "content", policy());
  auto viewport = element(head, "meta");
  put(viewport, "name", "viewport");
  put(viewport, "content", "width=device-width, initial-scale=1");
  element(head, "title", document.title);
  element(head, "style").append_child(pugi::node_pcdata).set_value(style);
}

/// No figure is parted from its unit where a line ends, nor an arrow in two.
std::string kept_together(const std::string& text) {
  constexpr const char* units[] = {"mcg", "mL", "%", "min", "h", "days"};
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = std::string_view(text).substr(i);
    const bool is_before_unit = rest.size() > 1 && i > 0 && text[i - 1] >= '0' && text[i - 1] <= '9' && std::ranges::any_of(units, [&](const char* unit) { return rest.substr(1).starts_with(unit); });
    if (rest.starts_with(" -> ")) out += " \u2192", i += 2;
    else if (rest.front() == ' ' && is_before_unit) out += "\u00A0";
    else out += text[i];
  }
  return out;
}

/// A word or a date is never broken in two.
constexpr int short_cell = 20;
void put_cell(pugi::xml_node row, const char* name, const std::string& text) {
  auto cell = element(row, name, text.empty() ? nothing : kept_together(text));
  if (length_of(text) <= short_cell) put(cell, "class", "short");
}

/// A table of no more cells stands on one page of paper.
constexpr std::size_t most_cells_whole = 36;
void put_table(pugi::xml_node parent, const Table& table) {
  auto node = element(parent, "table");
  if (table.rows.size() * table.columns.size() <= most_cells_whole) put(node, "class", "whole");
  element(node, "caption", table.caption);
  auto head = element(element(node, "thead"), "tr");
  for (const auto& column : table.columns) put(element(head, "th", column.empty() ? nothing : column), "scope", "col");
  auto body = element(node, "tbody");
  for (const auto& row : table.rows) {
    auto line = element(body, "tr");
    if (row.is_marked) put(line, "class", "marked");
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      put_cell(line, i == 0 ? "th" : "td", row.cells[i]);
      if (i == 0) put(line.last_child(), "scope", "row");
    }
  }
}

void put_section(pugi::xml_node parent, const Section& section, const std::string& id) {
  auto node = element(parent, "section");
  put(node, "aria-labelledby", id);
  put(element(node, "h2", section.title), "id", id);
  for (const auto& note : section.notes) with_class(element(node, "p", note), "note");
  if (section.chart) {
    auto figure = element(node, "figure");
    element(figure, "figcaption", section.chart->title);
    draw(figure, *section.chart, id + "-chart");
    with_class(element(figure, "p", section.chart->description), "note");
  }
  for (const auto& table : section.tables) put_table(node, table);
}

void put_body(pugi::xml_node page, const Document& document) {
  auto body = element(page, "body");
  auto header = element(body, "header");
  with_class(element(header, "p", not_a_device), "banner");
  element(header, "h1", document.title);
  auto facts = with_class(element(header, "dl"), "facts");
  for (const auto& fact : document.facts) {
    element(facts, "dt", fact.what);
    element(facts, "dd", fact.value.empty() ? nothing : fact.value);
  }
  for (const auto& attention : document.attentions) with_class(element(header, "p", "ATTENTION: " + attention), "attention");
  auto main = element(body, "main");
  for (std::size_t i = 0; i < document.sections.size(); ++i) put_section(main, document.sections[i], fmt::format("section-{}", i + 1));
  with_class(element(element(body, "footer"), "p", not_a_device), "banner");
}

}  // namespace

std::string html_of(const Document& document) {
  pugi::xml_document page;
  page.append_child(pugi::node_doctype).set_value("html");
  auto html = element(page, "html");
  put(html, "lang", "en");
  put_head(html, document);
  put_body(html, document);
  std::ostringstream out;
  page.save(out, " ", pugi::format_indent | pugi::format_no_declaration, pugi::encoding_utf8);
  return std::move(out).str();
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t here = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) group = group << 8 | (j < here ? static_cast<std::uint8_t>(bytes[i + j]) : 0U);
    for (std::size_t j = 0; j < 4; ++j) out += j <= here ? digits[group >> (18 - 6 * j) & 0x3FU] : '=';
  }
  return out;
}

}  // namespace ipt::report
