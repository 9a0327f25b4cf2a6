#include "pump_sim/host/storage_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <system_error>

namespace ipt {
namespace {

namespace fs = std::filesystem;

constexpr std::array tables{
    "CREATE TABLE mark(row INTEGER PRIMARY KEY, pump TEXT NOT NULL, uptime_ms INTEGER NOT NULL, checksum BLOB NOT NULL)",
    "CREATE TABLE record(id INTEGER PRIMARY KEY, pump TEXT NOT NULL, bytes BLOB NOT NULL, chain BLOB NOT NULL)",
    "CREATE TABLE snapshot(row INTEGER PRIMARY KEY, pump TEXT NOT NULL, after_record INTEGER NOT NULL, "
    "bytes BLOB NOT NULL, checksum BLOB NOT NULL)",
};

Error no_file(const fs::path& path, const std::string& why, const char* todo) {
  return {fmt::format("'{}' {}, so it cannot hold the pump's memory, and nothing was changed: {}.", path.string(), why,
                      todo)};
}

Error foreign(const fs::path& path, const char* why) {
  return {fmt::format("'{}' is not a pump's memory ({}), so it was left as it is: name another file, or move this one "
                      "away to start a new pump.",
                      path.string(), why)};
}

Result<Database> open_database(const fs::path& path) {
  sqlite3* raw = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(fs::absolute(path).c_str(), &raw, flags, "unix");
  Database database(raw);
  if (code != SQLITE_OK) return storage_error(path, "open", code, sqlite3_errmsg(raw));
  // A write-ahead log left by a crash stays where it is until its content was verified.
  std::error_code none;
  const auto log_size = fs::file_size(path.string() + "-wal", none);
  if (!none && log_size > 0) sqlite3_db_config(raw, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  return database;
}

std::optional<Error> judge_header(const fs::path& path, sqlite3* database) {
  DatabaseHeader header;
  const int code = read_header(database, header);
  if (code == SQLITE_IOERR_SHORT_READ) return foreign(path, "it is too short to be one");
  if (code != SQLITE_OK) return storage_error(path, "read", code, sqlite3_errstr(code));
  if (!header.is_database) return foreign(path, "it does not begin as one does");
  if (header.application_id != storage_application_id) return foreign(path, "it is a database of another program");
  const std::int32_t format = header.user_version;
  if (format > storage_format) {
    return Error{fmt::format("'{}' was written by a newer version of this program (format {}, this one knows {}), so "
                             "reading it could lose what it holds, and nothing was changed: use the newer version.",
                             path.string(), format, storage_format)};
  }
  if (format != storage_format) return storage_damaged(path, fmt::format("its format is {}, which never was", format));
  return std::nullopt;
}

std::optional<Error> judge_schema(const fs::path& path, sqlite3* database) {
  Statement schema(database, "SELECT sql FROM sqlite_schema ORDER BY name");
  if (!schema) {
    return storage_error(path, "read", sqlite3_extended_errcode(database), sqlite3_errmsg(database));
  }
  for (const char* table : tables) {
    const int code = schema.step();
    if (code != SQLITE_ROW && code != SQLITE_DONE) return storage_error(path, "read", code, sqlite3_errmsg(database));
    if (code == SQLITE_DONE || schema.text(0) != table) return storage_damaged(path, "its tables are not as they were made");
  }
  const int code = schema.step();
  if (code == SQLITE_ROW) return storage_damaged(path, "it has a table too many");
  if (code != SQLITE_DONE) return storage_error(path, "read", code, sqlite3_errmsg(database));
  return std::nullopt;
}

/// Whether every byte of every page is accounted for. Checksums hold what is there; but a flipped bit in a page's own
/// account of its rows could hide the last of them, and with it a time mark or a snapshot, without a trace.
std::optional<Error> judge_pages(const fs::path& path, sqlite3* database) {
  Statement check(database, "PRAGMA quick_check(1)");
  if (!check || check.step() != SQLITE_ROW) {
    return storage_error(path, "read", sqlite3_extended_errcode(database), sqlite3_errmsg(database));
  }
  const auto found = check.text(0).value_or("");
  if (found != "ok") return storage_damaged(path, "its pages are not as they were written");
  return std::nullopt;
}

void flush_folder(const fs::path& path) {
  const auto folder = fs::absolute(path).parent_path();
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

int fill_new_file(sqlite3* database) {
  std::string text = "PRAGMA locking_mode=EXCLUSIVE; PRAGMA synchronous=FULL; BEGIN;";
  for (const char* table : tables) text += std::string(table) + ';';
  text += fmt::format("PRAGMA application_id={}; PRAGMA user_version={}; COMMIT; PRAGMA journal_mode=WAL;",
                      storage_application_id, storage_format);
  return execute(database, text.c_str());
}

/// Made whole under another name and then given its own, so that no half-made file is ever found there.
std::optional<Error> make_file(const fs::path& path) {
  for (const char* ending : {"-wal", "-journal"}) {
    const fs::path rest = path.string() + ending;
    if (std::error_code ignored; fs::exists(rest, ignored)) {
      return Error{fmt::format("'{}' is there but '{}' is not, so a part of a pump's memory is lost, and nothing was "
                               "changed: put the file back, or move the rest away to start a new pump.",
                               rest.string(), path.string())};
    }
  }
  std::string temporary = path.string() + ".XXXXXX";
  const int descriptor = ::mkstemp(temporary.data());
  if (descriptor < 0) {
    const std::error_code why(errno, std::generic_category());
    return no_file(path, "cannot be made (" + why.message() + ")", "name a file in a folder where you may write");
  }
  ::close(descriptor);
  std::optional<Error> error;
  {
    auto database = open_database(temporary);
    if (!database) {
      error = database.error();
    } else if (const int code = fill_new_file(database->get()); code != SQLITE_OK) {
      error = storage_error(path, "make", code, sqlite3_errmsg(database->get()));
    }
  }
  // Never over a file that another process made in the meantime: link refuses, and that file is opened instead.
  if (!error && ::link(temporary.c_str(), path.c_str()) != 0 && errno != EEXIST) {
    const std::error_code why(errno, std::generic_category());
    error = no_file(path, "cannot be made (" + why.message() + ")", "name a file on an ordinary disk");
  }
  for (const char* ending : {"", "-wal", "-journal"}) ::unlink((temporary + ending).c_str());
  if (!error) flush_folder(path);
  return error;
}

}  // namespace

Error storage_damaged(const fs::path& path, const std::string& what) {
  return {fmt::format("'{}' is damaged ({}), so what the pump remembers cannot be trusted, and nothing was changed: put "
                      "back a saved copy, or move the file away to start a new pump.",
                      path.string(), what)};
}

Error storage_error(const fs::path& path, const std::string& doing, int code, const char* detail) {
  const std::string file = path.string();
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {fmt::format("'{}' is already in use, by another process or by this one, and two pumps would overwrite each "
                          "other, so nothing was changed: end the other one, or name another state.", file)};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return storage_damaged(path, detail);
    case SQLITE_FULL:
      return {fmt::format("The disk of '{}' is full, so nothing was recorded and nothing was done: free some space, then "
                          "try again.", file)};
    case SQLITE_READONLY:
      return {fmt::format("'{}' may be read but not written, so nothing can be recorded and nothing was changed: make "
                          "the file and its folder writable (chmod u+w), or name another state.", file)};
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return {fmt::format("'{}' cannot be opened ({}), so nothing was changed: check that this user may read and write "
                          "the file and its folder.", file, detail)};
    default:
      return {fmt::format("'{}': could not {} ({}), so nothing is taken as done: check the disk, then start again.", file,
                          doing, detail)};
  }
}

Result<Database> open_storage_file(const fs::path& path) {
  std::error_code failed;
  auto status = fs::status(path, failed);
  if (status.type() == fs::file_type::not_found) {
    if (auto error = make_file(path)) return *error;
    status = fs::status(path, failed);
  }
  if (status.type() == fs::file_type::none || status.type() == fs::file_type::not_found)
    return no_file(path, "cannot be reached (" + failed.message() + ")", "check the path and its permissions");
  if (status.type() == fs::file_type::directory) return no_file(path, "is a folder", "name a file in it");
  if (status.type() != fs::file_type::regular) return no_file(path, "is not an ordinary file", "name another");
  if (::faccessat(AT_FDCWD, path.c_str(), R_OK, AT_EACCESS) != 0)
    return no_file(path, "may not be read by this user", "make it readable (chmod u+rw), or name another");

  auto opened = open_database(path);
  if (!opened) return opened.error();
  sqlite3* database = opened->get();
  if (auto error = judge_header(path, database)) return *error;
  if (sqlite3_db_readonly(database, "main") == 1) return storage_error(path, "open", SQLITE_READONLY, "");
  // Exclusive before the first read: the lock is then taken at once and kept, and no shared memory file is made.
  const int code = execute(database,
                           "PRAGMA locking_mode=EXCLUSIVE; PRAGMA cell_size_check=ON; PRAGMA trusted_schema=OFF;"
                           "PRAGMA synchronous=FULL; BEGIN EXCLUSIVE; COMMIT");
  if (code != SQLITE_OK) return storage_error(path, "open", code, sqlite3_errmsg(database));
  if (auto error = judge_schema(path, database)) return *error;
  if (auto error = judge_pages(path, database)) return *error;
  return opened;
}

int settle_storage_file(sqlite3* database) {
  sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
  return execute(database, "PRAGMA journal_mode=WAL");
}

}  // namespace ipt
