#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "common/shell/web.hpp"

namespace ipt {

/// A file of the page that was put into the program when it was built.
struct EmbeddedFile {
  std::string_view name;
  std::string_view text;
};
std::span<const EmbeddedFile> embedded_page();

/// The learner's page as a server gives it out.
std::vector<WebAsset> learner_assets();

}  // namespace ipt
