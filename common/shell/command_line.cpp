#include "common/shell/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>
#include <vector>

#include "common/shell/suggest.hpp"
#include "common/shell/terminal.hpp"

namespace ipt {
namespace {

/// The subcommand that was being read when parsing ended.
const CLI::App* innermost(const CLI::App* app) {
  for (;;) {
    const auto chosen = app->get_subcommands();
    if (chosen.empty()) return app;
    app = chosen.back();
  }
}

std::string full_name(const CLI::App* app) {
  const std::string own = app->get_name();
  return app->get_parent() == nullptr ? own : full_name(app->get_parent()) + ' ' + own;
}

std::vector<std::string> known_words(const CLI::App* app, bool options) {
  std::vector<std::string> words;
  if (options) {
    for (const auto* level = app; level != nullptr; level = level->get_parent())
      for (const auto* option : level->get_options())
        for (const auto& name : option->get_lnames()) words.push_back("--" + name);
  } else {
    for (const auto* command : app->get_subcommands([](const CLI::App*) { return true; }))
      words.push_back(command->get_name());
  }
  return words;
}

/// The first word that nothing knew, and what it may have been meant to be.
Problem usage_problem(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App* at = innermost(&app);
  Problem problem{error.what(), {}, fmt::format("`{} --help` shows what can be said.", full_name(at))};
  const auto unknown = app.remaining(true);
  if (unknown.empty()) return problem;
  std::string word = unknown.front();
  const bool is_option = word.starts_with('-');
  const auto names = known_words(at, is_option);
  if (is_option) word = word.substr(0, word.find('='));
  if (is_option) problem.what = fmt::format("there is no option '{}'", word);
  else if (!names.empty()) problem.what = fmt::format("there is no command '{}'", word);
  else problem.what = fmt::format("'{}' is one word too many", word);
  const auto meant = suggestion(word, names);
  if (!meant.empty()) problem.what += "; " + meant;
  return problem;
}

}  // namespace

std::optional<int> parse_command_line(CLI::App& app, int argc, const char* const* argv) {
  try {
    app.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::Success& success) {
    return app.exit(success);  // --help and --version print on standard output
  } catch (const CLI::ParseError& error) {
    print_error(app.get_name(), usage_problem(app, error));
    return exit_usage;
  }
}

void add_examples(CLI::App& app, std::initializer_list<Example> examples) {
  std::size_t width = 0;
  for (const auto& example : examples) width = std::max(width, example.command.size());
  std::string text = "Examples:";
  for (const auto& [command, what] : examples) text += fmt::format("\n  {:<{}}  {}", command, width, what);
  app.footer(text);
}

void from_environment(CLI::Option* option, const std::string& variable) { option->envname(variable); }

}  // namespace ipt
