#pragma once
#include <span>
#include <string_view>

namespace ipt {

/// A data file that was put into the program when it was built.
struct EmbeddedFile {
  std::string_view name;
  std::string_view text;
};
/// The rehearsal's scenarios, as they were when the program was built.
std::span<const EmbeddedFile> embedded_scenarios();

}  // namespace ipt
