#include "common/shell/terminal.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace ipt {
namespace {

void to_stderr(const std::string& text) {
  std::fflush(stdout);  // so that the two come in order where both go to one place
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

}  // namespace

void print_error(std::string_view program, const Problem& problem) {
  std::string text = fmt::format("{}: {}\n", program, problem.what);
  for (const auto& part : {problem.means, problem.todo})
    if (!part.empty()) text += fmt::format("  {}\n", part);
  to_stderr(text);
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
