#include "common/shell/command_line.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <cstdio>
#include <iostream>

#include "common/shell/json.hpp"
#include "common/shell/suggest.hpp"
#include "common/shell/terminal.hpp"
#include "tests/support/file_bytes.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace ipt;

namespace {

/// What went to one of the process's own outputs while this runs.
template <class Action>
std::string captured(int output, Action action) {
  TemporaryFolder folder;
  std::fflush(nullptr);
  const int kept = ::dup(output);
  const int file = ::open((folder / "out").c_str(), O_WRONLY | O_CREAT, 0600);
  ::dup2(file, output);
  action();
  std::fflush(nullptr);
  std::cout.flush();
  ::dup2(kept, output);
  ::close(kept);
  ::close(file);
  return bytes_of_file(folder / "out");
}

struct Outcome {
  std::optional<int> code;
  std::string messages;
};

/// A program with `dose set AMOUNT --pump P --yes` and `interrogate`.
Outcome run(std::vector<const char*> words, std::string* pump = nullptr) {
  CLI::App app("A program.", "programmer");
  app.require_subcommand(1);
  std::string endpoint, amount;
  bool yes = false;
  from_environment(app.add_option("--pump", endpoint), "IPT_TEST_PUMP");
  app.add_flag("--yes", yes);
  app.add_subcommand("interrogate");
  auto* dose = app.add_subcommand("dose");
  dose->require_subcommand(1);
  dose->add_subcommand("set")->add_option("amount", amount)->required();
  add_examples(app, {{"programmer interrogate", "read the pump"}, {"programmer dose set 120mcg/day", "change it"}});
  words.insert(words.begin(), "programmer");
  Outcome outcome;
  outcome.messages = captured(STDERR_FILENO, [&] {
    outcome.code = parse_command_line(app, static_cast<int>(words.size()), words.data());
  });
  if (pump != nullptr) *pump = endpoint;
  return outcome;
}

}  // namespace

TEST_CASE("a usage error ends with 2 and says what may have been meant") {
  CHECK_FALSE(run({"interrogate"}).code);
  const Outcome command = run({"interogate"});
  CHECK(command.code == 2);
  CHECK(command.messages ==
        "programmer: there is no command 'interogate'; did you mean 'interrogate'?\n"
        "  `programmer --help` shows what can be said.\n");
  const Outcome option = run({"dose", "set", "1mcg/day", "--yse"});
  CHECK(option.code == 2);
  CHECK(option.messages.find("there is no option '--yse'; did you mean '--yes'?") != std::string::npos);
  CHECK(option.messages.find("`programmer dose set --help`") != std::string::npos);
  CHECK(run({"dose", "set", "1mcg/day", "2"}).messages.find("'2' is one word too many") != std::string::npos);
  CHECK(run({"dose", "set"}).messages.find("amount is required") != std::string::npos);
  CHECK(run({}).code == 2);
}

TEST_CASE("help goes to standard output, ends with 0 and shows examples") {
  Outcome outcome;
  const std::string help = captured(STDOUT_FILENO, [&] { outcome = run({"--help"}); });
  CHECK(outcome.code == 0);
  CHECK(outcome.messages.empty());
  CHECK(help.find("Examples:\n  programmer interrogate          read the pump\n") != std::string::npos);
  CHECK(help.find("IPT_TEST_PUMP") != std::string::npos);
}

TEST_CASE("a flag wins over the environment") {
  std::string pump;
  ::setenv("IPT_TEST_PUMP", "/from/environment", 1);
  CHECK_FALSE(run({"interrogate"}, &pump).code);
  CHECK(pump == "/from/environment");
  CHECK_FALSE(run({"--pump", "/from/flag", "interrogate"}, &pump).code);
  CHECK(pump == "/from/flag");
  ::unsetenv("IPT_TEST_PUMP");
}

TEST_CASE("close words are suggested, far ones are not") {
  const std::vector<std::string> known{"interrogate", "refill", "resume", "stop", "watch"};
  CHECK(did_you_mean("refil", known) == std::vector<std::string>{"refill"});
  CHECK(did_you_mean("sotp", known) == std::vector<std::string>{"stop"});
  CHECK(did_you_mean("re", known) == std::vector<std::string>{"refill", "resume"});
  CHECK(did_you_mean("inter", known) == std::vector<std::string>{"interrogate"});
  CHECK(did_you_mean("banana", known).empty());
  CHECK(suggestion("banana", known).empty());
}

TEST_CASE("lines are read one at a time, and not a byte beyond") {
  const int kept = ::dup(STDIN_FILENO);
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  REQUIRE(::write(ends[1], "yes\n\nlast", 9) == 9);
  ::close(ends[1]);
  ::dup2(ends[0], STDIN_FILENO);
  CHECK(read_line() == "yes");
  CHECK(read_line() == "");
  CHECK(read_line() == "last");
  CHECK_FALSE(read_line());
  ::dup2(kept, STDIN_FILENO);
  ::close(kept);
  ::close(ends[0]);
}

TEST_CASE("an error is told in three lines: what happened, what it means, what to do") {
  const auto print = [] { print_error("programmer", {"no answer.", "The dose is unchanged.", "Try again."}); };
  CHECK(captured(STDERR_FILENO, print) == "programmer: no answer.\n  The dose is unchanged.\n  Try again.\n");
}

TEST_CASE("JSON keeps its keys in order, on one line for machines and indented for people") {
  boost::json::object object{{"serial", "A"}, {"alarms", boost::json::array{}}, {"doses", {1, 2}}, {"name", "a \"b\""}};
  CHECK(json_line(object) == R"({"serial":"A","alarms":[],"doses":[1,2],"name":"a \"b\""})");
  CHECK(json_indented(object) ==
        "{\n  \"serial\": \"A\",\n  \"alarms\": [],\n  \"doses\": [\n    1,\n    2\n  ],\n  \"name\": \"a \\\"b\\\"\"\n}");
  CHECK(captured(STDOUT_FILENO, [&] { print_json(object); }) == json_line(object) + "\n");
}
