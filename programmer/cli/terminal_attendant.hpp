#pragma once
#include "programmer/cli/attendant.hpp"

namespace ipt {

/// Whoever gave --yes, or the person at the terminal. Shows on standard output, with --json one object at the end.
class TerminalAttendant : public Attendant {
 public:
  explicit TerminalAttendant(const Words& words) : words_(words) {}

  void settled(const Visit&) override;
  std::optional<bool> goes_on(Visit&, const std::vector<Caution>&) override;
  std::optional<bool> commits(Visit&, const Intent&, const ChangeResult&) override;
  void ended(const Visit&, const Intent&, const ChangeResult&) override;
  /// With the cautions that were shown: of a machine, whoever reads its answer decides.
  void failed(const Failure&) override;

 private:
  [[nodiscard]] std::optional<bool> agrees(Visit&, const char* question, bool keep_control) const;

  const Words& words_;
  std::vector<Caution> cautions_;
};

}  // namespace ipt
