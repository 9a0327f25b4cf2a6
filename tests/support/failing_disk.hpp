#pragma once
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>

struct DiskFault {
  bool nth_is_made = false;
  bool heals = false;  ///< only the n-th fails
};

/// While this lives, writes to SQLite's files fail: the n-th alone, or all from the n-th on. The n-th may be made whole and
/// reported as failed all the same, as when a disk breaks between a write and its flush.
class FailingDisk {
 public:
  FailingDisk(int nth, DiskFault manner) {
    writes_ = 0;
    nth_ = nth;
    manner_ = manner;
    put(reinterpret_cast<sqlite3_syscall_ptr>(write));
  }
  ~FailingDisk() { put(nullptr); }
  FailingDisk(const FailingDisk&) = delete;
  FailingDisk& operator=(const FailingDisk&) = delete;

  [[nodiscard]] bool has_failed() const { return writes_ >= nth_; }

 private:
  static ssize_t write(int file, const void* bytes, std::size_t size, off_t place) {
    ++writes_;
    const bool fails = manner_.heals ? writes_ == nth_ : writes_ >= nth_;
    if (!fails || (manner_.nth_is_made && writes_ == nth_)) {
      const ssize_t made = ::pwrite(file, bytes, size, place);
      if (!fails || made < 0) return made;
    }
    errno = EIO;
    return -1;
  }
  static void put(sqlite3_syscall_ptr call) {
    sqlite3_vfs* const files = sqlite3_vfs_find("unix");
    for (const char* name : {"pwrite", "pwrite64"}) files->xSetSystemCall(files, name, call);
  }

  static inline int writes_ = 0;
  static inline int nth_ = 0;
  static inline DiskFault manner_;
};
