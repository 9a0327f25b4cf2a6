#include "tests/support/faulty_disk.hpp"

#include <sys/stat.h>

#include <cstdlib>
#include <new>
#include <optional>

#include "tests/support/file_bytes.hpp"

namespace ipt {
namespace {

std::optional<std::pair<dev_t, ino_t>> inode_of(const char* path) {
  struct stat status {};
  if (path == nullptr || ::stat(path, &status) != 0) return {};
  return std::pair(status.st_dev, status.st_ino);
}

void apply(std::string& content, std::uint64_t place, const std::string& bytes) {
  if (content.size() < place + bytes.size()) content.resize(place + bytes.size());
  content.replace(place, bytes.size(), bytes);
}

}  // namespace

/// SQLite's view of an open file, with the real one behind it in the same memory.
struct FaultyFile {
  sqlite3_file base;
  FaultyDisk* disk;
  FaultyDisk::Inode inode;
  bool is_known;

  static FaultyFile& of(sqlite3_file* file) { return *reinterpret_cast<FaultyFile*>(file); }
  static sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<sqlite3_file*>(reinterpret_cast<FaultyFile*>(file) + 1); }
  static const sqlite3_io_methods& methods(sqlite3_file* file) { return *real(file)->pMethods; }

  static int close(sqlite3_file* file) { return methods(file).xClose(real(file)); }
  static int read(sqlite3_file* file, void* into, int size, sqlite3_int64 place) { return methods(file).xRead(real(file), into, size, place); }
  static int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 place) {
    return change(file, {static_cast<std::uint64_t>(place), std::string(static_cast<const char*>(from), static_cast<std::size_t>(size)), false},
                  [&] { return methods(file).xWrite(real(file), from, size, place); });
  }
  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    return change(file, {static_cast<std::uint64_t>(size), {}, true}, [&] { return methods(file).xTruncate(real(file), size); });
  }
  template <class Really>
  static int change(sqlite3_file* file, FaultyDisk::Change change, Really really) {
    auto& [base, disk, inode, is_known] = of(file);
    if (!disk->power_) return SQLITE_IOERR_WRITE;
    if (disk->write_error_ != SQLITE_OK) return disk->write_error_;
    if (is_known) disk->files_[inode].since_sync.push_back(std::move(change));
    return disk->event() ? really() : SQLITE_IOERR_WRITE;
  }
  static int sync(sqlite3_file* file, int) {
    auto& [base, disk, inode, is_known] = of(file);
    if (!disk->power_) return SQLITE_IOERR_FSYNC;
    if (disk->sync_error_ != SQLITE_OK) {  // and the system takes what it could not write for written
      if (is_known) disk->files_[inode].since_sync.clear();
      return disk->fails_once_ ? std::exchange(disk->sync_error_, SQLITE_OK) : disk->sync_error_;
    }
    ++disk->syncs_;
    if (!disk->event()) return SQLITE_IOERR_FSYNC;
    if (!is_known || disk->ignores_syncs_) return SQLITE_OK;
    auto& content = disk->files_[inode];
    content.durable = FaultyDisk::after(content, FaultyDisk::Survives::everything);
    content.since_sync.clear();
    if (!content.is_durable) disk->removed_.clear();  // SQLite syncs the folder of a new log or journal with its first sync
    content.is_durable = true;
    return SQLITE_OK;
  }
  static int size(sqlite3_file* file, sqlite3_int64* size) { return methods(file).xFileSize(real(file), size); }
  static int lock(sqlite3_file* file, int kind) { return methods(file).xLock(real(file), kind); }
  static int unlock(sqlite3_file* file, int kind) { return methods(file).xUnlock(real(file), kind); }
  static int is_reserved(sqlite3_file* file, int* is) { return methods(file).xCheckReservedLock(real(file), is); }
  static int control(sqlite3_file* file, int verb, void* what) { return methods(file).xFileControl(real(file), verb, what); }
  static int sector_size(sqlite3_file* file) { return methods(file).xSectorSize(real(file)); }
  static int traits(sqlite3_file*) { return 0; }  // nothing that a page write could rely on
  static int shared_map(sqlite3_file* file, int page, int size, int extend, void volatile** at) { return methods(file).xShmMap(real(file), page, size, extend, at); }
  static int shared_lock(sqlite3_file* file, int place, int count, int flags) { return methods(file).xShmLock(real(file), place, count, flags); }
  static void shared_barrier(sqlite3_file* file) { methods(file).xShmBarrier(real(file)); }
  static int shared_unmap(sqlite3_file* file, int remove) { return methods(file).xShmUnmap(real(file), remove); }

  static constexpr sqlite3_io_methods table{2,     close,  read,         write,   truncate,    sync,   size,       lock,        unlock,
                                            is_reserved, control, sector_size, traits, shared_map, shared_lock, shared_barrier, shared_unmap, nullptr, nullptr};
};

