#pragma once
#include <vector>

#include "pump_sim/host/state.hpp"
#include "pump_sim/host/storage.hpp"

namespace ipt {

/// Brings a pump from its snapshot through the records after it, in order. An error names the record that does not fit;
/// then the pump must not be used.
std::optional<Error> replay(Snapshot& pump, const std::vector<Memory::Record>&);

}  // namespace ipt
