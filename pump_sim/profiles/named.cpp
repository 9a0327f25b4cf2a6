#include "pump_sim/profiles/named.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/shell/suggest.hpp"

namespace ipt {

std::vector<std::string> names_of(std::span<const EmbeddedFile> files) {
  std::vector<std::string> names;
  for (const auto& file : files) {
    if (file.name.find('/') == file.name.npos) names.emplace_back(file.name.substr(0, file.name.size() - data_file_ending.size()));
  }
  return names;
}

const EmbeddedFile* find_named(std::span<const EmbeddedFile> files, std::string_view name) {
  const auto found = std::ranges::find(files, std::string(name) + std::string(data_file_ending), &EmbeddedFile::name);
  return found == files.end() ? nullptr : &*found;
}

Error no_such_name(std::string_view kind, std::string_view name, std::span<const EmbeddedFile> files) {
  const auto names = names_of(files);
  const auto meant = suggestion(name, names);
  return Error{fmt::format("there is no {} '{}'{}{} The built-in ones are {}; a file is named with its path (./mine{}).", kind, name, meant.empty() ? "." : "; ", meant, fmt::join(names, ", "), data_file_ending)};
}

}  // namespace ipt
