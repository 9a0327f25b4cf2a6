// Files that must be refused, and stay as they are.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "pump_sim/host/storage.hpp"
#include "pump_sim/host/storage_file.hpp"
#include "tests/support/as_nobody.hpp"
#include "tests/support/file_bytes.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace ipt;
using namespace std::chrono_literals;

namespace {

/// Why the file is refused; empty if it is not.
std::string refusal(const std::filesystem::path& path) {
  auto storage = Storage::open(path);
  return storage ? "" : storage.error().text;
}

bool says(const std::string& text, const std::string& words) { return text.find(words) != text.npos; }

void run_sql(const std::filesystem::path& path, const char* text) {
  sqlite3* raw = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &raw) == SQLITE_OK);
  Database database(raw);
  REQUIRE(execute(raw, text) == SQLITE_OK);
}

/// A pump with records, two snapshots and a time mark.
void fill(const std::filesystem::path& path) {
  auto storage = Storage::open(path);
  REQUIRE(storage);
  REQUIRE(storage->append("pump-A", "the first record", Uptime{1s}));
  REQUIRE(storage->append("pump-B", "another pump's record", Uptime{2s}));
  REQUIRE_FALSE(storage->snapshot("pump-A", 1, "the older snapshot"));
  REQUIRE(storage->append("pump-A", "the second record"));
  REQUIRE_FALSE(storage->snapshot("pump-A", 3, "the newer snapshot"));
  REQUIRE(storage->append("pump-A", "the third record"));
}

/// Refused with these words, and not a byte changed, nor a file added beside it.
void check_refused(const std::filesystem::path& path, const std::string& words) {
  const std::string before = bytes_of_file(path);
  const std::string text = refusal(path);
  CAPTURE(text);
  CHECK(says(text, words));
  CHECK(says(text, path.string()));
  CHECK(text.ends_with("."));
  CHECK(bytes_of_file(path) == before);
  CHECK_FALSE(std::filesystem::exists(path.string() + "-wal"));
  CHECK_FALSE(std::filesystem::exists(path.string() + "-shm"));
}

}  // namespace

