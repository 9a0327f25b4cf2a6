#pragma once
#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace ipt {

/// First thing in a program that prints. A standard stream that was closed becomes one that gives and takes nothing, so
/// that no file or socket gets its number; and a pipe that nobody reads any more is told as an error, not by a signal.
void begin_output();

/// Last thing in a program that prints: how to end. Where all was done but standard output did not take all that was
/// printed, `exit_unwritten`, told on standard error.
[[nodiscard]] int end_output(std::string_view program, int code);

/// Whether standard output has failed already: what goes on printing may end.
[[nodiscard]] bool output_failed();

/// Lines for people, control characters escaped. Neither throws: an answer that cannot be told does not break off what is
/// being done.
void print_text_out(std::string_view text);
void print_text_note(std::string_view text);

/// On standard output.
template <class... Values>
void print_out(fmt::format_string<Values...> format, Values&&... values) {
  print_text_out(fmt::format(format, std::forward<Values>(values)...));
}
/// On standard error.
template <class... Values>
void print_note(fmt::format_string<Values...> format, Values&&... values) {
  print_text_note(fmt::format(format, std::forward<Values>(values)...));
}

}  // namespace ipt
