// What a programmer's records do when disk, power or another process fails them. Before a dose goes out it is written
// down; what cannot be written down is not sent.
#include <doctest/doctest.h>

#include <functional>
#include <tuple>

#include "programmer/records/records.hpp"
#include "tests/support/faulty_disk.hpp"
#include "tests/support/file_bytes.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace ipt;

namespace {

using Survives = FaultyDisk::Survives;

KeptOperation an_operation(std::uint8_t number) {
  KeptOperation operation;
  operation.pending.operation_id = {number};
  operation.pending.kind = OperationKind::bolus;
  operation.pending.commit_body = std::string(300, static_cast<char>('a' + number));
  operation.serial = "p";
  operation.identity = "me";
  operation.intent = "bolus of 50 mcg";
  return operation;
}

/// Everything that these records say.
struct Said {
  std::vector<RememberedPump> pumps;
  std::vector<std::tuple<std::uint8_t, std::string, std::string>> operations;  ///< number, body, outcome; newest first
  bool operator==(const Said&) const = default;
};

Said said_by(Records& records) {
  Said said;
  auto pumps = records.pumps();
  auto operations = records.operations(100);
  REQUIRE((pumps.has_value() && operations.has_value()));
  said.pumps = *pumps;
  for (const auto& one : *operations) said.operations.emplace_back(one.pending.operation_id[0], one.pending.commit_body, one.outcome);
  return said;
}

using Step = std::function<std::optional<Error>(Records&)>;

const std::vector<Step> visits{
    [](Records& records) { return records.saw({"p", 1, 5, 9, PumpClock(Milliseconds{1'000})}); },
    [](Records& records) { return records.keep(an_operation(1)); },
    [](Records& records) { return records.settle({1}, "done", "25 uL of 25 uL went in"); },
    [](Records& records) { return records.saw({"p", 2, 6, 12, PumpClock(Milliseconds{2'000})}); },
    [](Records& records) { return records.saw({"q", 1, 1, 1, PumpClock(Milliseconds{3'000})}); },
    [](Records& records) { return records.keep(an_operation(2)); },
    [](Records& records) { return records.forget("q"); },
    [](Records& records) { return records.settle({2}, "not_done", ""); },
    [](Records& records) { return records.keep(an_operation(3)); },
};

std::filesystem::path place_of(const TemporaryFolder& folder) { return folder / "records"; }

Records opened(const TemporaryFolder& folder) {
  auto records = Records::open(place_of(folder));
  if (!records) FAIL(records.error().text);
  return *std::move(records);
}

/// What the records say after each number of visits, and how many events on the disk all of them are.
std::pair<std::vector<Said>, int> expected() {
  FaultyDisk disk;
  TemporaryFolder folder;
  opened(folder);
  const int before = disk.events();
  std::vector<Said> after;
  {
    Records records = opened(folder);
    after.push_back(said_by(records));
    for (const auto& step : visits) {
      REQUIRE_FALSE(step(records));
      after.push_back(said_by(records));
    }
  }
  return {after, disk.events() - before};
}

bool says(const std::optional<Error>& error, const std::string& words) { return error && error->text.find(words) != std::string::npos; }

}  // namespace

TEST_CASE("power that goes at any write takes nothing from the records that was written down") {
  const auto [after, events] = expected();
  REQUIRE(events > 50);
  int losses_seen = 0;
  for (int at = 1; at <= events; ++at) {
    for (const Survives survives : FaultyDisk::all_ways) {
      for (const bool syncs_count : {true, false}) {
        if (!syncs_count && survives != Survives::nothing) continue;
        CAPTURE(at);
        CAPTURE(static_cast<int>(survives));
        FaultyDisk disk;
        TemporaryFolder folder;
        opened(folder);
        if (!syncs_count) disk.ignore_syncs();
        disk.lose_power_at(at);
        std::size_t done = 0;
        if (auto records = Records::open(place_of(folder))) {
          while (done < visits.size() && !visits[done](*records)) ++done;
        }
        disk.power_back(place_of(folder), survives);
        Records records = opened(folder);
        const Said now = said_by(records);
        const bool holds = now == after[done] || (done < visits.size() && now == after[done + 1]);
        if (syncs_count && !holds) FAIL_CHECK("lost or believed what it must not");
        losses_seen += holds ? 0 : 1;
      }
    }
  }
  CHECK(losses_seen > 10);  // where syncs do not count: so the sweep can fail
}

TEST_CASE("a full disk keeps no operation, says that nothing was sent and what to do, and there is nothing half kept") {
  FaultyDisk disk;
  TemporaryFolder folder;
  Records records = opened(folder);
  REQUIRE_FALSE(records.keep(an_operation(1)));
  disk.fail_writes_with(SQLITE_FULL);
  const auto error = records.keep(an_operation(2));
  CHECK(says(error, "nothing was sent"));
  CHECK(says(error, "free some space"));
  disk.fail_writes_with(SQLITE_OK);
  CHECK(records.uncertain("p")->size() == 1);
  CHECK_FALSE(records.keep(an_operation(2)));
  CHECK(records.uncertain("p")->size() == 2);
}

TEST_CASE("a sync that fails keeps nothing for certain, so nothing is sent; afterwards it is there whole or not at all") {
  FaultyDisk disk;
  TemporaryFolder folder;
  {
    Records records = opened(folder);
    REQUIRE_FALSE(records.keep(an_operation(1)));
    disk.fail_syncs_with(SQLITE_IOERR_FSYNC);
    const auto error = records.keep(an_operation(2));
    CHECK(says(error, "nothing was sent"));
    CHECK(says(error, "check the disk"));
  }
  disk.fail_syncs_with(SQLITE_OK);
  Records records = opened(folder);
  const Said now = said_by(records);
  REQUIRE(!now.operations.empty());
  CHECK(now.operations.size() <= 2);
  CHECK(std::get<1>(now.operations.front()).size() == 300);
  CHECK_FALSE(records.keep(an_operation(3)));
}

TEST_CASE("records that another programmer is writing are waited for, then refused with what to do") {
  FaultyDisk disk;  // which waits without waiting
  TemporaryFolder folder;
  Records records = opened(folder);
  Records other = opened(folder);  // two programmers may have the same records
  REQUIRE_FALSE(other.keep(an_operation(1)));
  CHECK(records.uncertain("p")->size() == 1);
  sqlite3* raw = nullptr;
  REQUIRE(sqlite3_open((place_of(folder) / "programmer.db").c_str(), &raw) == SQLITE_OK);
  const Database busy(raw);
  REQUIRE(execute(raw, "BEGIN IMMEDIATE") == SQLITE_OK);
  const auto error = records.keep(an_operation(2));
  CHECK(says(error, "another programmer is using them"));
  CHECK(says(error, "nothing was sent"));
  REQUIRE(execute(raw, "COMMIT") == SQLITE_OK);
  CHECK_FALSE(records.keep(an_operation(2)));
}

TEST_CASE("records that may be read and not written keep nothing and say how to change that") {
  TemporaryFolder folder;
  opened(folder);
  // Root may write all; but a disk that is mounted for reading alone answers everybody so.
  FaultyDisk disk;
  Records records = opened(folder);
  disk.fail_writes_with(SQLITE_READONLY);
  const auto error = records.keep(an_operation(1));
  CHECK(says(error, "nothing was sent"));
  CHECK(says(error, "writable"));
}

TEST_CASE("records in which a page's account of its rows was damaged are refused, or say the same: nothing uncertain is forgotten in silence") {
  TemporaryFolder folder;
  Said whole;
  {
    Records records = opened(folder);
    for (const auto& step : visits) REQUIRE_FALSE(step(records));
    whole = said_by(records);
  }
  const auto file = place_of(folder) / "programmer.db";
  const std::string intact = bytes_of_file(file);
  int refused = 0;
  for (std::size_t page = 4'096; page < intact.size(); page += 4'096) {
    for (std::size_t place = page; place < page + 8; ++place) {
      for (unsigned bit = 1; bit < 0x100; bit <<= 1) {
        CAPTURE(place);
        CAPTURE(bit);
        std::string hurt = intact;
        hurt[place] = static_cast<char>(static_cast<unsigned char>(hurt[place]) ^ bit);
        put_file(file, hurt);
        auto records = Records::open(place_of(folder));
        if (records) CHECK((said_by(*records) == whole));
        else ++refused;
      }
    }
  }
  CHECK(refused > 200);
}
