#include "programmer/cli/terminal_attendant.hpp"

#include <fmt/format.h>

#include "common/shell/json.hpp"
#include "common/shell/printing.hpp"
#include "programmer/cli/output.hpp"
#include "programmer/core/review.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

/// For people: on standard output, unless that is for a machine.
void show(const Words& words, const std::string& text) {
  if (words.json) return print_text_note(text);
  print_text_out(text);
  std::fflush(stdout);
}

}  // namespace

void TerminalAttendant::settled(const Visit& visit) { print_settled(visit); }

std::optional<bool> TerminalAttendant::agrees(Visit& visit, const char* question, bool keep_control) const {
  if (words_.yes) return true;
  if (!stdin_is_terminal()) return {};
  std::fflush(stdout);
  print_note("{} [y/N] ", question);
  std::fflush(stderr);
  const auto line = visit.client().read_line(keep_control);
  return line == "y" || line == "Y" || line == "yes";
}

std::optional<bool> TerminalAttendant::goes_on(Visit& visit, const std::vector<Caution>& cautions) {
  cautions_ = cautions;
  for (const auto& caution : cautions) print_note("CAUTION  {}\n", caution.text);
  return agrees(visit, "Nothing has been sent yet. Go on all the same?", false);
}

std::optional<bool> TerminalAttendant::commits(Visit& visit, const Intent& intent, const ChangeResult& change) {
  const Receipt& receipt = *change.receipt;
  std::string text = fmt::format("\n{}\nAs pump {} read it:\n{}", intent.what, words::escaped(visit.info().serial), review_text(review(receipt.now, receipt.after)));
  text += programs_text(change.program, received_program(receipt));
  for (const auto warning : receipt.warnings) text += fmt::format("  WARNING  {}\n", words::sentence(warning));
  show(words_, text);
  return agrees(visit, "Commit this?", true);
}

void TerminalAttendant::ended(const Visit& visit, const Intent& intent, const ChangeResult& change) { print_result(visit, intent, change); }

void TerminalAttendant::failed(const Failure& failure) {
  if (!words_.json || cautions_.empty()) {
    fail(words_, failure);
    return;
  }
  print_json(boost::json::object{{"error", failure.problem.what}, {"cautions", json_of(cautions_)}});
  print_error("programmer", failure.problem);
}

}  // namespace ipt
