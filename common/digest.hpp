#pragma once
#include <string_view>

#include "common/therapy.hpp"

namespace ipt {

/// SHA-256 of the exact bytes.
Digest sha256(std::string_view bytes);

}  // namespace ipt
