#pragma once
#include <span>

#include "common/shell/embedded.hpp"

namespace ipt {

/// The patients' files, in order of their names: `child.txtpb`.
std::span<const EmbeddedFile> embedded_patients();

}  // namespace ipt
