#include "programmer/records/records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <system_error>

#include "common/shell/files.hpp"
#include "programmer/records/database_file.hpp"

namespace ipt {
namespace {

namespace fs = std::filesystem;

constexpr int application_id = 0x49505450;  // "IPTP"
constexpr int our_version = 3;
constexpr int our_tables = 4;

const std::string pin_table = "CREATE TABLE pin(serial TEXT PRIMARY KEY, fingerprint BLOB NOT NULL, role INTEGER NOT NULL, endpoint TEXT NOT NULL, certificate_ends_s INTEGER NOT NULL) STRICT;";

const std::string schema =
    "BEGIN;"
    "CREATE TABLE pump(serial TEXT PRIMARY KEY, boot_count INTEGER NOT NULL, state_version INTEGER NOT NULL, log_head INTEGER NOT NULL, clock_ms INTEGER NOT NULL, uptime_ms INTEGER NOT NULL DEFAULT 0) STRICT;"
    "CREATE TABLE operation(row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, serial TEXT NOT NULL, identity TEXT NOT NULL, kind INTEGER NOT NULL,"
    " stage_boot INTEGER, stage_nonce INTEGER, stage_number INTEGER, commit_body BLOB NOT NULL, intent TEXT NOT NULL, asked_ms INTEGER NOT NULL,"
    " outcome TEXT NOT NULL, detail TEXT NOT NULL, asked_uptime_ms INTEGER) STRICT;"
    "CREATE TABLE programmer(identity TEXT NOT NULL) STRICT;"
    "INSERT INTO programmer VALUES('programmer-' || lower(hex(randomblob(4))));"
    + pin_table +
    "PRAGMA application_id=1230001232; PRAGMA user_version=3; COMMIT";
/// Records of before there was pairing.
constexpr int version_without_pins = 1;
/// Records of before an operation's age was kept.
constexpr int version_without_uptimes = 2;
const std::string add_uptimes =
    "ALTER TABLE pump ADD COLUMN uptime_ms INTEGER NOT NULL DEFAULT 0; ALTER TABLE operation ADD COLUMN asked_uptime_ms INTEGER; PRAGMA user_version=3; COMMIT";
static_assert(application_id == 1230001232);

std::int64_t pragma(sqlite3* database, const char* text) {
  Statement statement(database, text);
  if (!statement || statement.step() != SQLITE_ROW) return -1;
  return statement.integer(0).value_or(-1);
}

/// Of a file that was there before: it is ours and whole, or the error says what it is.
std::optional<Error> judge(const fs::path& path, sqlite3* database) {
  const auto left = [&](const char* what) { return Error{fmt::format("'{}' {}: it was left as it is. Name another folder with --records.", path.string(), what)}; };
  std::error_code unknown;
  if (fs::file_size(path, unknown) == 0) {
    return Error{fmt::format("'{}' is empty, which a programmer's records never are: what was sent, and what of it is still uncertain, is lost from it. It was left as it is: put a saved copy back, or, once it is "
                             "known what became of every dose, move the file away to begin new records.",
                             path.string())};
  }
  const std::int64_t tables = pragma(database, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'");
  if (tables < 0) return left("is no programmer's records or is damaged");
  if (pragma(database, "PRAGMA application_id") != application_id) return left("belongs to another program");
  if (pragma(database, "PRAGMA user_version") > our_version) return Error{fmt::format("'{}' was written by a newer programmer: it was left as it is. Use that version, or name another folder with --records.", path.string())};
  const std::int64_t version = pragma(database, "PRAGMA user_version");
  if (tables != (version == version_without_pins ? our_tables - 1 : our_tables) || version < version_without_pins) return left("is damaged: its tables are not as they were made");
  return {};
}

std::string_view view(const Digest& digest) { return {reinterpret_cast<const char*>(digest.data()), digest.size()}; }
std::string_view view(const OperationId& id) { return {reinterpret_cast<const char*>(id.data()), id.size()}; }

std::int64_t ms(PumpClock clock) { return clock.time_since_epoch().count(); }
std::uint64_t number(const std::optional<std::int64_t>& value) { return static_cast<std::uint64_t>(value.value_or(0)); }

RememberedPump pump_of(const Statement& row) {
  return {std::string(row.text(0).value_or("")), number(row.integer(1)), number(row.integer(2)), number(row.integer(3)), PumpClock(Milliseconds(row.integer(4).value_or(0))), Uptime(Milliseconds(row.integer(5).value_or(0)))};
}

KeptOperation operation_of(const Statement& row) {
  KeptOperation operation;
  const auto id = row.blob(0).value_or("");
  if (id.size() == operation.pending.operation_id.size()) std::copy(id.begin(), id.end(), operation.pending.operation_id.begin());
  operation.serial = row.text(1).value_or("");
  operation.identity = row.text(2).value_or("");
  operation.pending.kind = static_cast<OperationKind>(row.integer(3).value_or(1));
  if (row.integer(4)) operation.pending.stage = StageName{number(row.integer(4)), number(row.integer(5)), number(row.integer(6))};
  operation.pending.commit_body = row.blob(7).value_or("");
  operation.intent = row.text(8).value_or("");
  operation.asked = PumpClock(Milliseconds(row.integer(9).value_or(0)));
  operation.outcome = row.text(10).value_or("");
  operation.detail = row.text(11).value_or("");
  if (row.integer(12)) operation.asked_uptime = Uptime(Milliseconds(*row.integer(12)));
  return operation;
}

}  // namespace

Error Records::failed(const char* doing) const {
  const auto what_to_do = [](int code) {
    switch (code & 0xff) {
      case SQLITE_BUSY:
      case SQLITE_LOCKED: return "another programmer is using them: wait until it is done, then try again";
      case SQLITE_FULL: return "free some space on the disk, then try again";
      case SQLITE_READONLY: return "make the file and its folder writable (chmod u+w), or name another folder with --records";
      default: return "check the disk, or name another folder with --records";
    }
  };
  return Error{fmt::format("Could not {} the records in '{}' ({}). Without them a dose could be given twice, so nothing was sent: {}.", doing, path_.string(), sqlite3_errmsg(database_.get()),
                           what_to_do(sqlite3_errcode(database_.get())))};
}

/// One flipped bit in a page's account of its rows could hide an operation that is still uncertain.
std::optional<Error> Records::judge_pages() {
  Statement check(database_.get(), "PRAGMA quick_check(1)");
  const int code = check ? check.step() : sqlite3_errcode(database_.get());
  if (code == SQLITE_ROW && check.text(0) == "ok") return {};
  if (code != SQLITE_ROW && code != SQLITE_CORRUPT && code != SQLITE_NOTADB) return failed("read");
  return Error{fmt::format("'{}' is no programmer's records or is damaged: it was left as it is. Name another folder with --records.", path_.string())};
}

Result<Records> Records::open(const std::filesystem::path& folder) {
  if (auto error = make_private_folder(folder)) return *error;
  const auto path = folder / "programmer.db";
  std::error_code unknown;
  if (fs::symlink_status(path, unknown).type() == fs::file_type::not_found) {
    if (auto error = make_database(path, schema, "a part of these records is lost, and with it what is still uncertain")) return *error;
  }
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW, nullptr);
  Records records(path, Database(raw));
  if (code != SQLITE_OK) return records.failed("open");
  sqlite3_busy_timeout(raw, 5'000);
  if (auto error = records.judge_pages()) return *error;
  if (auto error = judge(path, raw)) return *error;
  if (execute(raw, "PRAGMA synchronous=FULL") != SQLITE_OK) return records.failed("open");
  if (pragma(raw, "PRAGMA user_version") < our_version) {
    if (execute(raw, "BEGIN IMMEDIATE") != SQLITE_OK) return records.failed("open");
    const std::int64_t version = pragma(raw, "PRAGMA user_version");  // another programmer may have been first
    const std::string steps = (version == version_without_pins ? pin_table : "") + (version <= version_without_uptimes ? add_uptimes : "COMMIT");
    if (execute(raw, steps.c_str()) != SQLITE_OK) return records.failed("bring up to date");
  }
  return records;
}

Result<std::optional<RememberedPump>> Records::pump(const std::string& serial) {
  Statement row(database_.get(), "SELECT serial, boot_count, state_version, log_head, clock_ms, uptime_ms FROM pump WHERE serial = ?1");
  if (!row) return failed("read");
  const int code = row.bind_text(1, serial).step();
  if (code == SQLITE_ROW) return std::optional(pump_of(row));
  if (code != SQLITE_DONE) return failed("read");
  return std::optional<RememberedPump>();
}

Result<std::vector<RememberedPump>> Records::pumps() {
  Statement row(database_.get(), "SELECT serial, boot_count, state_version, log_head, clock_ms, uptime_ms FROM pump ORDER BY serial");
  if (!row) return failed("read");
  std::vector<RememberedPump> all;
  int code = SQLITE_ROW;
  while ((code = row.step()) == SQLITE_ROW) all.push_back(pump_of(row));
  if (code != SQLITE_DONE) return failed("read");
  return all;
}

std::optional<Error> Records::saw(const RememberedPump& pump) {
  Statement put(database_.get(),
                "INSERT INTO pump VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(serial) DO UPDATE SET boot_count = max(boot_count, ?2), state_version = max(state_version, ?3),"
                " log_head = max(log_head, ?4), clock_ms = ?5, uptime_ms = ?6");
  if (!put) return failed("write");
  put.bind_text(1, pump.serial).bind(2, static_cast<std::int64_t>(pump.boot_count)).bind(3, static_cast<std::int64_t>(pump.state_version));
  put.bind(4, static_cast<std::int64_t>(pump.log_head)).bind(5, ms(pump.clock)).bind(6, pump.uptime.time_since_epoch().count());
  if (put.run() != SQLITE_DONE) return failed("write");
  return {};
}

std::optional<Error> Records::forget(const std::string& serial) {
  Statement remove(database_.get(), "DELETE FROM pump WHERE serial = ?1");
  if (!remove || remove.bind_text(1, serial).run() != SQLITE_DONE) return failed("write");
  return {};
}

Result<std::vector<PinnedPump>> Records::pins() {
  Statement row(database_.get(), "SELECT serial, fingerprint, role, endpoint, certificate_ends_s FROM pin ORDER BY serial");
  if (!row) return failed("read");
  std::vector<PinnedPump> all;
  int code = SQLITE_ROW;
  while ((code = row.step()) == SQLITE_ROW) {
    PinnedPump pin{std::string(row.text(0).value_or("")), {}, static_cast<Role>(row.integer(2).value_or(0)), std::string(row.text(3).value_or("")), row.integer(4).value_or(0)};
    const auto fingerprint = row.blob(1).value_or("");
    if (fingerprint.size() != pin.fingerprint.size() || pin.role < Role::observer || pin.role > Role::patient) return Error{fmt::format("'{}' is damaged where it keeps whom this programmer is paired with, so nothing was sent: put a saved copy back, or pair anew (`programmer unpair {}`).", path_.string(), pin.serial)};
    std::copy(fingerprint.begin(), fingerprint.end(), pin.fingerprint.begin());
    all.push_back(std::move(pin));
  }
  if (code != SQLITE_DONE) return failed("read");
  return all;
}

Result<std::optional<PinnedPump>> Records::pin(const std::string& serial) {
  auto all = pins();
  if (!all) return all.error();
  for (auto& one : *all) {
    if (one.serial == serial) return std::optional(std::move(one));
  }
  return std::optional<PinnedPump>();
}

std::optional<Error> Records::pin(const PinnedPump& pinned) {
  Statement put(database_.get(), "INSERT OR REPLACE INTO pin VALUES(?1, ?2, ?3, ?4, ?5)");
  if (!put) return failed("write");
  put.bind_text(1, pinned.serial).bind_blob(2, view(pinned.fingerprint)).bind(3, static_cast<std::int64_t>(pinned.role)).bind_text(4, pinned.endpoint).bind(5, pinned.certificate_ends);
  if (put.run() != SQLITE_DONE) return failed("write");
  return {};
}

std::optional<Error> Records::reached(const PinnedPump& pinned) {
  Statement put(database_.get(), "UPDATE pin SET endpoint = ?3, certificate_ends_s = ?4 WHERE serial = ?1 AND fingerprint = ?2");
  if (!put) return failed("write");
  put.bind_text(1, pinned.serial).bind_blob(2, view(pinned.fingerprint)).bind_text(3, pinned.endpoint).bind(4, pinned.certificate_ends);
  if (put.run() != SQLITE_DONE) return failed("write");
  return {};
}

std::optional<Error> Records::unpin(const std::string& serial) {
  Statement remove(database_.get(), "DELETE FROM pin WHERE serial = ?1");
  if (!remove || remove.bind_text(1, serial).run() != SQLITE_DONE) return failed("write");
  return {};
}

std::optional<Error> Records::keep(const KeptOperation& operation) {
  Statement put(database_.get(), "INSERT INTO operation VALUES(NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, '', '', ?11)");
  if (!put) return failed("write");
  const auto& pending = operation.pending;
  put.bind_blob(1, view(pending.operation_id)).bind_text(2, operation.serial).bind_text(3, operation.identity).bind(4, static_cast<std::int64_t>(pending.kind));
  if (pending.stage) {
    put.bind(5, static_cast<std::int64_t>(pending.stage->boot_count)).bind(6, static_cast<std::int64_t>(pending.stage->boot_nonce));
    put.bind(7, static_cast<std::int64_t>(pending.stage->number));
  }
  put.bind_blob(8, pending.commit_body).bind_text(9, operation.intent).bind(10, ms(operation.asked));
  if (operation.asked_uptime) put.bind(11, operation.asked_uptime->time_since_epoch().count());
  if (put.run() != SQLITE_DONE) return failed("write");
  return {};
}

std::optional<Error> Records::settle(const OperationId& id, const std::string& outcome, const std::string& detail) {
  Statement put(database_.get(), "UPDATE operation SET outcome = ?2, detail = ?3 WHERE id = ?1");
  if (!put || put.bind_blob(1, view(id)).bind_text(2, outcome).bind_text(3, detail).run() != SQLITE_DONE) return failed("write");
  return {};
}

Result<std::vector<KeptOperation>> Records::select(const char* condition, std::string_view text, int most) {
  const std::string query = fmt::format(
      "SELECT id, serial, identity, kind, stage_boot, stage_nonce, stage_number, commit_body, intent, asked_ms, outcome, detail, asked_uptime_ms FROM operation {} LIMIT {}", condition, most);
  Statement row(database_.get(), query.c_str());
  if (!row) return failed("read");
  if (!text.empty()) row.bind_text(1, text);
  std::vector<KeptOperation> all;
  int code = SQLITE_ROW;
  while ((code = row.step()) == SQLITE_ROW) all.push_back(operation_of(row));
  if (code != SQLITE_DONE) return failed("read");
  return all;
}

Result<std::vector<KeptOperation>> Records::uncertain(const std::string& serial) { return select("WHERE serial = ?1 AND outcome = '' ORDER BY row", serial, 1'000); }

Result<std::vector<KeptOperation>> Records::boluses_under_way(const std::string& serial) {
  static const std::string condition = fmt::format("WHERE serial = ?1 AND kind = {} AND outcome = 'done' AND detail = '' ORDER BY row", static_cast<int>(OperationKind::bolus));
  return select(condition.c_str(), serial, 1'000);
}

Result<std::string> Records::identity() {
  Statement row(database_.get(), "SELECT identity FROM programmer");
  if (!row || row.step() != SQLITE_ROW) return failed("read");
  return std::string(row.text(0).value_or(""));
}

Result<std::vector<KeptOperation>> Records::operations(int most) { return select("ORDER BY row DESC", {}, most); }

}  // namespace ipt
