#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace ipt {

/// A failure in the three parts that a person needs. The last two may be empty.
struct Problem {
  std::string what;   ///< what happened
  std::string means;  ///< what it means: what is so now, what was not changed
  std::string todo;   ///< what to do
};

/// `programmer: what happened` on standard error, the other parts below it, indented. Control characters are
/// escaped, newlines too.
void print_error(std::string_view program, const Problem& problem);
void print_error(std::string_view program, std::string_view what);

/// Whether a person sits there.
[[nodiscard]] bool stdin_is_terminal();
[[nodiscard]] bool stdout_is_terminal();

/// The next line from standard input, without its newline; waits for it. Nothing at the end of input. Reads not a byte
/// more, so that it goes with whatever waits for input by other means.
[[nodiscard]] std::optional<std::string> read_line();

}  // namespace ipt
