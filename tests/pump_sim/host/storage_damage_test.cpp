// Every bit flip and every cut of a pump's memory: refused with a sentence, or without any effect. Never another therapy.
#include <doctest/doctest.h>

#include <set>

#include "pump_sim/host/storage.hpp"
#include "tests/support/file_bytes.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace ipt;
using namespace std::chrono_literals;

namespace {

const std::string record = "the second record, which a program is";
const std::string snapshot = "the newer snapshot, which a whole pump is";

/// Two pumps with records, two snapshots and a time mark.
void fill(const std::filesystem::path& path) {
  auto storage = Storage::open(path);
  REQUIRE(storage);
  REQUIRE(storage->append("pump-A", "the first record", Uptime{1s}));
  REQUIRE(storage->append("pump-B", "another pump's record", Uptime{2s}));
  REQUIRE_FALSE(storage->snapshot("pump-A", 1, "the older snapshot"));
  REQUIRE(storage->append("pump-A", record));
  REQUIRE_FALSE(storage->snapshot("pump-A", 3, snapshot));
  REQUIRE(storage->append("pump-A", "the third record"));
}

struct Read {
  std::vector<Memory> memories;  ///< of all pumps
  std::string refusal;           ///< empty: not refused
};

Read read(const std::filesystem::path& path) {
  Read out;
  auto storage = Storage::open(path);
  if (!storage) return {{}, storage.error().text};
  for (const auto& pump : storage->pumps()) {
    auto memory = storage->load(pump);
    if (!memory) return {{}, memory.error().text};
    out.memories.push_back(*std::move(memory));
  }
  return out;
}

std::string flipped(std::string bytes, std::size_t place, unsigned bits) {
  bytes[place] = static_cast<char>(static_cast<unsigned char>(bytes[place]) ^ bits);
  return bytes;
}

void run_sql(const std::filesystem::path& path, const std::string& text) {
  sqlite3* raw = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &raw) == SQLITE_OK);
  Database database(raw);
  REQUIRE(execute(raw, text.c_str()) == SQLITE_OK);
}

/// One sentence that names the file; and the file stays as it was.
bool is_refused_well(const std::string& refusal, const std::filesystem::path& path, const std::string& before) {
  return refusal.find(path.string()) != refusal.npos && refusal.ends_with(".") && bytes_of_file(path) == before;
}

}  // namespace