struct FaultyVfs {
  static FaultyDisk& disk(sqlite3_vfs* vfs) { return *static_cast<FaultyDisk*>(vfs->pAppData); }

  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out) {
    FaultyDisk& disk = FaultyVfs::disk(vfs);
    file->pMethods = nullptr;
    if (!disk.power_) return SQLITE_CANTOPEN;
    auto* mine = new (file) FaultyFile{{nullptr}, &disk, {}, false};
    const int code = disk.real_->xOpen(disk.real_, name, FaultyFile::real(file), flags, out);
    if (code != SQLITE_OK) return code;
    if (const auto inode = inode_of(name)) {
      mine->inode = *inode;
      mine->is_known = true;
      disk.files_.try_emplace(*inode, FaultyDisk::found(name));
    }
    mine->base.pMethods = &FaultyFile::table;
    return SQLITE_OK;
  }
  static int remove(sqlite3_vfs* vfs, const char* name, int sync_folder) {
    FaultyDisk& disk = FaultyVfs::disk(vfs);
    if (!disk.power_ || !disk.event()) return SQLITE_IOERR_DELETE;
    if (const auto inode = inode_of(name)) {
      const auto known = disk.files_.find(*inode);
      if (known != disk.files_.end() && known->second.is_durable) disk.removed_[name] = known->second.durable;
      if (known != disk.files_.end()) disk.files_.erase(known);
    }
    if (sync_folder != 0) disk.removed_.clear();
    return disk.real_->xDelete(disk.real_, name, 0);
  }
  /// A busy database is waited for without waiting.
  static int pause(sqlite3_vfs*, int microseconds) { return microseconds; }
};

FaultyDisk::FaultyDisk() : real_(sqlite3_vfs_find("unix")), mine_(*real_) {
  mine_.szOsFile += static_cast<int>(sizeof(FaultyFile));
  mine_.pAppData = this;
  mine_.pNext = nullptr;
  mine_.xOpen = FaultyVfs::open;
  mine_.xDelete = FaultyVfs::remove;
  mine_.xSleep = FaultyVfs::pause;
  sqlite3_vfs_unregister(real_);
  sqlite3_vfs_register(&mine_, 1);
}

FaultyDisk::~FaultyDisk() {
  sqlite3_vfs_unregister(&mine_);
  sqlite3_vfs_register(real_, 1);
}

FaultyDisk::Content FaultyDisk::found(const std::filesystem::path& path) {
  std::string bytes = bytes_of_file(path);
  const bool was_there = !bytes.empty();
  return {std::move(bytes), was_there, {}};
}

/// Whether it happens as it should.
bool FaultyDisk::event() {
  ++events_;
  if (power_until_ == 0 || events_ < power_until_) return true;
  power_ = false;
  return false;
}

std::string FaultyDisk::after(const Content& content, Survives survives) {
  std::string bytes = content.durable;
  const std::size_t count = content.since_sync.size();
  for (std::size_t n = 0; n < count; ++n) {
    const bool is_last = n + 1 == count;
    if (survives == Survives::nothing || (survives == Survives::only_the_last && !is_last) || (survives == Survives::every_other && n % 2 == 1)) continue;
    auto [place, written, cuts] = content.since_sync[n];
    const bool is_torn = is_last && !cuts && (survives == Survives::half_of_the_last || survives == Survives::garbage_in_the_last);
    if (is_torn && survives == Survives::half_of_the_last) written.resize(written.size() / 2);
    if (is_torn && survives == Survives::garbage_in_the_last) written.replace(written.size() / 2, written.npos, written.size() - written.size() / 2, '\x5A');
    if (cuts) bytes.resize(place);
    else apply(bytes, place, written);
  }
  return bytes;
}

void FaultyDisk::power_back(const std::filesystem::path& folder, Survives survives) {
  std::vector<std::filesystem::path> there;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) there.push_back(entry.path());
  for (const auto& path : there) {
    const auto known = files_.find(inode_of(path.c_str()).value_or(Inode{}));
    if (known == files_.end()) continue;
    if (survives == Survives::nothing && !known->second.is_durable) std::filesystem::remove(path);
    else put_file(path, after(known->second, survives));
  }
  if (survives == Survives::nothing) {
    for (const auto& [path, content] : removed_) {
      if (std::filesystem::path(path).parent_path() == folder && !std::filesystem::exists(path)) put_file(path, content);
    }
  }
  files_.clear();
  removed_.clear();
  power_ = true;
  power_until_ = 0;
}

}  // namespace ipt
