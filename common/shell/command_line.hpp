#pragma once
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace ipt {

enum ExitCode : int { exit_done = 0, exit_refused = 1, exit_usage = 2, exit_unreachable = 3, exit_uncertain = 4 };

/// Parses. Nothing: go on. A number: end with it (0 after --help or --version, 2 after a usage error, which is told on
/// standard error with a did-you-mean and where to find help).
std::optional<int> parse_command_line(CLI::App& app, int argc, const char* const* argv);

struct Example {
  std::string command;
  std::string what;
};
/// Shown below --help, one command a line with what it does.
void add_examples(CLI::App& app, std::initializer_list<Example> examples);

/// The value may come from the environment; the flag wins. --help names the variable.
void from_environment(CLI::Option* option, const std::string& variable);

}  // namespace ipt
