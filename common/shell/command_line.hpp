#pragma once
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "common/shell/terminal.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace ipt {

enum ExitCode : int { exit_done = 0, exit_refused = 1, exit_usage = 2, exit_unreachable = 3, exit_uncertain = 4, exit_unwritten = 5 };

/// The part of the help of every program that ends with exit_unwritten.
inline constexpr const char* unwritten_help = "5 done, but standard output or a recording could not be written";

/// Tells why a command failed: the sentences on standard error and, with `json`, one object with `error` on standard
/// output. Gives `code` back.
int tell_failure(std::string_view program, bool json, int code, const Problem&);

/// Parses. Nothing: go on. A number: end with it (0 after --help or --version, 2 after a usage error, which is told like
/// any failure, with a did-you-mean and where to find help; as JSON too if --json stands among the words).
/// No option and no word takes an empty value: it mostly comes from a variable that is not set.
std::optional<int> parse_command_line(CLI::App& app, int argc, const char* const* argv);

struct Example {
  std::string command;
  std::string what;
};
/// Shown below --help, one command a line with what it does.
void add_examples(CLI::App& app, std::initializer_list<Example> examples);

/// Before the examples: how the program ends.
void add_exit_codes(CLI::App& app, const std::string& codes);

/// For what goes out in a message: bytes that are no UTF-8 are refused as usage, with a sentence. Gives the option back.
CLI::Option* must_be_text(CLI::Option* option);

/// For a number in an unsigned type, which would take -1 as its largest and 010 as eight: digits only.
CLI::Option* must_be_whole(CLI::Option* option);

/// The value may come from the environment; the flag wins. --help names the variable.
void from_environment(CLI::Option* option, const std::string& variable);

}  // namespace ipt
