#pragma once
#include <string>
#include <vector>

#include "tools/rehearsal/rehearsal.hpp"

namespace ipt::sweep {

/// In what the therapy, the clock, the settings and the alarms of one pump differ from another's, at the same instant.
/// Operation ids, boots and the log are passed over: they tell tries apart, not therapies.
std::vector<std::string> differences(const Firmware& is, const Firmware& should_be);

/// initial + injected = reservoir + path + delivered + withdrawn + pocket + spilled, in nL and in ng.
bool adds_up(const Truth&);

/// How often the journal holds this operation as done.
std::uint64_t times_done(const Journal&, const OperationId&);
/// How often the log tells of this act.
std::uint64_t times_logged(const Log&, LogKind);

}  // namespace ipt::sweep
