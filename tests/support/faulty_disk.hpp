#pragma once
#include <sqlite3.h>
#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ipt {

/// A disk that can lose power, run full or fail. While it lives, all SQLite files of this process are on it: they are
/// ordinary files, and it knows of each what a sync has made durable and what was only written since. Syncs cost nothing.
class FaultyDisk {
 public:
  FaultyDisk();
  ~FaultyDisk();
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

  /// What can be seen to happen to a disk: each write, cut, sync and removal of a file is one event.
  [[nodiscard]] int events() const { return events_; }
  [[nodiscard]] int syncs() const { return syncs_; }

  /// At the nth event from now the power goes: that event happens perhaps, and nothing more until power_back.
  void lose_power_at(int nth) { power_until_ = events_ + nth; }
  [[nodiscard]] bool has_power() const { return power_; }

  /// What of the events since each file's last sync is on the disk afterwards.
  enum class Survives { nothing, everything, half_of_the_last, garbage_in_the_last, only_the_last, every_other };
  static constexpr Survives all_ways[] = {Survives::nothing,      Survives::everything,    Survives::half_of_the_last, Survives::garbage_in_the_last,
                                          Survives::only_the_last, Survives::every_other};
  /// The files of this folder become what the power failure left of them. Nothing may have them open.
  void power_back(const std::filesystem::path& folder, Survives);

  /// As a disk that says "synced" and is not; or SQLite with synchronous=OFF.
  void ignore_syncs() { ignores_syncs_ = true; }
  /// From now on every write fails so (SQLITE_FULL, SQLITE_IOERR_WRITE); SQLITE_OK: no more.
  void fail_writes_with(int code) { write_error_ = code; }
  /// The same for syncs (SQLITE_IOERR_FSYNC). What a failed sync should have written is never on the disk unless it is
  /// written again, though the file reads as if it were: so does Linux.
  void fail_syncs_with(int code) { sync_error_ = code, fails_once_ = false; }
  void fail_the_next_sync_with(int code) { sync_error_ = code, fails_once_ = true; }

 private:
  friend struct FaultyFile;
  friend struct FaultyVfs;
  using Inode = std::pair<dev_t, ino_t>;
  struct Change {
    std::uint64_t place = 0;
    std::string bytes;
    bool cuts = false;  ///< the file ends at `place`
  };
  struct Content {
    std::string durable;
    bool is_durable = false;  ///< the file as such
    std::vector<Change> since_sync;
  };
  bool event();
  static std::string after(const Content&, Survives);
  static Content found(const std::filesystem::path&);

  sqlite3_vfs* real_;
  sqlite3_vfs mine_;
  std::map<Inode, Content> files_;
  std::map<std::string, std::string> removed_;  ///< path and durable content of what is gone since the folder's last sync
  int events_ = 0, syncs_ = 0, power_until_ = 0;
  int write_error_ = SQLITE_OK, sync_error_ = SQLITE_OK;
  bool power_ = true, ignores_syncs_ = false, fails_once_ = false;
};

}  // namespace ipt
