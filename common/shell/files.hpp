#pragma once
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace ipt {

/// All of a file, refused above `limit` bytes. The error is a sentence.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit = 64 * 1024 * 1024);

/// Whoever looks sees the old content or the new, never a part: written beside it, flushed, then renamed. Readable and
/// writable by its owner only.
std::optional<Error> write_file_atomically(const std::filesystem::path& path, std::string_view content);

/// Makes the folder, 0700, or checks that it is a folder of this user that no other can enter; otherwise the error
/// names the command that mends it.
std::optional<Error> make_private_folder(const std::filesystem::path& path);

}  // namespace ipt
