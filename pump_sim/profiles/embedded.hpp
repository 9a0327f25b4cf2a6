#pragma once
#include <span>
#include <string_view>

namespace ipt {

/// A data file that was put into the program when it was built.
struct EmbeddedFile {
  std::string_view name;  ///< its path below `pump_sim/profiles/`: `ipt-20.txtpb`, `drugs/baclofen.txtpb`
  std::string_view text;
};

/// The device profiles and drug files, in order of their names.
std::span<const EmbeddedFile> embedded_profiles();

}  // namespace ipt
