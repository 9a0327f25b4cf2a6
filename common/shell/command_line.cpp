#include "common/shell/command_line.hpp"

#include <fmt/format.h>

#include <charconv>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <cstdio>
#include <string>
#include <vector>

#include "common/printable.hpp"
#include "common/shell/json.hpp"
#include "common/shell/suggest.hpp"

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

void refuse_empty_values(CLI::App& app) {
  const auto not_empty = [](const std::string& word) { return word.empty() ? std::string("it is empty: an unset variable, perhaps?") : std::string(); };
  for (auto* option : app.get_options([](const CLI::Option* one) { return one->get_items_expected_max() > 0; })) option->check(not_empty);
  for (auto* command : app.get_subcommands([](CLI::App*) { return true; })) refuse_empty_values(*command);
}

/// Parsing ended somewhere, so the words themselves are looked through.
bool asks_for_json(const CLI::App& app, int argc, const char* const* argv) {
  if (app.get_option_no_throw("--json") == nullptr) return false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--") return false;
    if (word == "--json") return true;
  }
  return false;
}

}  // namespace

int tell_failure(std::string_view program, bool json, int code, const Problem& problem) {
  if (json) print_json(boost::json::object{{"error", problem.what}});
  print_error(program, problem);
  return code;
}

std::optional<int> parse_command_line(CLI::App& app, int argc, const char* const* argv) {
  refuse_empty_values(app);
  try {
    app.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::Success& success) {
    return app.exit(success);  // --help and --version print on standard output
  } catch (const CLI::ParseError& error) {
    return tell_failure(app.get_name(), asks_for_json(app, argc, argv), exit_usage, usage_problem(app, error));
  }
}

void add_examples(CLI::App& app, std::initializer_list<Example> examples) {
  std::size_t width = 0;
  for (const auto& example : examples) width = std::max(width, example.command.size());
  std::string text = "Examples:";
  for (const auto& [command, what] : examples) text += fmt::format("\n  {:<{}}  {}", command, width, what);
  app.footer(text);
}

void add_exit_codes(CLI::App& app, const std::string& codes) {
  const std::string examples = app.get_footer();
  app.footer(fmt::format("Exit codes: {}.{}{}", codes, examples.empty() ? "" : "\n\n", examples));
}

CLI::Option* must_be_text(CLI::Option* option) {
  return option->check([](const std::string& word) { return is_utf8(word) ? std::string() : fmt::format("'{}' is no UTF-8 text", word); });
}

CLI::Option* must_be_whole(CLI::Option* option) {
  return option->check([](const std::string& word) {
    std::uint64_t number = 0;
    const auto [end, fault] = std::from_chars(word.data(), word.data() + word.size(), number);
    const bool digits = word.empty() || (fault == std::errc() && end == word.data() + word.size());  // too great a one is refused as well
    return digits && (word.size() < 2 || word[0] != '0') ? std::string() : fmt::format("'{}' is no whole number: write it like 0, 7 or 120", word);
  });
}

void from_environment(CLI::Option* option, const std::string& variable) { option->envname(variable); }

}  // namespace ipt
