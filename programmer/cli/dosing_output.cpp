#include "programmer/cli/dosing_output.hpp"

#include <fmt/format.h>

#include "common/shell/json.hpp"
#include "common/shell/printing.hpp"

namespace ipt {
namespace {

const char* mark_of(Basis basis) {
  switch (basis) {
    case Basis::verified: return "verified";
    case Basis::assumed: return "ASSUMED, not verified";
    case Basis::computed: return "computed";
    case Basis::pump: return "this pump";
    case Basis::given: return "given";
  }
  return "";
}

boost::json::array json_of(const Advised& advised, bool cautions) {
  boost::json::array out;
  for (const auto& line : advised.lines) {
    if (line.is_caution != cautions) continue;
    boost::json::object one{{"name", line.name}, {"text", line.text}};
    if (!line.reason.empty()) one["reason"] = line.reason;
    one["certainty"] = name_of(line.basis);
    one["source"] = line.source;
    out.push_back(std::move(one));
  }
  return out;
}

void print_lines(const Advised& advised, bool cautions) {
  for (const auto& line : advised.lines) {
    if (line.is_caution != cautions) continue;
    print_out("  {}  {}\n", cautions ? "CAUTION" : "      -", line.text);
    if (!line.reason.empty()) print_out("           why: {}\n", line.reason);
    print_out("           {}: {}\n", mark_of(line.basis), line.source);
  }
}

}  // namespace

void print_dosing(const Words& words, DosingAnswer answer, const Advised& advised) {
  if (words.json) {
    answer.object["advice"] = json_of(advised, false);
    if (auto cautions = json_of(advised, true); !cautions.empty()) answer.object["cautions"] = std::move(cautions);
    print_json(answer.object);
    return;
  }
  print_out("{}\n", answer.title);
  for (const auto& [what, value] : answer.rows) print_out("  {:<22}  {}\n", what, value);
  print_lines(advised, true);
  print_lines(advised, false);
  print_out("SIMULATION: not for clinical use. Nothing was sent; a clinician decides.\n");
}

}  // namespace ipt
