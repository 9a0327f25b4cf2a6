#include "pump_sim/host/storage.hpp"

#include <doctest/doctest.h>

#include "tests/support/file_bytes.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace ipt;
using namespace std::chrono_literals;

namespace {

Storage opened(const std::filesystem::path& path) {
  auto storage = Storage::open(path);
  if (!storage) FAIL(storage.error().text);
  return std::move(*storage);
}

Memory loaded(Storage& storage, std::string_view pump) {
  auto memory = storage.load(pump);
  if (!memory) FAIL(memory.error().text);
  return std::move(*memory);
}

}  // namespace

TEST_CASE("a new file is made and holds no pump") {
  TemporaryFolder folder;
  Storage storage = opened(folder / "pump.db");
  CHECK(storage.pumps().empty());
  CHECK(storage.last_record("A") == 0);
  const auto memory = storage.load("A");
  REQUIRE_FALSE(memory);
  CHECK(memory.error().text.find("holds no pump 'A'") != std::string::npos);
}

TEST_CASE("what was recorded is read back in order after a restart") {
  TemporaryFolder folder;
  const std::string zeroes("a\0b\0", 4);
  {
    Storage storage = opened(folder / "pump.db");
    CHECK(*storage.append("A", "first") == 1);
    CHECK(*storage.append("B", zeroes) == 2);
    CHECK(*storage.append("A", "") == 3);
    CHECK(loaded(storage, "A").records.size() == 2);
  }
  Storage storage = opened(folder / "pump.db");
  CHECK(storage.pumps() == std::vector<std::string>{"A", "B"});
  CHECK(storage.last_record("A") == 3);
  CHECK(loaded(storage, "A") == Memory{.snapshot = {}, .records = {{1, "first"}, {3, ""}}, .time_mark = {}});
  CHECK(loaded(storage, "B") == Memory{.snapshot = {}, .records = {{2, zeroes}}, .time_mark = {}});
  CHECK(*storage.append("B", "goes on") == 4);
}

TEST_CASE("a process that dies without closing loses nothing that was recorded") {
  TemporaryFolder folder;
  Storage storage = opened(folder / "pump.db");
  REQUIRE(storage.append("A", "one", Uptime{5s}));
  REQUIRE(storage.append("A", "two", Uptime{9s}));
  // As a crash would leave them: both files as they are at this instant.
  std::filesystem::create_directory(folder / "after");
  for (const char* name : {"pump.db", "pump.db-wal"})
    std::filesystem::copy_file(folder / name, folder / "after" / name);
  Storage restarted = opened(folder / "after" / "pump.db");
  CHECK(loaded(restarted, "A") == Memory{.snapshot = {}, .records = {{1, "one"}, {2, "two"}}, .time_mark = Uptime{9s}});
}

TEST_CASE("many records of many pumps are one transaction") {
  TemporaryFolder folder;
  Storage storage = opened(folder / "pump.db");
  const std::vector<Storage::Entry> entries{{"A", "1", Uptime{1s}}, {"B", "2", {}}, {"A", "3", Uptime{3s}}};
  CHECK(*storage.append(entries) == 3);
  CHECK(loaded(storage, "A") == Memory{.snapshot = {}, .records = {{1, "1"}, {3, "3"}}, .time_mark = Uptime{3s}});
  CHECK(loaded(storage, "B").records.size() == 1);
}

TEST_CASE("a restart resumes at the newest time mark") {
  TemporaryFolder folder;
  {
    Storage storage = opened(folder / "pump.db");
    CHECK_FALSE(storage.reserve("A", Uptime{1s}));
    CHECK_FALSE(storage.reserve("B", Uptime{7s}));
    CHECK_FALSE(storage.reserve("A", Uptime{2s}));
    CHECK(loaded(storage, "A").time_mark == Uptime{2s});
  }
  Storage storage = opened(folder / "pump.db");
  CHECK(loaded(storage, "A").time_mark == Uptime{2s});
  CHECK(loaded(storage, "B").time_mark == Uptime{7s});
}

TEST_CASE("a snapshot spares the records before it, and the newest counts") {
  TemporaryFolder folder;
  {
    Storage storage = opened(folder / "pump.db");
    CHECK_FALSE(storage.snapshot("A", 0, "fresh"));
    for (const char* bytes : {"1", "2", "3", "4"}) REQUIRE(storage.append("A", bytes));
    REQUIRE(storage.append("B", "other"));
    CHECK_FALSE(storage.snapshot("A", 2, "after two"));
    CHECK_FALSE(storage.snapshot("A", 3, "after three"));
    CHECK_FALSE(storage.snapshot("A", 3, "after three, again"));
  }
  Storage storage = opened(folder / "pump.db");
  CHECK(loaded(storage, "A") ==
        Memory{.snapshot = Memory::Snapshot{3, "after three, again"}, .records = {{4, "4"}}, .time_mark = {}});
  CHECK(loaded(storage, "B").records.size() == 1);
}

TEST_CASE("only the newest two snapshots are kept") {
  TemporaryFolder folder;
  {
    Storage storage = opened(folder / "pump.db");
    REQUIRE(storage.append("A", "1"));
    for (const char* bytes : {"oldest snapshot", "older snapshot", "newest snapshot"}) CHECK_FALSE(storage.snapshot("A", 1, bytes));
  }
  Database database;
  sqlite3* raw = nullptr;
  REQUIRE(sqlite3_open((folder / "pump.db").c_str(), &raw) == SQLITE_OK);
  database.reset(raw);
  Statement count(raw, "SELECT count(*), min(CAST(bytes AS TEXT)) FROM snapshot");
  REQUIRE(count.step() == SQLITE_ROW);
  CHECK(count.integer(0) == 2);
  CHECK(count.text(1) == "newest snapshot");
}

TEST_CASE("a storage that was moved goes on where it was") {
  TemporaryFolder folder;
  Storage first = opened(folder / "one.db");
  Storage second = opened(folder / "two.db");
  REQUIRE(first.append("A", "1"));
  second = std::move(first);
  CHECK(*second.append("A", "2") == 2);
  CHECK(loaded(second, "A").records.size() == 2);
  Storage again = opened(folder / "two.db");
  CHECK(again.pumps().empty());
}

TEST_CASE("a file that is closed leaves no other file beside it") {
  TemporaryFolder folder;
  { REQUIRE(opened(folder / "pump.db").append("A", "1")); }
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) files += entry.is_regular_file() ? 1 : 0;
  CHECK(files == 1);
}
