#pragma once
#include "programmer/cli/words.hpp"

namespace ipt {

/// Serves the learner's page until it is ended by a signal. Returns how to end.
int console(const Words&);

}  // namespace ipt
