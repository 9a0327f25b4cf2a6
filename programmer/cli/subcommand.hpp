#pragma once
#include <CLI/CLI.hpp>

#include "programmer/cli/words.hpp"

namespace ipt {

/// A command of the table in programmer/main.cpp, by its full name.
inline CLI::App* command(CLI::App* parent, const char* name, const char* what, const char* full_name, Words& words) {
  auto* added = parent->add_subcommand(name, what);
  added->callback([&words, full_name] { words.command = full_name; });
  return added;
}

/// A word that needs another one behind it.
inline CLI::App* group(CLI::App& app, const char* name, const char* what) {
  auto* added = app.add_subcommand(name, what);
  added->require_subcommand(1);
  return added;
}

/// words_clinic.cpp
void add_clinic(CLI::App& app, Words& words);
/// words_console.cpp
void add_console(CLI::App& app, Words& words);

}  // namespace ipt
