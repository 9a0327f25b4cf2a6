#pragma once
#include <string>
#include <string_view>

namespace ipt {

/// A failure in the three parts that a person needs. The last two may be empty.
struct Problem {
  std::string what;   ///< what happened
  std::string means;  ///< what it means: what is so now, what was not changed
  std::string todo;   ///< what to do
};

/// `programmer: what happened` on standard error, the other parts below it, indented.
void print_error(std::string_view program, const Problem& problem);
void print_error(std::string_view program, std::string_view what);

/// Whether a person sits there.
[[nodiscard]] bool stdin_is_terminal();
[[nodiscard]] bool stdout_is_terminal();
/// A terminal, and neither NO_COLOR set nor TERM=dumb.
[[nodiscard]] bool stdout_wants_colour();

enum class Consent { yes, no, nobody_there };
/// Asks on standard error and reads one line. Anything but y or yes is no. Never asks, and never waits, when standard
/// input is no terminal.
[[nodiscard]] Consent ask(std::string_view question);

}  // namespace ipt
