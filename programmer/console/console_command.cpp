#include "programmer/console/console_command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/signal_set.hpp>
#include <boost/json.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>

#include "common/shell/command_line.hpp"
#include "common/shell/files.hpp"
#include "common/shell/json.hpp"
#include "common/shell/printing.hpp"
#include "common/shell/web_gate.hpp"
#include "common/web/pages.hpp"
#include "programmer/cli/change_command.hpp"
#include "programmer/console/console.hpp"

namespace ipt {
namespace {

namespace asio = boost::asio;

/// How long whoever waits for the pump may take to end, from the signal on.
constexpr std::chrono::milliseconds ending{1'700};

Failure usage(std::string what) { return {exit_usage, {std::move(what), "Nothing was started.", {}}}; }

boost::json::object ready_line(const std::string& address, const std::string& token) {
  return {{"address", fmt::format("http://{}/#token={}", address, token)}, {"origin", "http://" + address}, {"link", fmt::format("ws://{}/link", address)}, {"token", token}, {"pid", ::getpid()}};
}

void say_where(const Words& words, const boost::json::object& line) {
  if (words.json) print_json(line);
  else print_out("The learner's page (SIMULATION, not a medical device):\n  {}\n", std::string_view(line.at("address").as_string()));
  std::fflush(stdout);
}

/// Until a signal.
std::optional<Failure> serve(const Words& words, const std::optional<HandsLink>& hands) {
  asio::io_context io(1);
  asio::signal_set signals(io, SIGINT, SIGTERM);
  Words of_pages = words;
  of_pages.yes = of_pages.json = false;  // at a page a person decides, and nothing is printed
  Console console(io, of_pages, hands);
  const std::string token = web_token();
  WebSetup setup;
  setup.port = static_cast<std::uint16_t>(words.console.port);
  setup.assets = learner_page();
  setup.doors = {console.door(token)};
  if (hands) setup.connect_to = {hands->origin};
  setup.refused = [](std::string_view line) { print_note("programmer: refused at the page's door: {}\n", line); };
  auto server = WebServer::listen(io, std::move(setup));
  if (!server) return Failure{exit_unreachable, {server.error().text, "Nothing was started.", {}}};
  console.serve_with(*server);
  std::chrono::steady_clock::time_point end{};
  signals.async_wait([&](boost::system::error_code error, int) {
    if (error) return;
    end = std::chrono::steady_clock::now() + ending;
    console.close();
    server->stop();
  });
  const auto line = ready_line(server->address(), token);
  if (!words.console.ready_file.empty()) {
    if (auto error = write_file_atomically(words.console.ready_file, json_line(line) + "\n")) return Failure{exit_unwritten, {error->text, "Nothing was started.", {}}};
  }
  say_where(words, line);
  io.run();
  if (console.ended_by(end)) return {};
  // What was sent and not answered stands in the records as uncertain, and the next call settles it: nothing is lost by not waiting.
  print_note("programmer: the pump has not answered yet. What is not known stands in `programmer operations`.\n");
  std::fflush(stdout);
  std::_Exit(exit_uncertain);
}

}  // namespace

int console(const Words& words) {
  if (const auto endpoint = parse_endpoint(words.pump); !endpoint) return fail(words, usage(endpoint.error().text));
  if (words.recorder) return fail(words, usage("--record keeps one conversation, and a console has many: let the pump record (`pump-sim --record`)"));
  std::optional<HandsLink> hands;
  if (!words.console.hands.empty()) {
    auto link = parse_hands_link(words.console.hands);
    if (!link) return fail(words, usage(link.error().text));
    hands = *std::move(link);
  }
  if (const auto failure = serve(words, hands)) return fail(words, *failure);
  return exit_done;
}

}  // namespace ipt
