// soak: pumps live through everything that can happen to them, and somebody watches.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <optional>
#include <random>

#include "common/shell/command_line.hpp"
#include "tools/endurance/soak.hpp"

namespace {

using namespace ipt;

std::uint64_t seed = 0;
const Soak* running = nullptr;

void say_how_to_see_it_again() {
  fmt::print("seed {}, event {}: {}\nto see it again: tools/soak --events {} --seed {}\n", seed, running->events(), running->life().event(), running->events(), seed);
  std::fflush(stdout);
}

/// An invariant of the pump's own code is broken: its sentence is on standard error.
extern "C" void at_abort(int) {
  if (running != nullptr) say_how_to_see_it_again();
  std::_Exit(exit_refused);
}

std::string hex(const Digest& digest) {
  std::string text;
  for (const auto byte : digest) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Random lives of pumps: therapies, boluses, stops, refills, clocks, alarms, stalls, link faults, failing writes and\n"
               "boots, over decades of pump time. After every event nothing may be lost, doubled or out of step. Ends with 1 when\n"
               "something is, and says how to see it again. The last line is a digest: the same seed and number of events give it\n"
               "again.",
               "soak");
  std::int64_t minutes = 0;
  std::uint64_t events = 0;
  std::optional<std::uint64_t> asked_seed;
  auto* by_time = app.add_option("--minutes", minutes, "How long by the wall clock")->check(CLI::Range(1, 100'000));
  auto* by_events = app.add_option("--events", events, "How many events")->check(CLI::PositiveNumber);
  by_time->excludes(by_events);
  app.add_option("--seed", asked_seed, "Which lives (otherwise one is drawn, and printed)");
  add_examples(app, {{"soak --events 200000 --seed 7", "the same again, to the byte"}, {"soak --minutes 30", "as far as it comes"}});
  if (const auto code = parse_command_line(app, argc, argv)) return *code;
  if (by_time->count() + by_events->count() == 0) {
    fmt::print(stderr, "soak: how long? --minutes N or --events N\n");
    return exit_usage;
  }

  seed = asked_seed ? *asked_seed : std::random_device{}();
  fmt::print("seed {}\n", seed);
  std::fflush(stdout);
  std::signal(SIGABRT, at_abort);
  Soak soak(seed);
  running = &soak;
  const auto begun = std::chrono::steady_clock::now();
  const auto end = begun + std::chrono::minutes(minutes);
  while (events > 0 ? soak.events() < events : std::chrono::steady_clock::now() < end) {
    if (const auto broken = soak.next()) {
      fmt::print("BROKEN: {}\n", *broken);
      say_how_to_see_it_again();
      return exit_refused;
    }
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  fmt::print("{} events, {} pumps, {} years of pump time; {:.0f} events a second\n", soak.events(), soak.pumps(), soak.lived() / (one_day * 365), static_cast<double>(soak.events()) / took.count());
  fmt::print("digest {}\n", hex(soak.digest()));
  return exit_done;
}
