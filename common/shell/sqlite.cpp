#include "common/shell/sqlite.hpp"

#include <array>

namespace ipt {

Statement::Statement(sqlite3* database, const char* text) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(database, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) == SQLITE_OK)
    statement_.reset(statement);
}

Statement& Statement::bind(int place, std::int64_t value) {
  sqlite3_bind_int64(statement_.get(), place, value);
  return *this;
}

Statement& Statement::bind_text(int place, std::string_view value) {
  sqlite3_bind_text64(statement_.get(), place, value.data(), value.size(), SQLITE_STATIC, SQLITE_UTF8);
  return *this;
}

Statement& Statement::bind_blob(int place, std::string_view value) {
  // A null pointer would store NULL instead of an empty blob.
  const char* data = value.data() == nullptr ? "" : value.data();
  sqlite3_bind_blob64(statement_.get(), place, data, value.size(), SQLITE_STATIC);
  return *this;
}

int Statement::step() { return sqlite3_step(statement_.get()); }

int Statement::run() {
  const int code = step();
  reset();
  return code;
}

void Statement::reset() { sqlite3_reset(statement_.get()); }

std::optional<std::int64_t> Statement::integer(int column) const {
  if (sqlite3_column_type(statement_.get(), column) != SQLITE_INTEGER) return std::nullopt;
  return sqlite3_column_int64(statement_.get(), column);
}

std::optional<std::string_view> Statement::text(int column) const {
  if (sqlite3_column_type(statement_.get(), column) != SQLITE_TEXT) return std::nullopt;
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  return std::string_view(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)));
}

std::optional<std::string_view> Statement::blob(int column) const {
  if (sqlite3_column_type(statement_.get(), column) != SQLITE_BLOB) return std::nullopt;
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return size == 0 ? std::string_view() : std::string_view(data, size);
}

int read_header(sqlite3* database, DatabaseHeader& header) {
  sqlite3_file* file = nullptr;
  sqlite3_file_control(database, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  std::array<unsigned char, 100> bytes{};
  const int code = file->pMethods->xRead(file, bytes.data(), static_cast<int>(bytes.size()), 0);
  if (code != SQLITE_OK) return code;
  const auto number_at = [&](std::size_t place) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) number = number << 8 | bytes[place + i];
    return static_cast<std::int32_t>(number);
  };
  constexpr std::string_view magic("SQLite format 3\0", 16);
  header = {std::string_view(reinterpret_cast<const char*>(bytes.data()), magic.size()) == magic, number_at(68), number_at(60)};
  return SQLITE_OK;
}

int execute(sqlite3* database, const char* text) { return sqlite3_exec(database, text, nullptr, nullptr, nullptr); }

}  // namespace ipt
