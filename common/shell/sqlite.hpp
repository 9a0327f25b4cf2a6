#pragma once
#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ipt {

/// A prepared statement, used again and again: bind, step, reset.
class Statement {
 public:
  Statement() = default;
  /// Empty if the text cannot be prepared: the database's error code tells why.
  Statement(sqlite3* database, const char* text);
  explicit operator bool() const { return statement_ != nullptr; }

  Statement& bind(int place, std::int64_t value);
  Statement& bind_text(int place, std::string_view value);  ///< must live until the statement is reset
  Statement& bind_blob(int place, std::string_view value);  ///< the same
  /// SQLITE_ROW, SQLITE_DONE or an error code.
  int step();
  /// Steps once and resets: for what gives no row. SQLITE_DONE if it went well.
  int run();
  void reset();

  /// A column of exactly that type, or nothing: a damaged file may say that a text is a number. Views live until the
  /// next step or reset.
  [[nodiscard]] std::optional<std::int64_t> integer(int column) const;
  [[nodiscard]] std::optional<std::string_view> text(int column) const;
  [[nodiscard]] std::optional<std::string_view> blob(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// Resets a statement at the end of a scope, so that no read stays open.
class ResetAtEnd {
 public:
  explicit ResetAtEnd(Statement& statement) : statement_(statement) {}
  ~ResetAtEnd() { statement_.reset(); }
  ResetAtEnd(const ResetAtEnd&) = delete;
  ResetAtEnd& operator=(const ResetAtEnd&) = delete;

 private:
  Statement& statement_;
};

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;

/// What stands at the beginning of a database file.
struct DatabaseHeader {
  bool is_database = false;  ///< else the rest says nothing
  std::int32_t application_id = 0;
  std::int32_t user_version = 0;
};
/// Read through SQLite's own descriptor, before SQLite itself would recover, lock or change anything. (A second descriptor
/// would be wrong: closing it drops every lock that this process has on the file.) SQLITE_OK, SQLITE_IOERR_SHORT_READ for a
/// file that is too short, or another error code.
int read_header(sqlite3* database, DatabaseHeader& header);

/// Runs statements that give no rows of interest. SQLITE_OK or an error code.
int execute(sqlite3* database, const char* text);

}  // namespace ipt