TEST_CASE("a text file is not taken for a pump's memory") {
  TemporaryFolder folder;
  put_file(folder / "letter.txt", std::string(5'000, 'x'));
  check_refused(folder / "letter.txt", "is not a pump's memory");
  put_file(folder / "short.txt", "Dear Sir or Madam");
  check_refused(folder / "short.txt", "too short");
  put_file(folder / "empty.txt", "");
  check_refused(folder / "empty.txt", "too short");
}

TEST_CASE("another program's database is left alone, its unfinished log too") {
  TemporaryFolder folder;
  run_sql(folder / "other.db", "CREATE TABLE t(x); INSERT INTO t VALUES(1)");
  check_refused(folder / "other.db", "another program");

  // One that its program left without closing: opening it with SQLite would finish its log.
  sqlite3* raw = nullptr;
  REQUIRE(sqlite3_open((folder / "live.db").c_str(), &raw) == SQLITE_OK);
  Database live(raw);
  REQUIRE(execute(raw, "PRAGMA journal_mode=WAL; CREATE TABLE t(x); INSERT INTO t VALUES(1)") == SQLITE_OK);
  for (const char* end : {"", "-wal"})
    std::filesystem::copy_file((folder / "live.db").string() + end, (folder / "crashed.db").string() + end);
  const std::string before = bytes_of_file(folder / "crashed.db") + bytes_of_file(folder / "crashed.db-wal");
  CHECK(says(refusal(folder / "crashed.db"), "another program"));
  CHECK(bytes_of_file(folder / "crashed.db") + bytes_of_file(folder / "crashed.db-wal") == before);
}

TEST_CASE("a file of ours with another application id is foreign") {
  TemporaryFolder folder;
  fill(folder / "pump.db");
  run_sql(folder / "pump.db", "PRAGMA application_id=7");
  check_refused(folder / "pump.db", "another program");
}

TEST_CASE("a file of a newer version is refused, and says which") {
  TemporaryFolder folder;
  fill(folder / "pump.db");
  run_sql(folder / "pump.db", "PRAGMA user_version=2");
  check_refused(folder / "pump.db", "newer version of this program (format 2, this one knows 1)");
}

TEST_CASE("a format that never was is damage") {
  TemporaryFolder folder;
  fill(folder / "pump.db");
  run_sql(folder / "pump.db", "PRAGMA user_version=0");
  check_refused(folder / "pump.db", "damaged");
}

TEST_CASE("the same file cannot be opened twice in one process") {
  TemporaryFolder folder;
  fill(folder / "pump.db");
  auto first = Storage::open(folder / "pump.db");
  REQUIRE(first);
  const std::string before = bytes_of_file(folder / "pump.db");
  CHECK(says(refusal(folder / "pump.db"), "already in use"));
  std::filesystem::create_symlink(folder / "pump.db", folder / "alias.db");
  CHECK(says(refusal(folder / "alias.db"), "already in use"));
  CHECK(bytes_of_file(folder / "pump.db") == before);
  CHECK(first->append("pump-A", "goes on"));
}

TEST_CASE("opens the file named in IPT_SECOND" * doctest::skip()) {  // run by the next case, in its own process
  CHECK(says(refusal(std::getenv("IPT_SECOND")), "already in use"));
}

TEST_CASE("the same file cannot be opened by a second process") {
  TemporaryFolder folder;
  fill(folder / "pump.db");
  auto first = Storage::open(folder / "pump.db");
  REQUIRE(first);
  // Also after a refused opening in this process, which must not have loosened the lock.
  CHECK(says(refusal(folder / "pump.db"), "already in use"));
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    // SQLite keeps a list of the files of its process, which a fork copies: only a fresh program is a fair second.
    ::setenv("IPT_SECOND", (folder / "pump.db").c_str(), 1);
    ::execl("/proc/self/exe", "second", "--test-case=opens the file named in IPT_SECOND", "--no-skip", "--minimal", nullptr);
    ::_exit(99);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("a folder, a device and a missing folder are told apart") {
  TemporaryFolder folder;
  CHECK(says(refusal(folder.path()), "is a folder"));
  CHECK(says(refusal("/dev/null"), "is not an ordinary file"));
  CHECK(says(refusal(folder / "missing" / "pump.db"), "No such file or directory"));
}

TEST_CASE("a file that may not be read, written or made is refused with what to do") {
  TemporaryFolder folder;
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
  fill(folder / "pump.db");
  ::chmod((folder / "pump.db").c_str(), 0000);
  {
    AsNobody without_rights;
    CHECK(says(refusal(folder / "pump.db"), "may not be read"));
  }
  ::chmod((folder / "pump.db").c_str(), 0444);
  ::chmod(folder.path().c_str(), 0555);
  {
    AsNobody without_rights;
    CHECK(says(refusal(folder / "pump.db"), "may be read but not written"));
    CHECK(says(refusal(folder / "new.db"), "Permission denied"));
  }
  ::chmod(folder.path().c_str(), 0755);
}

TEST_CASE("the rest of a memory whose file is gone is not mixed with a new pump") {
  TemporaryFolder folder;
  put_file(folder / "pump.db-wal", "what was not yet in the file");
  CHECK(says(refusal(folder / "pump.db"), "a part of a pump's memory is lost"));
  CHECK_FALSE(std::filesystem::exists(folder / "pump.db"));
}

TEST_CASE("a damaged file keeps the log that a crash left beside it") {
  TemporaryFolder folder;
  fill(folder / "live.db");
  auto live = Storage::open(folder / "live.db");
  REQUIRE(live);
  REQUIRE(live->append("pump-C", "only in the log"));
  std::string main = bytes_of_file(folder / "live.db");
  const std::string log = bytes_of_file(folder / "live.db-wal");
  // The page that the log does not have anew: a snapshot's.
  main[main.find("the older snapshot")] ^= 1;
  put_file(folder / "pump.db", main);
  put_file(folder / "pump.db-wal", log);
  CHECK(says(refusal(folder / "pump.db"), "does not match its checksum"));
  CHECK(bytes_of_file(folder / "pump.db") == main);
  CHECK(bytes_of_file(folder / "pump.db-wal") == log);
}

TEST_CASE("a record, snapshot or time mark that was taken out, swapped or added by hand is refused") {
  const char* const changes[] = {
      "DELETE FROM record WHERE id = 1",
      "DELETE FROM record WHERE id = 2",
      "DELETE FROM record WHERE id = 3",
      "UPDATE record SET pump = 'pump-B' WHERE id = 4",
      "UPDATE record SET bytes = 'a text' WHERE id = 4",
      "UPDATE record SET id = 9 WHERE id = 4",
      "INSERT INTO record SELECT 5, pump, bytes, chain FROM record WHERE id = 4",
      "UPDATE snapshot SET after_record = 4 WHERE after_record = 3",
      "UPDATE snapshot SET pump = 'pump-B'",
      "INSERT INTO snapshot SELECT 3, pump, after_record, bytes, checksum FROM snapshot WHERE row = 2",
      "UPDATE mark SET uptime_ms = 999 WHERE row = 1",
      "UPDATE mark SET pump = 'pump-C' WHERE row = 1",
      "DELETE FROM mark WHERE row = 1",
      "CREATE TABLE more(x)",
      "DROP TABLE mark",
      "CREATE TRIGGER t AFTER INSERT ON record BEGIN DELETE FROM record; END",
  };
  for (const char* change : changes) {
    CAPTURE(change);
    TemporaryFolder folder;
    fill(folder / "pump.db");
    run_sql(folder / "pump.db", change);
    check_refused(folder / "pump.db", "is damaged");
  }
}

TEST_CASE("a full disk records nothing, says so, and recording goes on when there is space again") {
  TemporaryFolder folder;
  auto storage = Storage::open(folder / "pump.db");
  REQUIRE(storage);
  REQUIRE(storage->append("A", "before", Uptime{1s}));
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit old{};
  ::getrlimit(RLIMIT_FSIZE, &old);
  const rlimit tight{64 * 1024, old.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &tight);
  const std::string large(1'000'000, 'x');
  const auto failed = storage->append("A", large, Uptime{2s});
  ::setrlimit(RLIMIT_FSIZE, &old);
  REQUIRE_FALSE(failed);
  CHECK(says(failed.error().text, "check the disk"));
  // The write broke off half way: whether it is there is settled by opening anew, not by guessing.
  CHECK(storage->outcome_unknown());
  CHECK_FALSE(storage->append("A", "small"));
  CHECK(storage->reserve("A", Uptime{3s}).has_value());
  CHECK(storage->last_record("A") == 1);
  const std::string path = folder / "pump.db";
  storage = Error{"closed"};
  storage = Storage::open(path);
  REQUIRE(storage);
  CHECK(storage->load("A")->time_mark == Uptime{1s});
  CHECK(*storage->append("A", "after") == 2);
}

TEST_CASE("a write that certainly failed changes nothing, and the next one takes its place") {
  TemporaryFolder folder;
  auto storage = Storage::open(folder / "pump.db");
  REQUIRE(storage);
  REQUIRE(storage->append("A", "before", Uptime{1s}));
  const std::string large(50'000'000, 'x');
  const Storage::Entry entries[] = {{"A", "small", Uptime{2s}}, {"B", large, {}}};
  sqlite3_hard_heap_limit64(10'000'000);
  const auto failed = storage->append(entries);
  sqlite3_hard_heap_limit64(0);
  REQUIRE_FALSE(failed);
  CHECK_FALSE(storage->outcome_unknown());
  CHECK(storage->pumps() == std::vector<std::string>{"A"});
  CHECK(*storage->append("A", "after") == 2);
  CHECK(storage->load("A")->time_mark == Uptime{1s});
  const std::string path = folder / "pump.db";
  storage = Error{"closed"};
  CHECK(refusal(path).empty());
}

TEST_CASE("each SQLite error has its sentence") {
  CHECK(says(storage_error("f", "record", SQLITE_FULL, "").text, "disk of 'f' is full"));
  CHECK(says(storage_error("f", "record", SQLITE_READONLY_DIRECTORY, "").text, "not written"));
  CHECK(says(storage_error("f", "record", SQLITE_IOERR_FSYNC, "disk I/O error").text, "check the disk"));
  CHECK(says(storage_error("f", "record", SQLITE_CANTOPEN, "why").text, "cannot be opened (why)"));
}
