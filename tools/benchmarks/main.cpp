// bench: how fast the simulator is, as ratios measured in one run.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <random>

#include "common/shell/command_line.hpp"
#include "common/shell/terminal.hpp"
#include "tools/benchmarks/durability.hpp"
#include "tools/benchmarks/load.hpp"
#include "tools/benchmarks/process.hpp"
#include "tools/benchmarks/programmer.hpp"
#include "tools/benchmarks/raw_server.hpp"
#include "tools/benchmarks/therapy.hpp"

namespace {

using namespace ipt;

constexpr int slices = 9;
constexpr std::size_t many = 64;

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Of two pumps that take turns, a year each.
double together(double one, double other) { return 2 / (1 / one + 1 / other); }

/// One peer at one number of connections: its slices.
struct Reads {
  std::vector<double> messages_a_second, median_microseconds, server_microseconds;

  void add(const Figures& figures) {
    messages_a_second.push_back(figures.messages_a_second);
    median_microseconds.push_back(figures.median_microseconds);
    server_microseconds.push_back(figures.server_microseconds);
  }
  [[nodiscard]] double rate() const { return median(messages_a_second); }
  [[nodiscard]] double p50() const { return median(median_microseconds); }
  [[nodiscard]] double cost() const { return median(server_microseconds); }
};

struct Measured {
  std::vector<double> leap_simple, leap_flex, tick_simple, tick_flex, patient_simple, patient_flex;
  Reads pump_one, raw_one, pump_many, raw_many, protected_many;
  double session_bytes = 0;
  std::vector<double> durable_storage, durable_file, fleet_events, recovery_ms;
};

/// Measures everything by turns, in a new order in every round, so that what else the machine does falls on all alike.
Measured measure(std::uint64_t seed, std::chrono::nanoseconds slice, const PumpProcess& pump, const RawServer& raw, const PairedProgrammer& programmer, const std::filesystem::path& folder) {
  Measured measured;
  const LongLife life = long_life();
  DurableOperations operations(folder, life);
  ManyPumps fleet(folder);
  Recovery recovery(folder, life);
  const TickedWeek simple_week(Kind::simple), flex_week(Kind::flex);
  std::array<std::function<void()>, 15> turns{
      [&] { measured.leap_simple.push_back(leap_through_lives(Kind::simple, slice / 2)); },
      [&] { measured.leap_flex.push_back(leap_through_lives(Kind::flex, slice / 2)); },
      [&] { measured.tick_simple.push_back(simple_week.tick()); },
      [&] { measured.tick_flex.push_back(flex_week.tick()); },
      [&] { measured.patient_simple.push_back(year_with_patient(Kind::simple, slice / 2)); },
      [&] { measured.patient_flex.push_back(year_with_patient(Kind::flex, slice / 2)); },
      [&] { measured.pump_one.add(ask_for_status(Peer::pump, pump.child, pump.port, 1, slice)); },
      [&] { measured.raw_one.add(ask_for_status(Peer::raw, raw.child, raw.port, 1, slice)); },
      [&] { measured.pump_many.add(ask_for_status(Peer::pump, pump.child, pump.port, many, slice)); },
      [&] { measured.raw_many.add(ask_for_status(Peer::raw, raw.child, raw.port, many, slice)); },
      [&] { measured.protected_many.add(ask_for_status(Peer::protected_pump, pump.child, pump.port, many, slice, &programmer.context())); },
      [&] { measured.durable_storage.push_back(operations.through_storage(slice)); },
      [&] { measured.durable_file.push_back(operations.through_a_file(slice)); },
      [&] { measured.fleet_events.push_back(fleet.record_events(slice / 4)); },
      [&] { measured.recovery_ms.push_back(recovery.recover()); },
  };
  measured.session_bytes = memory_of_a_session(pump.child, pump.port, programmer.context(), 128);
  std::mt19937_64 dice(seed);
  for (int round = 0; round < slices; ++round) {
    std::shuffle(turns.begin(), turns.end(), dice);
    for (const auto& turn : turns) {
      stop_if_asked();
      turn();
    }
  }
  return measured;
}

std::string grouped(double value) {
  const std::string digits = fmt::format("{:.0f}", value);
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out;
}

void print_aim(const char* what, const std::string& value, const char* aim, bool met) { fmt::print("{:<58}{:>12}   aim {:<11}{}\n", what, value, aim, met ? "met" : "missed"); }

void print(const Measured& measured) {
  const double leap_simple = median(measured.leap_simple), leap_flex = median(measured.leap_flex);
  const double leap = together(leap_simple, leap_flex);
  const double times = leap / together(median(measured.tick_simple), median(measured.tick_flex));
  const double share = measured.pump_many.rate() / measured.raw_many.rate();
  const double slower = measured.pump_one.p50() / measured.raw_one.p50();
  print_aim("simulated therapy, pump-years a second on one core", grouped(leap), ">= 20,000", leap >= 20'000);
  print_aim("  times a one-second tick of the same pumps", grouped(times), ">= 2,000", times >= 2'000);
  const double patient = (median(measured.patient_simple) + median(measured.patient_flex)) / 2;
  print_aim("  a year with a patient and the whole log, ms", fmt::format("{:.3f}", patient), "<= 0.3", patient <= 0.3);
  print_aim("status reads a second, 64 connections, to a raw server's", fmt::format("{:.2f}", share), ">= 0.95", share >= 0.95);
  print_aim("status read p50, 1 connection, to a raw server's", fmt::format("{:.2f}", slower), "<= 1.10", slower <= 1.10);
  const double protected_share = measured.protected_many.rate() / measured.pump_many.rate();
  print_aim("  on protected links, to plaintext, 64 connections", fmt::format("{:.2f}", protected_share), ">= 0.65", protected_share >= 0.65);
  print_aim("memory of an idle protected session, bytes", grouped(measured.session_bytes), "<= 20,480", measured.session_bytes <= 20'480);
  const double storage = median(measured.durable_storage), file = median(measured.durable_file);
  const double events = median(measured.fleet_events), recovery = median(measured.recovery_ms);
  print_aim("one durable operation, to append + fdatasync of its bytes", fmt::format("{:.2f}", storage / file), ">= 0.75", storage >= 0.75 * file);
  print_aim("durable events a second, 10,000 pumps in a transaction", grouped(events), ">= 200,000", events >= 200'000);
  print_aim("recovery of a pump with a log of 10,000 entries, ms", fmt::format("{:.1f}", recovery), "<= 50", recovery <= 50);
  const auto row = [](const char* what, const Reads& reads) { fmt::print("  {:<26}{:>10} reads a second, p50 {:>6.1f} us, {:>5.2f} us of the server's time each\n", what, grouped(reads.rate()), reads.p50(), reads.cost()); };
  fmt::print("behind the ratios (true of this machine at this minute only):\n");
  const auto pump_row = [](const char* what, double rate) { fmt::print("  {:<26}{:>10} pump-years a second\n", what, grouped(rate)); };
  pump_row("simple continuous pumps", leap_simple);
  pump_row("flex pumps of 28 steps", leap_flex);
  const auto patient_row = [](const char* what, double ms) { fmt::print("  {:<26}{:>10.3f} ms a year with a patient\n", what, ms); };
  patient_row("their patients, simple", median(measured.patient_simple));
  patient_row("their patients, flex", median(measured.patient_flex));
  row("pump-sim, 1 connection", measured.pump_one);
  row("raw server, 1 connection", measured.raw_one);
  row("pump-sim, 64 connections", measured.pump_many);
  row("raw server, 64 connections", measured.raw_many);
  row("over TLS, 64 connections", measured.protected_many);
  const auto durable_row = [](const char* what, double rate) { fmt::print("  {:<26}{:>10} durable operations a second\n", what, grouped(rate)); };
  durable_row("one pump's memory", storage);
  durable_row("append + fdatasync", file);
}

int run(std::uint64_t seed, bool quick) {
  notice_signals();
  const std::chrono::milliseconds slice(quick ? 20 : 500);
  const auto cores = own_cores();
  const bool apart = cores.size() >= 2;
  const std::optional<int> server_core = apart ? std::optional(cores[0]) : std::nullopt;
  if (apart) pin_to(cores[1]);
  fmt::print("seed {}, {} slices of {} ms each in shuffled order, medians; {}\n", seed, slices, slice.count(),
             apart ? fmt::format("servers on core {}, the rest on core {}", cores[0], cores[1]) : "one core for all, so the status reads say little");
  std::fflush(stdout);
  const TemporaryFolder folder;
  const RawServer raw = start_raw_server(server_core);
  const PairedProgrammer programmer(folder.path() / "state");
  const PumpProcess pump = start_pump(std::filesystem::read_symlink("/proc/self/exe").parent_path() / "pump-sim", folder.path(), server_core);
  print(measure(seed, slice, pump, raw, programmer, folder.path()));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"How fast the simulator is, as ratios measured in one run: simulated therapy against a one-second tick of the same\n"
               "pumps; a status read of a pump-sim process against a raw Asio server that answers 163 fixed bytes to 14, and on protected\n"
               "links against plaintext; one durable\n"
               "operation against fdatasync after its bytes were appended to a file; many pumps in one transaction; and how soon a\n"
               "killed pump is back. It ends with 0 whether an aim is met or not; 1 when something could not run. Takes a minute, on\n"
               "this machine and its disk only (the folder for temporary files).",
               "tools/bench"};
  std::uint64_t seed = std::random_device{}();
  bool quick = false;
  app.add_flag("--quick", quick, "Shorter slices: a few seconds, and figures that shake more");
  app.add_option("--seed", seed, "For the order of the slices; else a random one, which is printed");
  add_examples(app, {{"tools/bench", "everything"}, {"tools/bench --quick", "to see that it runs"}});
  if (const auto code = parse_command_line(app, argc, argv)) return *code;
  try {
    return run(seed, quick);
  } catch (const std::exception& problem) {
    std::fflush(stdout);
    print_error("tools/bench", problem.what());
    return 1;
  }
}
