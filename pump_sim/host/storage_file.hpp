#pragma once
#include <filesystem>
#include <string>

#include "common/result.hpp"
#include "common/shell/sqlite.hpp"

namespace ipt {

/// Written into every file of ours: "IPTp" and the format.
inline constexpr std::int32_t storage_application_id = 0x49505470;
inline constexpr std::int32_t storage_format = 1;

/// The file, held alone and found to be ours: application id, format, schema. Made first where there is none. Nothing
/// has been written into one that was there, and nothing will be when it is closed, until it is settled.
Result<Database> open_storage_file(const std::filesystem::path& path);

/// After its content was verified: from now on the file may be written.
int settle_storage_file(sqlite3* database);

/// The sentence for an SQLite error.
Error storage_error(const std::filesystem::path& path, const std::string& doing, int code, const char* detail);
Error storage_damaged(const std::filesystem::path& path, const std::string& what);

}  // namespace ipt
