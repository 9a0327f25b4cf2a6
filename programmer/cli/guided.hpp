#pragma once
#include <string>
#include <vector>

#include "programmer/cli/visit.hpp"

namespace ipt {

/// A step of a refill that a person left out, and what that risks.
struct SkippedStep {
  std::string step;
  std::string risk;
};

/// Goes through a refill step by step at the terminal, in the field's order, and fills in what the refill needs. Nothing
/// is sent meanwhile; the pump is read once at the start, for the expected volume.
Result<std::vector<SkippedStep>, Failure> guide(const Words&, Words& said);
/// What was left out, with its risk, and what remains to be done: the patient is watched, or the refill still logged.
void print_after(int code, const std::vector<SkippedStep>&);

}  // namespace ipt
