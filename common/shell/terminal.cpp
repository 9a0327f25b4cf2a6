#include "common/shell/terminal.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "common/printable.hpp"
#include "common/shell/printing.hpp"

namespace ipt {

void print_error(std::string_view program, const Problem& problem) {
  std::string text = fmt::format("{}: {}\n", program, printable(problem.what));
  for (const auto& part : {problem.means, problem.todo})
    if (!part.empty()) text += fmt::format("  {}\n", printable(part));
  print_text_note(text);
}

void print_error(std::string_view program, std::string_view what) {
  print_error(program, Problem{std::string(what), {}, {}});
}

bool stdin_is_terminal() { return ::isatty(STDIN_FILENO) == 1; }
bool stdout_is_terminal() { return ::isatty(STDOUT_FILENO) == 1; }

std::optional<std::string> read_line() {
  std::string line;
  for (char letter = 0; ::read(STDIN_FILENO, &letter, 1) == 1;) {
    if (letter == '\n') return line;
    line += letter;
  }
  if (line.empty()) return {};
  return line;
}

}  // namespace ipt
