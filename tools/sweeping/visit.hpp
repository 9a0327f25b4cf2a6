#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pump_sim/implant/implant.hpp"
#include "tools/sweeping/cell.hpp"

namespace ipt::sweep {

/// What became of the first try in a cell, and whether everything that was believed is so.
struct Verdict {
  enum class Kind { done, not_done, partly, stopped };  ///< stopped: not done, the pump was left stopped, and both know
  Kind kind = Kind::not_done;
  std::optional<Nanolitres> delivered;  ///< of a bolus that ended early
  bool crash_reached = true;            ///< or none was planned
  bool fault_reached = true;            ///< or none was planned
  std::vector<std::string> wrong;       ///< sentences; none in a good cell
  [[nodiscard]] bool is_bad() const { return !wrong.empty(); }
  [[nodiscard]] bool is_unreached() const { return !crash_reached || !fault_reached; }
};

/// A command's pump before and after it when nothing goes wrong.
struct Reference {
  Implant before;
  Implant after;
};

/// Plays cells. The same seed and the same cell give the same rehearsal, byte for byte.
class Sweep {
 public:
  explicit Sweep(std::uint64_t seed) : seed_(seed) {}

  /// `story`: each step, a line each.
  Verdict visit(const Cell&, std::vector<std::string>* story = nullptr);

 private:
  const Reference& reference(std::size_t command);

  std::uint64_t seed_;
  std::map<std::size_t, Reference> references_;
};

}  // namespace ipt::sweep
