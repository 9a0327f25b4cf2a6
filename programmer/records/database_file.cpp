#include "programmer/records/database_file.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <system_error>

#include "common/shell/sqlite.hpp"

namespace ipt {

namespace fs = std::filesystem;

std::optional<Error> make_database(const fs::path& path, const std::string& schema, const char* lost) {
  const auto unmade = [&](const std::string& why) { return Error{fmt::format("'{}' cannot be made ({}): check the folder and its disk, or name another folder with --records.", path.string(), why)}; };
  for (const char* ending : {"-wal", "-journal"}) {
    if (std::error_code ignored; fs::exists(path.string() + ending, ignored)) {
      return Error{fmt::format("'{0}{1}' is there but '{0}' is not: {2}. Nothing was changed: put the file back, or name another folder with --records.", path.string(), ending, lost)};
    }
  }
  std::string folder = path.string() + ".new-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr) return unmade(std::error_code(errno, std::generic_category()).message());
  const fs::path made = fs::path(folder) / path.filename();
  std::string wrong;
  {
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(made.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    const Database database(raw);
    if (code != SQLITE_OK || execute(raw, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL") != SQLITE_OK || execute(raw, schema.c_str()) != SQLITE_OK) wrong = sqlite3_errmsg(raw);
  }
  std::error_code error;
  if (wrong.empty()) fs::create_hard_link(made, path, error);
  if (error && error != std::errc::file_exists) wrong = error.message();  // made by another programmer meanwhile: that one counts
  fs::remove_all(folder, error);
  if (!wrong.empty()) return unmade(wrong);
  return {};
}

}  // namespace ipt
