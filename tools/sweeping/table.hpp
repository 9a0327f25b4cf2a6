#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "tools/sweeping/cell.hpp"
#include "tools/sweeping/visit.hpp"

namespace ipt::sweep {

/// Each cell stands in one column: bad, else unreached, else what became of the first try.
struct Count {
  std::uint64_t cells = 0, done = 0, not_done = 0, partly = 0, stopped = 0, unreached = 0, bad = 0;
  void add(const Verdict&);
  void add(const Count&);
  bool operator==(const Count&) const = default;
};

/// What a sweep found: command × place of the crash.
class Table {
 public:
  void add(const Cell&, const Verdict&);
  [[nodiscard]] Count sum() const;
  /// Of all unreached cells: those whose frame never came, because the crash or the end of the conversation came before.
  [[nodiscard]] std::uint64_t crashes_unreached() const { return crashes_unreached_; }
  [[nodiscard]] std::uint64_t faults_unreached() const { return faults_unreached_; }
  [[nodiscard]] const std::vector<std::uint64_t>& bad_cells() const { return bad_cells_; }
  /// Lines with their ends.
  [[nodiscard]] std::string text() const;

 private:
  static constexpr std::size_t places = 11;  // no crash, and five places by two ways of coming back
  static std::size_t place(const Crash&);
  std::vector<std::array<Count, places>> counts_;
  std::uint64_t crashes_unreached_ = 0;
  std::uint64_t faults_unreached_ = 0;
  std::vector<std::uint64_t> bad_cells_;
};

/// What the cell is, in words.
std::string name(const Cell&);

}  // namespace ipt::sweep