TEST_CASE("a flip of any bit of a record, a snapshot or a checksum is refused, each with the sentence of a checksum") {
  TemporaryFolder folder;
  const auto file = folder / "pump.db";
  fill(file);
  const std::string whole = bytes_of_file(file);
  int flips = 0;
  for (const std::string& text : {std::string("the first record"), std::string("another pump's record"), record, std::string("the third record"), std::string("the older snapshot"), snapshot}) {
    const std::size_t start = whole.find(text);
    REQUIRE(start != whole.npos);
    for (std::size_t place = start; place < start + text.size() + 32; ++place) {  // the checksum lies behind it
      for (unsigned bit = 1; bit < 0x100; bit <<= 1, ++flips) {
        const std::string hurt = flipped(whole, place, bit);
        put_file(file, hurt);
        const std::string refusal = read(file).refusal;
        if (refusal.find("does not match its checksum") == refusal.npos || !is_refused_well(refusal, file, hurt)) {
          FAIL_CHECK("byte " << place << " of '" << text << "', bit " << bit << ": " << refusal);
        }
      }
    }
  }
  CHECK(flips > 2'500);
}

TEST_CASE("a record or snapshot that is shorter by any number of bytes, or longer, is refused") {
  TemporaryFolder folder;
  const auto file = folder / "pump.db";
  for (const auto& [table, text] : {std::pair("record", record), std::pair("snapshot", snapshot)}) {
    for (std::size_t size = 0; size <= text.size() + 1; ++size) {
      if (size == text.size()) continue;
      CAPTURE(table);
      CAPTURE(size);
      std::filesystem::remove(file);
      fill(file);
      const std::string bytes = size < text.size() ? "substr(bytes, 1, " + std::to_string(size) + ")" : "CAST(bytes || x'00' AS BLOB)";
      run_sql(file, std::string("UPDATE ") + table + " SET bytes = " + bytes + " WHERE bytes = CAST('" + text + "' AS BLOB)");
      const std::string hurt = bytes_of_file(file);
      const std::string refusal = read(file).refusal;
      CAPTURE(refusal);
      CHECK(refusal.find("does not match its checksum") != refusal.npos);
      CHECK(is_refused_well(refusal, file, hurt));
    }
  }
}

TEST_CASE("a change of any byte of the file is refused, or the memory is the same to the byte") {
  TemporaryFolder folder;
  const auto file = folder / "pump.db";
  fill(file);
  const std::string whole = bytes_of_file(file);
  const auto intact = read(file).memories;
  REQUIRE(intact.size() == 2);
  int refused = 0;
  for (std::size_t place = 0; place < whole.size(); ++place) {
    // All bits where something is written, one where there is nothing.
    for (unsigned bit = 1; bit < 0x100; bit <<= 1) {
      if (whole[place] == 0 && bit != 1U << place % 8) continue;
      const std::string hurt = flipped(whole, place, bit);
      put_file(file, hurt);
      const auto now = read(file);
      if (!now.refusal.empty()) {
        ++refused;
        if (!is_refused_well(now.refusal, file, hurt)) FAIL_CHECK("byte " << place << ", bit " << bit << ", badly refused: " << now.refusal);
      } else if (now.memories != intact) {
        FAIL_CHECK("believed a damaged file, hurt at byte " << place << ", bit " << bit);
      }
      std::filesystem::remove(folder / "pump.db-wal");
    }
  }
  CHECK(refused > 5'000);
}

TEST_CASE("a file cut short at any byte is refused") {
  TemporaryFolder folder;
  const auto file = folder / "pump.db";
  fill(file);
  const std::string whole = bytes_of_file(file);
  REQUIRE(whole.size() > 4'096);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::string hurt = whole.substr(0, size);
    put_file(file, hurt);
    const std::string refusal = read(file).refusal;
    if (!is_refused_well(refusal, file, hurt)) FAIL_CHECK("cut to " << size << " bytes: " << refusal);
  }
}

TEST_CASE("damage or a cut at any byte of the log that a crash left opens at an earlier record at most, and never invents one") {
  TemporaryFolder folder;
  auto live = Storage::open(folder / "live.db");
  REQUIRE(live);
  for (int n = 0; n < 5; ++n) REQUIRE(live->append("pump-A", "record " + std::to_string(n)));
  const std::string main = bytes_of_file(folder / "live.db");
  const std::string log = bytes_of_file(folder / "live.db-wal");
  const auto all = live->load("pump-A")->records;
  std::set<std::size_t> seen;
  const auto judge = [&](const std::string& hurt, std::size_t place) {
    put_file(folder / "pump.db", main);
    put_file(folder / "pump.db-wal", hurt);
    auto storage = Storage::open(folder / "pump.db");
    if (!storage) {
      if (bytes_of_file(folder / "pump.db-wal") != hurt) FAIL_CHECK("the refused log was changed, hurt at byte " << place);
      return;
    }
    if (storage->pumps().empty()) return void(seen.insert(0));
    const auto some = storage->load("pump-A")->records;
    seen.insert(some.size());
    if (some.size() > all.size() || !std::equal(some.begin(), some.end(), all.begin())) FAIL_CHECK("believed what was never recorded, hurt at byte " << place);
  };
  for (std::size_t place = 0; place < log.size(); place += log[place] == 0 ? 7U : 1U) {
    judge(flipped(log, place, 1U << place % 8), place);
  }
  for (std::size_t size = 0; size < log.size(); size += 13) judge(log.substr(0, size), size);
  CHECK(seen == std::set<std::size_t>{0, 1, 2, 3, 4});  // no hurt log gives all five; every lost tail gives what was before it
}
