#pragma once
#include "programmer/cli/visit.hpp"

namespace ipt {

/// The whole log from an entry on, page by page; 0: all that the pump keeps. What it keeps no longer is told on standard error.
Result<std::vector<LogEntry>, Failure> whole_log(Visit&, std::uint64_t from, bool security = false);

}  // namespace ipt
