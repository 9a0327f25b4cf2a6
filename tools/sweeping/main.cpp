// sweep: every command × every crash × every link fault × every way of going on, each a rehearsal of its own.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <numeric>
#include <random>

#include "common/shell/command_line.hpp"
#include "tools/sweeping/command.hpp"
#include "tools/sweeping/table.hpp"

namespace {

using namespace ipt;
using namespace ipt::sweep;

constexpr std::size_t most_bad_shown = 20;

/// What is being played, for when an invariant breaks and ends the program: that cell is the one to look at.
std::uint64_t playing_seed = 0;
std::uint64_t playing_cell = 0;
void tell_what_was_playing(int) { std::fprintf(stderr, "sweep: that was cell %ju; again: tools/sweep --seed %ju --cell %ju\n", std::uintmax_t{playing_cell}, std::uintmax_t{playing_seed}, std::uintmax_t{playing_cell}); }

Verdict play(Sweep& sweep, std::uint64_t seed, const Cell& cell, std::vector<std::string>* story = nullptr) {
  playing_seed = seed;
  playing_cell = cell.number;
  return sweep.visit(cell, story);
}

int replay(std::uint64_t seed, std::uint64_t number) {
  const Cell one = cell(number);
  fmt::print("seed {}, cell {}: {}\n", seed, number, name(one));
  std::vector<std::string> story;
  Sweep sweep(seed);
  const Verdict verdict = play(sweep, seed, one, &story);
  for (const auto& line : story) fmt::print("  {}\n", line);
  if (!verdict.crash_reached) fmt::print("  unreached: the crash, because nothing came so far\n");
  if (!verdict.fault_reached) fmt::print("  unreached: the link fault, because that frame was never written\n");
  fmt::print("{}\n", verdict.is_bad() ? "bad" : "good: what is believed is so");
  return verdict.is_bad() ? 1 : 0;
}

int run(std::uint64_t seed, bool quick) {
  std::vector<std::uint64_t> numbers = quick_cells();
  if (!quick) {
    numbers.resize(cells_in_all());
    std::iota(numbers.begin(), numbers.end(), 0U);
  }
  fmt::print("seed {}: {} of {} cells = {} commands x {} crashes x {} link faults x {} ways of going on{}\n\n", seed, numbers.size(), cells_in_all(), every_command().size(), every_crash().size(),
             every_fault().size(), ways_of_going_on, quick ? ", every pair at least once" : "");
  Sweep sweep(seed);
  Table table;
  for (const std::uint64_t number : numbers) {
    const Cell one = cell(number);
    const Verdict verdict = play(sweep, seed, one);
    table.add(one, verdict);
    if (!verdict.is_bad() || table.bad_cells().size() > most_bad_shown) continue;
    fmt::print("BAD cell {}: {}\n  {}\n  again: tools/sweep --seed {} --cell {}\n", number, name(one), verdict.wrong.front(), seed, number);
  }
  const Count sum = table.sum();
  fmt::print("{}\n", table.text());
  fmt::print("Done, not done, partly and stopped say what became of the first try; afterwards it was tried again until it was done.\n");
  fmt::print("Stopped: not done, an update broke off, the pump stood, and both ends knew it.\n");
  fmt::print("Unreached cells were played to their end and judged like all others: in {} the pump never came to the crash (it writes\n", table.crashes_unreached());
  fmt::print("nothing more down, has nothing more to say, or gives no bolus), in {} more that frame of the link was never written.\n", table.faults_unreached());
  if (sum.bad == 0) {
    fmt::print("No bad cell: what was believed is so in all {}.\n", sum.cells);
    return 0;
  }
  fmt::print("{} bad cells. Each can be played again: tools/sweep --seed {} --cell {}\n", sum.bad, seed, table.bad_cells().front());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Lets a pump and its programmer meet on every point of failure, in one process on virtual time: each command at each\n"
               "crash (before and behind every record and every answer, and at a stroke of a bolus), each link fault at each frame, and\n"
               "each way in which a clinician goes on. What the programmer believes must be so. Ends with 1 if in any cell it is not.",
               "tools/sweep"};
  std::uint64_t seed = 20'260'101;
  bool quick = false;
  std::optional<std::uint64_t> number;
  auto* quick_flag = app.add_flag("--quick", quick, "Only so many cells that every pair of points meets at least once");
  app.add_option("--seed", seed, "For ids, grants and nonces; the same seed prints the same bytes")->capture_default_str();
  app.add_option("--cell", number, "Plays one cell, step by step")->check(CLI::Range(std::uint64_t{0}, cells_in_all() - 1))->excludes(quick_flag);
  add_examples(app, {{"tools/sweep", "every cell"}, {"tools/sweep --quick", "every pair"}, {"tools/sweep --cell 4711", "one cell, step by step"}});
  if (const auto code = parse_command_line(app, argc, argv)) return *code;
  std::signal(SIGABRT, tell_what_was_playing);
  return number ? replay(seed, *number) : run(seed, quick);
}
