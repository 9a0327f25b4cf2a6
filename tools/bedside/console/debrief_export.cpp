// A debriefing as JSON and as a table.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "tools/bedside/console/debrief.hpp"

namespace ipt {
namespace {

namespace json = boost::json;

json::value shown(const std::optional<int>& score) { return score ? json::value(*score) : json::value(nullptr); }

std::string written(const std::optional<int>& score) { return score ? fmt::format("{}", *score) : "n.a."; }

/// Quoted, so that commas and lines stay inside; what a spreadsheet would take for a formula is marked as text.
std::string cell(std::string text) {
  if (!text.empty() && std::string_view("=+-@\t").find(text.front()) != std::string_view::npos) text.insert(0, "'");
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + '"';
}

std::string row(std::initializer_list<std::string> cells) {
  std::string out;
  for (const auto& one : cells) out += (out.empty() ? "" : ",") + cell(one);
  return out + "\r\n";
}

}  // namespace

json::object debrief_json(const Debrief& debrief, const ScoreOverrides& overrides) {
  json::array items, harms;
  for (const auto& item : debrief.items) {
    json::object out{{"step", item.step}, {"what", item.what}, {"score", shown(item.score)}, {"evidence", item.evidence}, {"harmful", item.harmful}};
    if (const auto over = overrides.find(item.step); over != overrides.end()) out["override"] = json::object{{"score", shown(over->second.score)}, {"why", over->second.why}};
    items.push_back(std::move(out));
  }
  for (const auto& harm : debrief.harms) harms.push_back(json::object{{"name", harm.name}, {"text", harm.text}, {"entry", harm.entry}});
  return {{"items", std::move(items)}, {"harms", std::move(harms)}};
}

std::string debrief_csv(const Debrief& debrief, const ScoreOverrides& overrides) {
  std::string out = row({"kind", "name", "what", "score", "override", "why", "evidence", "harmful"});
  for (const auto& item : debrief.items) {
    const auto over = overrides.find(item.step);
    const bool is_over = over != overrides.end();
    out += row({"step", item.step, item.what, written(item.score), is_over ? written(over->second.score) : "", is_over ? over->second.why : "", item.evidence, item.harmful ? "yes" : ""});
  }
  for (const auto& harm : debrief.harms) out += row({"harm", harm.name, harm.text, "", "", "", fmt::format("entry {}", harm.entry), "yes"});
  return out;
}

}  // namespace ipt
