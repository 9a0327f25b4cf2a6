#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"
#include "pump_sim/profiles/embedded.hpp"

// Data files that are built in have names: `child` is child.txtpb.
namespace ipt {

inline constexpr std::string_view data_file_ending = ".txtpb";

/// Of the files in the topmost folder, in their order.
std::vector<std::string> names_of(std::span<const EmbeddedFile>);
/// Null: there is none of that name.
const EmbeddedFile* find_named(std::span<const EmbeddedFile>, std::string_view name);
/// That there is none, and which there are; `kind`: `profile`.
Error no_such_name(std::string_view kind, std::string_view name, std::span<const EmbeddedFile>);

}  // namespace ipt
