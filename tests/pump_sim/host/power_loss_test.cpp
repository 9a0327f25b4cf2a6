// Power failures at every write, cut, sync and removal of a pump's memory. A process that is killed loses nothing that
// it wrote; power that goes takes all that was not synced, and may tear what was on its way.
#include <doctest/doctest.h>

#include <functional>

#include "pump_sim/host/storage.hpp"
#include "tests/support/faulty_disk.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace ipt;
using namespace std::chrono_literals;

namespace {

using Survives = FaultyDisk::Survives;
using Remembered = std::vector<std::pair<std::string, Memory>>;

Remembered all_of(Storage& storage) {
  Remembered all;
  for (const auto& pump : storage.pumps()) {
    auto memory = storage.load(pump);
    if (!memory) FAIL(memory.error().text);
    all.emplace_back(pump, *std::move(memory));
  }
  return all;
}

/// A pump process and what it is made to write, step by step, each step acknowledged or not.
struct Life {
  std::filesystem::path file;
  Result<Storage> storage = Error{"not yet open"};

  bool open() {
    storage = Error{"closed"};
    storage = Storage::open(file);
    return storage.has_value();
  }
  bool append(std::string_view pump, const std::string& bytes, std::optional<Uptime> mark = {}) { return storage->append(pump, bytes, mark).has_value(); }
  bool keep(std::string_view pump, RecordId after, const std::string& bytes) { return !storage->snapshot(pump, after, bytes); }
  bool batch() {
    const Storage::Entry entries[] = {{"A", "of a batch", Uptime{3s}}, {"B", "the other pump's", Uptime{4s}}, {"A", "", {}}};
    return storage->append(entries).has_value();
  }
};
using Step = std::function<bool(Life&)>;

const std::vector<Step> ordinary_life{
    [](Life& life) { return life.open(); },
    [](Life& life) { return life.keep("A", 0, "newborn"); },
    [](Life& life) { return life.append("A", "first", Uptime{1s}); },
    [](Life& life) { return !life.storage->reserve("A", Uptime{2s}); },
    [](Life& life) { return life.batch(); },
    [](Life& life) { return life.keep("A", 4, std::string(9'000, 's')); },
    [](Life& life) { return life.open(); },
    [](Life& life) { return life.append("A", std::string(5'000, 'r')); },
    [](Life& life) { return life.keep("A", 5, "the third, so that the first goes"); },
    [](Life& life) { return !life.storage->reserve("B", Uptime{9s}); },
    [](Life& life) { return life.append("B", "last", Uptime{10s}); },
    [](Life& life) { return life.open(); },
};

/// So much that SQLite copies its log into the file in the middle, and begins the log anew.
const std::vector<Step> life_with_a_long_log{
    [](Life& life) { return life.open(); },
    [](Life& life) { return life.append("A", "first", Uptime{1s}); },
    [](Life& life) { return life.keep("A", 1, std::string(4'200'000, 's')); },
    [](Life& life) { return life.append("A", "after the log was copied", Uptime{2s}); },
    [](Life& life) { return life.append("A", "and once more", Uptime{3s}); },
};

/// How many steps were acknowledged before the power went.
std::size_t live(Life& life, const std::vector<Step>& steps) {
  std::size_t done = 0;
  while (done < steps.size() && steps[done](life)) ++done;
  return done;
}

/// What is remembered after each number of steps; and how many events all of them are.
struct Expected {
  std::vector<Remembered> after;
  int events = 0;

  explicit Expected(const std::vector<Step>& steps) {
    FaultyDisk disk;
    TemporaryFolder folder;
    Life life{folder / "pump.db"};
    after.emplace_back();
    for (const auto& step : steps) {
      REQUIRE(step(life));
      after.push_back(all_of(*life.storage));
    }
    events = disk.events();
  }
};

struct Failure {
  int at = 0;
  Survives survives = Survives::nothing;
  bool syncs_count = true;
};

/// Lets the power go once. Whether the memory is afterwards as it was acknowledged, or with the step under way as well.
bool holds(const std::vector<Step>& steps, const Expected& expected, const Failure& failure) {
  FaultyDisk disk;
  TemporaryFolder folder;
  if (!failure.syncs_count) disk.ignore_syncs();
  disk.lose_power_at(failure.at);
  std::size_t done = 0;
  {
    Life life{folder / "pump.db"};
    done = live(life, steps);
  }
  disk.power_back(folder.path(), failure.survives);
  Life again{folder / "pump.db"};
  if (!again.open()) {
    if (failure.syncs_count) MESSAGE(again.storage.error().text);
    return false;
  }
  const Remembered now = all_of(*again.storage);
  if (now != expected.after[done] && (done == steps.size() || now != expected.after[done + 1])) return false;
  return again.append("A", "life goes on") && again.open() && again.storage->load("A")->records.back().bytes == "life goes on";
}

}  // namespace

TEST_CASE("power that goes at any write takes nothing that was acknowledged, and nothing torn is believed") {
  const Expected expected(ordinary_life);
  REQUIRE(expected.events > 50);
  for (int at = 1; at <= expected.events; ++at) {
    for (const Survives survives : FaultyDisk::all_ways) {
      CAPTURE(at);
      CAPTURE(static_cast<int>(survives));
      if (!holds(ordinary_life, expected, {at, survives})) FAIL_CHECK("lost or believed what it must not");
    }
  }
}

TEST_CASE("power that goes while SQLite copies its log into the file loses nothing either") {
  const Expected expected(life_with_a_long_log);
  REQUIRE(expected.events > 3'000);
  for (int at = expected.events; at > 0; at -= at > expected.events - 8 ? 1 : 311) {
    for (const Survives survives : {Survives::nothing, Survives::half_of_the_last, Survives::every_other}) {
      CAPTURE(at);
      CAPTURE(static_cast<int>(survives));
      if (!holds(life_with_a_long_log, expected, {at, survives})) FAIL_CHECK("lost or believed what it must not");
    }
  }
}

TEST_CASE("power that goes again while the memory is opened after a failure loses nothing") {
  const Expected expected(ordinary_life);
  for (int at = 1; at <= expected.events; at += 3) {
    for (int again = 1;; ++again) {
      CAPTURE(at);
      CAPTURE(again);
      FaultyDisk disk;
      TemporaryFolder folder;
      disk.lose_power_at(at);
      std::size_t done = 0;
      {
        Life life{folder / "pump.db"};
        done = live(life, ordinary_life);
      }
      disk.power_back(folder.path(), Survives::every_other);
      disk.lose_power_at(again);
      { Life life{folder / "pump.db"}; life.open(); }
      const bool was_in_time = !disk.has_power();
      disk.power_back(folder.path(), Survives::nothing);
      Life life{folder / "pump.db"};
      REQUIRE_MESSAGE(life.open(), life.storage.error().text);
      const Remembered now = all_of(*life.storage);
      CHECK((now == expected.after[done] || (done < ordinary_life.size() && now == expected.after[done + 1])));
      if (!was_in_time) break;
    }
  }
}

TEST_CASE("a disk that says synced and is not does lose what was acknowledged, so the sweep can fail") {
  const Expected expected(ordinary_life);
  int lost = 0;
  for (int at = 1; at <= expected.events; ++at) lost += holds(ordinary_life, expected, {at, Survives::nothing, false}) ? 0 : 1;
  CHECK(lost > expected.events / 2);
}
