#pragma once
#include <span>

#include "common/shell/web.hpp"

namespace ipt {

/// What the instructor's console serves.
std::span<const WebAsset> console_page();

}  // namespace ipt
