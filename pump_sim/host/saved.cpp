#include "pump_sim/host/saved.hpp"

#include <fmt/format.h>

#include <fstream>
#include <string_view>

#include "common/digest.hpp"
#include "common/shell/files.hpp"

namespace ipt {
namespace {

constexpr std::string_view first_line = "saved state of a simulated pump, made by pump-sim\n";

std::string checksum(std::string_view snapshot) {
  const Digest digest = sha256(snapshot);
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

/// Only nothing, or a pump that was saved before, gives way: not a pump's own memory, a device or a link.
std::optional<Error> refuse_place(const std::filesystem::path& path) {
  std::error_code unknown;
  const auto there = std::filesystem::symlink_status(path, unknown);
  if (there.type() == std::filesystem::file_type::not_found) return {};
  char start[first_line.size()] = {};
  const bool is_file = there.type() == std::filesystem::file_type::regular;
  if (is_file && std::ifstream(path, std::ios::binary).read(start, sizeof start) && std::string_view(start, sizeof start) == first_line) return {};
  return Error{fmt::format("'{}' is there already and is no saved pump, so it was left as it is: name another file", path.string())};
}

}  // namespace

std::optional<Error> write_saved(const std::filesystem::path& path, const std::string& snapshot) {
  if (auto error = refuse_place(path)) return error;
  return write_file_atomically(path, std::string(first_line) + checksum(snapshot) + snapshot);
}

Result<Snapshot> read_saved(const std::filesystem::path& path) {
  const auto content = read_file(path);
  if (!content) return content.error();
  std::string_view rest = *content;
  if (!rest.starts_with(first_line)) return Error{fmt::format("'{}' is no saved pump: make one with `bedside save`", path.string())};
  rest.remove_prefix(first_line.size());
  constexpr std::size_t size = Digest{}.size();
  if (rest.size() < size || rest.substr(0, size) != checksum(rest.substr(size))) {
    return Error{fmt::format("'{}' is damaged: it does not match its checksum, so no pump was taken from it; use another copy", path.string())};
  }
  auto snapshot = decode_snapshot(rest.substr(size));
  if (!snapshot) return Error{fmt::format("'{}': {}", path.string(), snapshot.error().text)};
  return snapshot;
}

}  // namespace ipt
