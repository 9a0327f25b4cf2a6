#pragma once
#include <span>

#include "common/shell/embedded.hpp"

namespace ipt {

/// The device profiles and drug files, in order of their names: `ipt-20.txtpb`, `drugs/baclofen.txtpb`.
std::span<const EmbeddedFile> embedded_profiles();

}  // namespace ipt
