#pragma once
#include <filesystem>

#include "pump_sim/host/state.hpp"

namespace ipt {

/// The file that `bedside save` writes: a line for people, a checksum, one snapshot. It takes the place of nothing but
/// an earlier saved pump.
std::optional<Error> write_saved(const std::filesystem::path&, const std::string& snapshot);
/// Refused when it is none, damaged or newer.
Result<Snapshot> read_saved(const std::filesystem::path&);

}  // namespace ipt
