#include "pump_sim/host/storage.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "common/check.hpp"
#include "pump_sim/host/storage_file.hpp"

namespace ipt {

namespace fs = std::filesystem;

Storage::Storage(std::filesystem::path path, Database database)
    : path_(std::move(path)), database_(std::move(database)) {}

Result<Storage> Storage::open(const std::filesystem::path& path) {
  auto database = open_storage_file(path);
  if (!database) return database.error();
  Storage storage(path, std::move(*database));
  if (auto error = storage.prepare()) return *error;
  if (auto error = storage.verify()) return *error;
  if (settle_storage_file(storage.database_.get()) != SQLITE_OK) return storage.failed("prepare for writing");
  return storage;
}

std::optional<Error> Storage::prepare() {
  struct Text {
    Statement* statement;
    const char* text;
  };
  const std::array texts{
      Text{&insert_record_, "INSERT INTO record(id, pump, bytes, chain) VALUES(?1, ?2, ?3, ?4)"},
      Text{&insert_snapshot_, "INSERT INTO snapshot(row, pump, after_record, bytes, checksum) VALUES(?1, ?2, ?3, ?4, ?5)"},
      Text{&delete_snapshot_, "DELETE FROM snapshot WHERE row = ?1"},
      Text{&insert_mark_, "INSERT INTO mark(row, pump, uptime_ms, checksum) VALUES(?1, ?2, ?3, ?4)"},
      Text{&update_mark_, "UPDATE mark SET uptime_ms = ?3, checksum = ?4 WHERE row = ?1 AND pump = ?2"},
      Text{&read_records_, "SELECT id, pump, bytes, chain FROM record WHERE id > ?1 ORDER BY id"},
      Text{&read_snapshot_, "SELECT bytes, checksum FROM snapshot WHERE row = ?1"},
      Text{&read_chain_, "SELECT pump, chain FROM record WHERE id = ?1"},
  };
  for (const auto& [statement, text] : texts) {
    *statement = Statement(database_.get(), text);
    if (!*statement) return failed("read");
  }
  return std::nullopt;
}

Error Storage::failed(const char* doing) const {
  return storage_error(path_, doing, sqlite3_extended_errcode(database_.get()), sqlite3_errmsg(database_.get()));
}

Error Storage::damaged(const std::string& what) const { return storage_damaged(path_, what); }

std::vector<std::string> Storage::pumps() const {
  std::vector<std::string> names;
  for (const auto& [name, head] : heads_) names.push_back(name);
  return names;
}

RecordId Storage::last_record(std::string_view pump) const {
  const auto found = heads_.find(pump);
  return found == heads_.end() ? 0 : found->second.last_record;
}

/// The pump's head, remembered as it was so that a failed transaction can put it back.
Storage::Head& Storage::changing(std::string_view pump) {
  const auto found = heads_.find(pump);
  if (found != heads_.end()) {
    undo_.emplace_back(found->first, found->second);
    return found->second;
  }
  undo_.emplace_back(pump, std::nullopt);
  return heads_[std::string(pump)];
}

bool Storage::put_record(const Entry& entry) {
  Head& head = changing(entry.pump);
  head.chain = record_chain(head.chain, next_record_, entry.pump, entry.bytes);
  head.last_record = next_record_;
  insert_record_.bind(1, next_record_++).bind_text(2, entry.pump).bind_blob(3, entry.bytes);
  if (insert_record_.bind_blob(4, bytes_of(head.chain)).run() != SQLITE_DONE) return false;
  return !entry.time_mark || put_mark(entry.pump, *entry.time_mark);
}

bool Storage::put_mark(std::string_view pump, Uptime mark) {
  Head& head = changing(pump);
  head.mark = mark;
  const bool is_new = head.mark_row == 0;
  if (is_new) head.mark_row = next_mark_row_++;
  Statement& put = is_new ? insert_mark_ : update_mark_;
  const Digest checksum = mark_checksum(head.mark_row, mark, pump);
  put.bind(1, head.mark_row).bind_text(2, pump).bind(3, mark.time_since_epoch().count());
  return put.bind_blob(4, bytes_of(checksum)).run() == SQLITE_DONE;
}

bool Storage::put_snapshot(std::string_view pump, RecordId after_record, std::string_view bytes, const Digest& chain) {
  Head& head = changing(pump);
  const std::int64_t row = next_snapshot_row_++;
  const Digest checksum = snapshot_checksum(chain, row, after_record, pump, bytes);
  insert_snapshot_.bind(1, row).bind_text(2, pump).bind(3, after_record).bind_blob(4, bytes);
  if (insert_snapshot_.bind_blob(5, bytes_of(checksum)).run() != SQLITE_DONE) return false;
  head.snapshots.push_back({row, after_record});
  if (head.snapshots.size() <= 2) return true;
  const std::int64_t oldest = head.snapshots.front().row;
  head.snapshots.erase(head.snapshots.begin());
  return delete_snapshot_.bind(1, oldest).run() == SQLITE_DONE;
}

template <class Change>
std::optional<Error> Storage::durably(const char* doing, Change change) {
  if (outcome_unknown_) {
    return Error{"The last write to '" + path_.string() +
                 "' failed half way, and the file cannot be read or written since, so nothing is recorded: check the disk."};
  }
  IPT_CHECK(database_ != nullptr);
  const auto next = std::array{next_record_, next_snapshot_row_, next_mark_row_};
  undo_.clear();
  const bool begun = execute(database_.get(), "BEGIN IMMEDIATE") == SQLITE_OK;
  const bool changed = begun && change();
  if (changed) pass(CrashPoint::in_transaction);
  if (changed && execute(database_.get(), "COMMIT") == SQLITE_OK) {
    pass(CrashPoint::after_transaction);
    return std::nullopt;
  }

  const Error error = failed(doing);
  // Only a commit that broke off while it was being made durable leaves a doubt.
  outcome_unknown_ = changed && (sqlite3_errcode(database_.get()) & 0xff) == SQLITE_IOERR;
  if (begun && sqlite3_get_autocommit(database_.get()) == 0) execute(database_.get(), "ROLLBACK");
  std::tie(next_record_, next_snapshot_row_, next_mark_row_) = std::tuple(next[0], next[1], next[2]);
  for (auto before = undo_.rbegin(); before != undo_.rend(); ++before) {
    if (before->second) heads_[before->first] = *before->second;
    else heads_.erase(before->first);
  }
  return error;
}

std::optional<Error> Storage::settle() {
  if (!outcome_unknown_) return {};
  CrashPlan* const crash = crash_;
  if (database_) sqlite3_db_config(database_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  *this = Storage(fs::path(path_), nullptr);  // closed: its lock would keep us out
  outcome_unknown_ = true;
  crash_ = crash;
  auto opened = open(path_);
  if (!opened) return opened.error();
  *this = *std::move(opened);
  crash_ = crash;
  // After a failed flush the system may hold pages for written that are not. A checkpoint writes all of them once more.
  if (sqlite3_wal_checkpoint_v2(database_.get(), "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr) == SQLITE_OK) {
    // The log is empty now, and must stay so: on the disk it may lack its newest frames, and what is left of it there
    // would come back over the newer file when the power goes.
    sqlite3_file* log = nullptr;
    sqlite3_file_control(database_.get(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    if (log != nullptr && log->pMethods != nullptr && log->pMethods->xSync(log, SQLITE_SYNC_FULL) == SQLITE_OK) return {};
  }
  outcome_unknown_ = true;
  return failed("make durable what it holds");
}

Result<RecordId> Storage::append(std::span<const Entry> entries) {
  IPT_CHECK(!entries.empty());
  auto error = durably("record", [&] {
    return std::all_of(entries.begin(), entries.end(), [&](const Entry& entry) { return put_record(entry); });
  });
  if (error) return *error;
  return next_record_ - 1;
}

Result<RecordId> Storage::append(std::string_view pump, std::string_view bytes, std::optional<Uptime> time_mark) {
  const Entry entry{pump, bytes, time_mark};
  return append(std::span(&entry, 1));
}

std::optional<Error> Storage::reserve(std::string_view pump, Uptime mark) {
  return durably("record the time", [&] {
    const bool put = put_mark(pump, mark);
    pass(CrashPoint::time_mark);
    return put;
  });
}

std::optional<Digest> Storage::chain_at(std::string_view pump, RecordId record) {
  if (record == 0) return Digest{};
  ResetAtEnd reset(read_chain_);
  if (read_chain_.bind(1, record).step() != SQLITE_ROW || read_chain_.text(0) != pump) return std::nullopt;
  const auto chain = read_chain_.blob(1);
  Digest digest{};
  if (!chain || chain->size() != digest.size()) return std::nullopt;
  std::copy(chain->begin(), chain->end(), reinterpret_cast<char*>(digest.data()));
  return digest;
}

std::optional<Error> Storage::snapshot(std::string_view pump, RecordId after_record, std::string_view bytes) {
  const auto head = heads_.find(pump);
  const bool is_newest = head != heads_.end() && head->second.last_record == after_record;
  const auto chain = is_newest ? std::optional(head->second.chain) : chain_at(pump, after_record);
  if (!chain) return failed("keep a snapshot");  // a file that cannot be read now is no reason to end the process
  IPT_CHECK(head == heads_.end() || head->second.snapshots.empty() ||
            head->second.snapshots.back().after_record <= after_record);
  return durably("keep a snapshot", [&] {
    const bool put = put_snapshot(pump, after_record, bytes, *chain);
    pass(CrashPoint::snapshot);
    return put;
  });
}

}  // namespace ipt
