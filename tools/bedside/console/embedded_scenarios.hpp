#pragma once
#include <span>

#include "common/shell/embedded.hpp"

namespace ipt {

/// The rehearsal's scenarios, as they were when the program was built.
std::span<const EmbeddedFile> embedded_scenarios();

}  // namespace ipt
