#pragma once
#include <span>

#include "common/shell/web.hpp"

namespace ipt {

/// The learner's page with its script and style, as they were bundled from common/web and programmer/console/page.
std::span<const WebAsset> learner_page();
/// The instructor's, from common/web and tools/bedside/page.
std::span<const WebAsset> instructor_page();

}  // namespace ipt
