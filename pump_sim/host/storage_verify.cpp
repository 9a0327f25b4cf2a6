// Reading back what storage.cpp wrote, believing none of it.
#include <fmt/format.h>

#include <limits>

#include "common/check.hpp"
#include "pump_sim/host/storage.hpp"
#include "pump_sim/host/storage_file.hpp"

namespace ipt {

std::optional<Error> Storage::verify() {
  if (auto error = verify_records()) return error;
  if (auto error = verify_snapshots()) return error;
  return verify_marks();
}

std::optional<Error> Storage::verify_records() {
  ResetAtEnd reset(read_records_);
  read_records_.bind(1, std::numeric_limits<std::int64_t>::min());
  int code = SQLITE_ROW;
  while ((code = read_records_.step()) == SQLITE_ROW) {
    const auto id = read_records_.integer(0);
    const auto pump = read_records_.text(1);
    const auto bytes = read_records_.blob(2);
    const auto chain = read_records_.blob(3);
    if (id != next_record_) return damaged(fmt::format("record {} is missing", next_record_));
    if (!pump || !bytes || !chain) return damaged(fmt::format("record {} is not what a record is", *id));
    auto found = heads_.find(*pump);
    const Digest before = found == heads_.end() ? Digest{} : found->second.chain;
    const Digest expected = record_chain(before, *id, *pump, *bytes);
    if (*chain != bytes_of(expected)) return damaged(fmt::format("record {} does not match its checksum", *id));
    if (found == heads_.end()) found = heads_.emplace(*pump, Head{}).first;
    found->second.chain = expected;
    found->second.last_record = *id;
    ++next_record_;
  }
  if (code != SQLITE_DONE) return failed("read the records");
  return std::nullopt;
}

std::optional<Error> Storage::verify_snapshots() {
  Statement rows(database_.get(), "SELECT row, pump, after_record, bytes, checksum FROM snapshot ORDER BY row");
  if (!rows) return failed("read the snapshots");
  int code = SQLITE_ROW;
  while ((code = rows.step()) == SQLITE_ROW) {
    const auto row = rows.integer(0);
    const auto pump = rows.text(1);
    const auto after = rows.integer(2);
    const auto bytes = rows.blob(3);
    const auto checksum = rows.blob(4);
    if (!row || !pump || !after || !bytes || !checksum) return damaged("a snapshot is not what a snapshot is");
    const auto chain = chain_at(*pump, *after);
    if (!chain || *checksum != bytes_of(snapshot_checksum(*chain, *row, *after, *pump, *bytes)))
      return damaged(fmt::format("the snapshot after record {} does not match its checksum", *after));
    Head& head = heads_[std::string(*pump)];
    if (head.snapshots.size() == 2 || (!head.snapshots.empty() && head.snapshots.back().after_record > *after))
      return damaged(fmt::format("the snapshot after record {} is one too many", *after));
    head.snapshots.push_back({*row, *after});
    next_snapshot_row_ = *row + 1;
  }
  if (code != SQLITE_DONE) return failed("read the snapshots");
  return std::nullopt;
}

std::optional<Error> Storage::verify_marks() {
  Statement rows(database_.get(), "SELECT row, pump, uptime_ms, checksum FROM mark ORDER BY row");
  if (!rows) return failed("read the time marks");
  int code = SQLITE_ROW;
  while ((code = rows.step()) == SQLITE_ROW) {
    const auto row = rows.integer(0);
    const auto pump = rows.text(1);
    const auto uptime = rows.integer(2);
    const auto checksum = rows.blob(3);
    if (row != next_mark_row_) return damaged(fmt::format("time mark {} is missing", next_mark_row_));
    if (!pump || !uptime || !checksum) return damaged(fmt::format("time mark {} is not what one is", *row));
    const Uptime mark{Milliseconds{*uptime}};
    if (*checksum != bytes_of(mark_checksum(*row, mark, *pump)))
      return damaged(fmt::format("time mark {} does not match its checksum", *row));
    Head& head = heads_[std::string(*pump)];
    if (head.mark) return damaged(fmt::format("time mark {} is one too many", *row));
    head.mark = mark;
    head.mark_row = *row;
    ++next_mark_row_;
  }
  if (code != SQLITE_DONE) return failed("read the time marks");
  return std::nullopt;
}

Result<Memory> Storage::load(std::string_view pump) {
  const auto found = heads_.find(pump);
  if (found == heads_.end()) {
    return Error{fmt::format("'{}' holds no pump '{}', so there is nothing to go on from: name one of those it holds ({}).",
                             path_.string(), pump, fmt::join(pumps(), ", "))};
  }
  const Head& head = found->second;
  Memory memory{.snapshot = {}, .records = {}, .time_mark = head.mark};
  RecordId after = 0;
  if (!head.snapshots.empty()) {
    const auto& [row, after_record] = head.snapshots.back();
    ResetAtEnd reset(read_snapshot_);
    if (read_snapshot_.bind(1, row).step() != SQLITE_ROW) return failed("read a snapshot");
    const auto bytes = read_snapshot_.blob(0);
    const auto checksum = read_snapshot_.blob(1);
    const auto chain = chain_at(pump, after_record);
    if (!bytes || !checksum || !chain ||
        *checksum != bytes_of(snapshot_checksum(*chain, row, after_record, pump, *bytes)))
      return damaged(fmt::format("the snapshot after record {} does not match its checksum", after_record));
    memory.snapshot = {after_record, std::string(*bytes)};
    after = after_record;
  }
  auto chain = chain_at(pump, after);
  if (!chain) return damaged(fmt::format("record {} is missing", after));
  ResetAtEnd reset(read_records_);
  read_records_.bind(1, after);
  int code = SQLITE_ROW;
  while ((code = read_records_.step()) == SQLITE_ROW) {
    const auto id = read_records_.integer(0);
    if (read_records_.text(1) != pump) continue;
    const auto bytes = read_records_.blob(2);
    if (!id || !bytes) return damaged("a record is not what a record is");
    *chain = record_chain(*chain, *id, pump, *bytes);
    if (read_records_.blob(3) != bytes_of(*chain))
      return damaged(fmt::format("record {} does not match its checksum", *id));
    memory.records.push_back({*id, std::string(*bytes)});
  }
  if (code != SQLITE_DONE) return failed("read the records");
  if (*chain != head.chain) return damaged("its newest records are missing");
  return memory;
}

}  // namespace ipt
