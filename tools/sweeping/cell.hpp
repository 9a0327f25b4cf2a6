#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/rehearsal/programmer.hpp"

namespace ipt::sweep {

/// Where the pump crashes, and how it comes back.
struct Crash {
  enum class At { nowhere, before_store, after_store, before_send, after_send, at_stroke };
  At at = At::nowhere;
  std::uint32_t nth = 0;  ///< Stores and Sends from the clinician's Hello on; strokes of the bolus
  Comeback comeback = Comeback::reboot;
  bool operator==(const Crash&) const = default;
};

/// How the clinician goes on when there is no answer.
enum class GoingOn {
  retry,           ///< waits, then settles in a new session
  restart_unsent,  ///< is killed with the operation written down and not sent; a new programmer settles it
  restart_sent,    ///< is killed once it is sent
  takeover,        ///< a second session of the same identity settles while the first still stands
};

/// One rehearsal of the sweep.
struct Cell {
  std::uint64_t number = 0;  ///< names it for good: `--cell`
  std::size_t command = 0;   ///< of every_command()
  Crash crash;
  std::optional<CableFault> fault;  ///< meets the first connection
  GoingOn going_on = GoingOn::retry;
};

/// The points of each dimension, the harmless one first. Frames and Sends go as far as the longest conversation: where a
/// shorter one ends before, the cell is played all the same and counted as unreached.
const std::vector<Crash>& every_crash();
const std::vector<std::optional<CableFault>>& every_fault();
inline constexpr std::size_t ways_of_going_on = 4;

/// Cells are numbered from 0 on.
std::uint64_t cells_in_all();
Cell cell(std::uint64_t number);
/// So few that every pair of points of different dimensions is visited at least once.
std::vector<std::uint64_t> quick_cells();

std::string name(Crash::At);
std::string name(const Crash&);
std::string name(const std::optional<CableFault>&);
std::string name(GoingOn);

}  // namespace ipt::sweep
