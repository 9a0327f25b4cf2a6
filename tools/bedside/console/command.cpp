#include "tools/bedside/console/command.hpp"

#include <stdlib.h>

#include <CLI/CLI.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/json.hpp>
#include <filesystem>

#include "common/shell/command_line.hpp"
#include "common/shell/files.hpp"
#include "common/shell/json.hpp"
#include "common/shell/printing.hpp"
#include "tools/bedside/console/console.hpp"

namespace ipt {
namespace {

/// For bookmarks; it goes when the console goes.
struct Folder {
  std::string path = (std::filesystem::temp_directory_path() / "ipt-console-XXXXXX").string();
  bool exists = ::mkdtemp(path.data()) != nullptr;
  Folder() = default;
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    if (exists) std::filesystem::remove_all(path, ignored);
  }
};

}  // namespace

void add_console(CLI::App& app, ConsoleWords& words, std::string& chosen) {
  auto* console = app.add_subcommand("console", "The instructor's page, and the learner's hands: serves both until it is ended");
  console->add_option("--host", words.host, "Loopback address to serve at")->capture_default_str();
  must_be_whole(console->add_option("--port", words.port, "Port to serve at; 0: any free one")->capture_default_str());
  console->add_option("--ready-file", words.ready_file, "Written once it serves: one line of JSON with the addresses, readable by its owner");
  console->add_option("--learner-origin", words.learner_origins, "The learner's page, as http://127.0.0.1:7510: it may reach the hands. May be given more than once");
  console->add_option("--learner", words.learner, "Address of the learner's page, to be shown to the instructor. Default: the first --learner-origin");
  console->callback([&chosen] { chosen = "console"; });
}

int run_console(const Endpoint& bedside, const ConsoleWords& words, bool json) {
  const auto fail = [&](int code, const std::string& text) { return tell_failure("bedside", json, code, {text, {}, {}}); };
  Folder folder;
  if (!folder.exists) return fail(exit_refused, "Cannot make a folder for bookmarks in " + std::filesystem::temp_directory_path().string() + ".");
  boost::asio::io_context io(1);
  ConsoleSetup setup{words.host, words.port, words.learner_origins, words.learner, folder.path};
  if (setup.learner.empty() && !words.learner_origins.empty()) setup.learner = words.learner_origins.front();
  Console console(io, bedside, std::move(setup));
  if (const auto error = console.start()) return fail(exit_usage, error->text);
  boost::asio::signal_set signals(io, SIGINT, SIGTERM);
  signals.async_wait([&](boost::system::error_code error, int) {
    if (!error) console.stop();
  });
  const auto addresses = console.addresses();
  if (!words.ready_file.empty()) {
    if (const auto error = write_file_atomically(words.ready_file, json_line(addresses) + "\n")) return fail(exit_refused, error->text);
  }
  print_note("bedside console: {}. Who has an address below may act with it: give the learner only that of the hands.\n", simulation_sentence);
  if (json) {
    print_text_out(json_line(addresses) + "\n");
  } else {
    for (const char* name : {"instructor", "hands"}) print_out("{} {}\n", name, addresses.at(name).as_string().c_str());
  }
  std::fflush(stdout);
  io.run();
  return exit_done;
}

}  // namespace ipt
