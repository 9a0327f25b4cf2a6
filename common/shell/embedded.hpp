#pragma once
#include <string_view>

namespace ipt {

/// A file that was put into the program when it was built (tools/embed.cmake).
struct EmbeddedFile {
  std::string_view name;  ///< its path below the folder that was embedded
  std::string_view text;
};

}  // namespace ipt
