#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "common/result.hpp"

namespace ipt {

/// Makes a database file whole in a folder beside it and then gives it its own name: a process that dies meanwhile leaves
/// no file that would have to be told from one that was emptied. `lost` is said where a part of an older one lies about.
/// Done, too, if another programmer made it meanwhile.
std::optional<Error> make_database(const std::filesystem::path& path, const std::string& schema, const char* lost);

}  // namespace ipt
