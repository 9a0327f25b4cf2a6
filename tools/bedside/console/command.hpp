#pragma once
#include <string>
#include <vector>

#include "common/shell/endpoint.hpp"

namespace CLI {
class App;
}

namespace ipt {

/// `bedside console`, as it was asked for.
struct ConsoleWords {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;
  std::string ready_file, learner;
  std::vector<std::string> learner_origins;
};

/// Adds the command, which leaves the name "console" in `chosen`.
void add_console(CLI::App&, ConsoleWords&, std::string& chosen);

/// Serves until a signal ends it. Gives the exit code back.
int run_console(const Endpoint& bedside, const ConsoleWords&, bool json);

}  // namespace ipt
