#pragma once
#include <string>
#include <vector>

#include "tools/rehearsing/scenario.hpp"

namespace ipt::rehearsing {

struct CheckResult {
  std::string name;
  int line = 0;
  std::string expected;
  std::string came;
  bool passed = false;
  bool operator==(const CheckResult&) const = default;
};

struct StepResult {
  int number = 0;  ///< from 1
  int line = 0;
  Milliseconds at{};
  std::string when;  ///< on the calendar of the start
  std::string say;
  std::string act;
  std::string happened;
  std::vector<CheckResult> checks;
  bool operator==(const StepResult&) const = default;
  [[nodiscard]] bool passed() const;
};

/// What came of a scenario.
struct Performance {
  std::vector<StepResult> steps;
  std::uint64_t fingerprint = 0;  ///< of every byte on the wire, and of what was so in the end
  bool operator==(const Performance&) const = default;
  [[nodiscard]] bool passed() const;
};

/// Plays it twice on virtual time, each in a room of its own: if anything differs, or a byte, a last step fails and says so.
Performance perform(const Scenario&);
Performance perform_once(const Scenario&);

}  // namespace ipt::rehearsing
