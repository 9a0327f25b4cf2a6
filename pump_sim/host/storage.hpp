#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/result.hpp"
#include "common/time.hpp"
#include "common/shell/sqlite.hpp"
#include "pump_sim/host/crash_plan.hpp"
#include "pump_sim/host/storage_checksum.hpp"

namespace ipt {

/// Where a record stands among the records of all pumps of one file: 1, 2, 3 … without a gap.
using RecordId = std::int64_t;

/// What one pump remembers: its newest snapshot, then every record after it, in order.
struct Memory {
  struct Snapshot {
    RecordId after_record = 0;  ///< the last record that the snapshot contains; 0: none
    std::string bytes;
    bool operator==(const Snapshot&) const = default;
  };
  struct Record {
    RecordId id = 0;
    std::string bytes;
    bool operator==(const Record&) const = default;
  };
  std::optional<Snapshot> snapshot;
  std::vector<Record> records;
  std::optional<Uptime> time_mark;  ///< no reply has shown a later time than this
  bool operator==(const Memory&) const = default;
};

/// The durable memory of the pumps of one process: one SQLite file, held alone. What it returns as stored survives a
/// crash at any later instant. Every error is one sentence that says what happened, what it means and what to do;
/// after an error nothing in the file has changed. Not for several threads.
class Storage {
 public:
  /// Opens the file, or makes it where there is none, and verifies all of it: every checksum, every chain, no id left
  /// out. A damaged, foreign, newer or doubly opened file is refused and stays byte for byte as it was.
  static Result<Storage> open(const std::filesystem::path& path);

  /// Who has a record, a snapshot or a time mark here, in alphabetical order.
  [[nodiscard]] std::vector<std::string> pumps() const;
  /// The newest record of a pump, 0 if it has none.
  [[nodiscard]] RecordId last_record(std::string_view pump) const;

  /// One record of one pump, and perhaps a new time mark with it.
  struct Entry {
    std::string_view pump;
    std::string_view bytes;
    std::optional<Uptime> time_mark;
  };
  /// All of these or none, in one transaction. Returns the id of the last; the others precede it without a gap.
  Result<RecordId> append(std::span<const Entry> entries);
  Result<RecordId> append(std::string_view pump, std::string_view bytes, std::optional<Uptime> time_mark = {});

  /// From now on a restart resumes this pump's time at `mark`.
  std::optional<Error> reserve(std::string_view pump, Uptime mark);

  /// Keeps the pump's state as it was after that record (0: before any). Only the newest two are kept; records stay.
  /// Snapshots of a pump come in the order of their records.
  std::optional<Error> snapshot(std::string_view pump, RecordId after_record, std::string_view bytes);

  /// An error for a pump that is not in this file.
  Result<Memory> load(std::string_view pump);

  /// Every write passes the points of this plan, which must live as long.
  void crash_by(CrashPlan* plan) { crash_ = plan; }

  /// The last write failed while it was being made durable: it may come back at the next opening, or not. Every write
  /// is refused until settle() has succeeded.
  [[nodiscard]] bool outcome_unknown() const { return outcome_unknown_; }
  /// After a write with an unknown outcome: opens the file anew, verifies it and makes durable what it holds, so that
  /// last_record tells what became of that write. An error: it is still unknown. Otherwise nothing happens.
  std::optional<Error> settle();

 private:
  struct SnapshotRow {
    std::int64_t row = 0;
    RecordId after_record = 0;
  };
  /// What the next write of a pump has to know.
  struct Head {
    RecordId last_record = 0;
    Digest chain{};
    std::vector<SnapshotRow> snapshots;  ///< oldest first, at most two
    std::int64_t mark_row = 0;           ///< 0: none yet
    std::optional<Uptime> mark;
  };
  using Heads = std::map<std::string, Head, std::less<>>;
  Storage(std::filesystem::path path, Database database);
  std::optional<Error> verify();
  std::optional<Error> verify_records();
  std::optional<Error> verify_snapshots();
  std::optional<Error> verify_marks();
  std::optional<Error> prepare();
  [[nodiscard]] Error failed(const char* doing) const;
  [[nodiscard]] Error damaged(const std::string& what) const;
  [[nodiscard]] std::optional<Digest> chain_at(std::string_view pump, RecordId record);
  /// Runs `change` in one transaction. If anything fails, file and heads are as before.
  template <class Change>
  std::optional<Error> durably(const char* doing, Change change);
  bool put_record(const Entry& entry);
  bool put_mark(std::string_view pump, Uptime mark);
  bool put_snapshot(std::string_view pump, RecordId after_record, std::string_view bytes, const Digest& chain);
  Head& changing(std::string_view pump);
  void pass(CrashPoint point) const {
    if (crash_ != nullptr) crash_->pass(point);
  }

  std::filesystem::path path_;
  Database database_;
  Statement insert_record_, insert_snapshot_, delete_snapshot_, insert_mark_, update_mark_;
  Statement read_records_, read_snapshot_, read_chain_;
  Heads heads_;
  std::vector<std::pair<std::string, std::optional<Head>>> undo_;  ///< heads as they were, during a transaction
  RecordId next_record_ = 1;
  std::int64_t next_snapshot_row_ = 1;
  std::int64_t next_mark_row_ = 1;
  bool outcome_unknown_ = false;
  CrashPlan* crash_ = nullptr;
};

}  // namespace ipt
