#pragma once
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "pump_sim/host/state.hpp"
#include "pump_sim/host/storage.hpp"
#include "tools/benchmarks/life.hpp"

namespace ipt {

/// A pump whose every operation is durable before it is answered: its life of program changes, as records.
struct LongLife {
  FirmwareSettings settings;
  Snapshot newborn;
  std::vector<std::string> records;  ///< one program change each
  Snapshot before_the_last;          ///< a snapshot as a process takes it, with most records before it
  std::size_t records_in_it = 0;
};
/// So many program changes that the pump's log is full, with as many records after the newest snapshot as there ever are.
LongLife long_life();

/// Operations a second of wall time, each a transaction of its own, until the slice is over.
class DurableOperations {
 public:
  DurableOperations(const std::filesystem::path& folder, const LongLife&);
  double through_storage(std::chrono::nanoseconds slice);
  /// The floor: the same bytes appended to a file, and fdatasync.
  double through_a_file(std::chrono::nanoseconds slice);
  ~DurableOperations();
  DurableOperations(const DurableOperations&) = delete;
  DurableOperations& operator=(const DurableOperations&) = delete;

 private:
  const std::string& next() { return records_[++turn_ % records_.size()]; }
  const std::vector<std::string>& records_;
  Storage storage_;
  std::size_t turn_ = 0;
  Milliseconds mark_{0};
  int file_ = -1;
};

/// Events a second of wall time of ten thousand pumps, one event of each in one transaction, until the slice is over.
class ManyPumps {
 public:
  explicit ManyPumps(const std::filesystem::path& folder);
  double record_events(std::chrono::nanoseconds slice);

 private:
  Storage storage_;
  std::vector<std::string> names_;
  std::string event_;
};

/// A pump's memory as a kill left it, and how long it takes until that pump can be asked again.
class Recovery {
 public:
  Recovery(const std::filesystem::path& folder, const LongLife&);
  /// Milliseconds of wall time.
  double recover();

 private:
  std::filesystem::path folder_;
};

}  // namespace ipt
