#pragma once
#include <vector>

#include "common/shell/web_messages.hpp"
#include "programmer/cli/change_command.hpp"

namespace ipt {

/// A step of a refill as a learner has told it.
struct ToldStep {
  RefillStep step = RefillStep::assess;
  bool is_done = false;  ///< else left out
};

/// The steps in the order in which they were told, and into `words` who did the refill. An error is a sentence.
Result<std::vector<ToldStep>> told_steps(const WebAsk&, Words&);

/// A refill that was gone through at a page, step by step. Those of the programmer itself it knows better: they are passed over.
Result<MakeIntent, Failure> refill_told(const Words&, const std::vector<ToldStep>&);

}  // namespace ipt
