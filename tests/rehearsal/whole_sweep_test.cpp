// The sweep of tools/sweep in its quick form: every command, crash, link fault and way of going on, each pair at least once.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <set>

#include "tools/sweeping/command.hpp"
#include "tools/sweeping/table.hpp"

using namespace ipt;
using namespace ipt::sweep;

namespace {

constexpr std::uint64_t seed = 20'260'101;

/// Where a cell stands in each dimension.
std::array<std::size_t, 4> points(const Cell& cell) {
  const auto& crashes = every_crash();
  const auto& faults = every_fault();
  const auto same = [&](const std::optional<CableFault>& fault) {
    return fault.has_value() == cell.fault.has_value() && (!fault || (fault->kind == cell.fault->kind && fault->way == cell.fault->way && fault->frame == cell.fault->frame && fault->late == cell.fault->late));
  };
  return {cell.command, static_cast<std::size_t>(std::find(crashes.begin(), crashes.end(), cell.crash) - crashes.begin()),
          static_cast<std::size_t>(std::find_if(faults.begin(), faults.end(), same) - faults.begin()), static_cast<std::size_t>(cell.going_on)};
}

std::string table_of(std::uint64_t with_seed, std::uint64_t first, std::uint64_t end) {
  Sweep sweep(with_seed);
  Table table;
  for (std::uint64_t number = first; number < end; ++number) table.add(cell(number), sweep.visit(cell(number)));
  return table.text();
}

std::vector<std::string> story_of(std::uint64_t number) {
  std::vector<std::string> story;
  Sweep(seed).visit(cell(number), &story);
  return story;
}

}  // namespace

TEST_CASE("wherever the pump crashes, whatever befalls the link and however the clinician goes on, what is believed is so") {
  Sweep sweep(seed);
  Table table;
  for (const std::uint64_t number : quick_cells()) {
    const Cell one = cell(number);
    const Verdict verdict = sweep.visit(one);
    table.add(one, verdict);
    if (verdict.is_bad()) FAIL_CHECK("seed ", seed, ", cell ", number, ": ", name(one), ": ", verdict.wrong.front());
  }
  CHECK(table.bad_cells().empty());
  CHECK((table.sum() == Count{4'345, 458, 1'549, 38, 78, 2'222, 0}));
}

TEST_CASE("in the quick sweep every two points of different dimensions meet") {
  const std::array<std::size_t, 4> sizes{every_command().size(), every_crash().size(), every_fault().size(), ways_of_going_on};
  std::array<std::array<std::set<std::pair<std::size_t, std::size_t>>, 4>, 4> met;
  for (const std::uint64_t number : quick_cells()) {
    const auto at = points(cell(number));
    for (std::size_t a = 0; a < 4; ++a) {
      for (std::size_t b = a + 1; b < 4; ++b) met[a][b].emplace(at[a], at[b]);
    }
  }
  for (std::size_t a = 0; a < 4; ++a) {
    for (std::size_t b = a + 1; b < 4; ++b) CHECK(met[a][b].size() == sizes[a] * sizes[b]);
  }
}

TEST_CASE("every number names a cell of its own, and together they are every combination") {
  CHECK(cells_in_all() == 13 * 55 * 79 * 4);
  std::set<std::array<std::size_t, 4>> all;
  for (std::uint64_t number = 0; number < cells_in_all(); ++number) {
    const Cell one = cell(number);
    REQUIRE(one.number == number);
    all.insert(points(one));
  }
  CHECK(all.size() == cells_in_all());
}

TEST_CASE("the same seed gives the same sweep byte for byte, and a cell alone is played as in the sweep") {
  CHECK(table_of(7, 17'380, 17'480) == table_of(7, 17'380, 17'480));
  CHECK((story_of(17'380) == story_of(17'380)));
  CHECK_FALSE(story_of(17'380).empty());
}
