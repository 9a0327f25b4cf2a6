#include "pump_sim/host/saved.hpp"

#include <fmt/format.h>

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

}  // namespace

std::optional<Error> write_saved(const std::filesystem::path& path, const std::string& snapshot) {
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
