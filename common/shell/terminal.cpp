#include "common/shell/terminal.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

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

bool stdout_wants_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  if (no_colour != nullptr && *no_colour != '\0') return false;
  return stdout_is_terminal() && (terminal == nullptr || std::string_view(terminal) != "dumb");
}

Consent ask(std::string_view question) {
  if (!stdin_is_terminal()) return Consent::nobody_there;
  to_stderr(fmt::format("{} [y/N] ", question));
  std::string answer;
  for (int letter = std::getc(stdin); letter != EOF && letter != '\n'; letter = std::getc(stdin)) {
    if (answer.size() < 16) answer += static_cast<char>(letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter);
  }
  return answer == "y" || answer == "yes" ? Consent::yes : Consent::no;
}

}  // namespace ipt
