#pragma once
#include <vector>

#include "programmer/cli/visit.hpp"

namespace ipt {

/// The largest daily doses of the programs that were in force, or waited, during the 24 hours of pump time before the
/// newest answer, from the log of the pump: whoever programmed them. Empty: the program is older than that.
Result<std::vector<Nanograms>, Failure> recent_doses(Visit&);

}  // namespace ipt
