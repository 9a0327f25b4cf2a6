#include "programmer/records/records.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "tests/support/file_bytes.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace ipt;

namespace {

KeptOperation an_operation(std::uint8_t number, const std::string& serial = "p") {
  KeptOperation operation;
  operation.pending.operation_id = {number};
  operation.pending.kind = OperationKind::bolus;
  operation.pending.stage = StageName{3, 0xFFFF'FFFF'FFFF'FFF0, 5};
  operation.pending.commit_body = std::string("a\0b", 3);
  operation.serial = serial;
  operation.identity = "me";
  operation.intent = "bolus of 50 mcg";
  operation.asked = PumpClock(Milliseconds{1'234});
  operation.asked_uptime = Uptime{Milliseconds{77}};
  return operation;
}

}  // namespace

TEST_CASE("what was written down before it was sent is there after the programmer died, and only what is open is uncertain") {
  const TemporaryFolder folder;
  {
    auto records = Records::open(folder.path() / "records");
    REQUIRE(records.has_value());
    CHECK_FALSE(records->keep(an_operation(1)));
    CHECK_FALSE(records->keep(an_operation(2)));
    CHECK_FALSE(records->keep(an_operation(3, "another")));
    CHECK_FALSE(records->settle({1}, "done", "25 uL of 25 uL went in"));
  }
  auto records = Records::open(folder.path() / "records");
  REQUIRE(records.has_value());
  const auto open = records->uncertain("p");
  REQUIRE(open.has_value());
  REQUIRE(open->size() == 1);
  CHECK(open->front().pending == an_operation(2).pending);
  CHECK(open->front().asked == an_operation(2).asked);
  CHECK(open->front().asked_uptime == an_operation(2).asked_uptime);
  const auto all = records->operations(10);
  REQUIRE(all->size() == 3);
  CHECK((*all)[0].serial == "another");  // newest first
  CHECK((*all)[2].outcome == "done");
  CHECK((*all)[2].detail == "25 uL of 25 uL went in");
}

TEST_CASE("an operation's id is written down once: a second intent needs its own") {
  const TemporaryFolder folder;
  auto records = Records::open(folder.path() / "records");
  CHECK_FALSE(records->keep(an_operation(1)));
  CHECK(records->keep(an_operation(1)));
}

TEST_CASE("IPT-OPS-21 the highest that was seen of a pump is remembered, each figure by itself") {
  const TemporaryFolder folder;
  auto records = Records::open(folder.path() / "records");
  CHECK_FALSE(records->saw({"p", 3, 10, 20, PumpClock(Milliseconds{5})}));
  CHECK_FALSE(records->saw({"p", 4, 9, 19, PumpClock(Milliseconds{4})}));
  CHECK_FALSE(records->saw({"p", 2, 8, 18, PumpClock(Milliseconds{4})}));
  const auto pump = records->pump("p");
  REQUIRE((pump.has_value() && pump->has_value()));
  CHECK(**pump == RememberedPump{"p", 4, 10, 20, PumpClock(Milliseconds{4})});
  CHECK_FALSE(records->forget("p"));
  CHECK_FALSE(records->pump("p")->has_value());
  CHECK(records->pumps()->empty());
}

TEST_CASE("a programmer keeps its identity, and two have different ones") {
  const TemporaryFolder folder;
  const std::string first = *Records::open(folder.path() / "a")->identity();
  CHECK(first.starts_with("programmer-"));
  CHECK(*Records::open(folder.path() / "a")->identity() == first);
  CHECK(*Records::open(folder.path() / "b")->identity() != first);
}

TEST_CASE("a pinned pump stays pinned, newest key first, until it is unpinned") {
  const TemporaryFolder folder;
  const PinnedPump first{"p", {1}, Role::clinician, "tls:127.0.0.1:1", 5}, second{"p", {2}, Role::observer, "", 7}, other{"q", {3}, Role::patient, "", 0};
  CHECK_FALSE(Records::open(folder.path() / "records")->pin(first));
  CHECK_FALSE(Records::open(folder.path() / "records")->pin(other));
  CHECK(*Records::open(folder.path() / "records")->pin("p") == first);
  CHECK_FALSE(Records::open(folder.path() / "records")->pin(second));
  CHECK(*Records::open(folder.path() / "records")->pins() == std::vector{second, other});
  CHECK_FALSE(Records::open(folder.path() / "records")->unpin("p"));
  CHECK(*Records::open(folder.path() / "records")->pins() == std::vector{other});
  CHECK_FALSE(Records::open(folder.path() / "records")->pin("p")->has_value());
}

TEST_CASE("records of before there was pairing, or before ages were kept, are brought up to date, with all that is in them") {
  const std::string no_uptimes = "ALTER TABLE pump DROP COLUMN uptime_ms; ALTER TABLE operation DROP COLUMN asked_uptime_ms;";
  for (const std::string& as_it_was : {no_uptimes + "DROP TABLE pin; PRAGMA user_version = 1", no_uptimes + "PRAGMA user_version = 2"}) {
    const TemporaryFolder folder;
    CHECK_FALSE(Records::open(folder.path() / "records")->keep(an_operation(1)));
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open((folder.path() / "records" / "programmer.db").c_str(), &database) == SQLITE_OK);
    CHECK(execute(database, as_it_was.c_str()) == SQLITE_OK);
    sqlite3_close(database);
    CHECK_FALSE(Records::open(folder.path() / "records")->pin({"p", {1}, Role::clinician, "", 0}));
    auto records = Records::open(folder.path() / "records");
    REQUIRE(records.has_value());
    REQUIRE(records->uncertain("p")->size() == 1);
    CHECK_FALSE(records->uncertain("p")->front().asked_uptime.has_value());
    CHECK(records->pins()->size() == 1);
    CHECK_FALSE(records->keep(an_operation(2)));
    CHECK(records->uncertain("p")->back().asked_uptime == Uptime{Milliseconds{77}});
  }
}

TEST_CASE("a bolus is under way until it is known how it ended, however many other operations came after it") {
  const TemporaryFolder folder;
  auto records = Records::open(folder.path() / "records");
  REQUIRE(records.has_value());
  for (std::uint8_t number = 1; number <= 40; ++number) {
    auto operation = an_operation(number, number <= 2 ? "p" : "q");
    if (number > 2) operation.pending.kind = OperationKind::program;
    CHECK_FALSE(records->keep(operation));
    CHECK_FALSE(records->settle(operation.pending.operation_id, "done", ""));
  }
  REQUIRE(records->boluses_under_way("p")->size() == 2);
  CHECK(records->boluses_under_way("q")->empty());
  CHECK_FALSE(records->settle({1}, "partly", "0.01 mL went in"));
  REQUIRE(records->boluses_under_way("p")->size() == 1);
  CHECK(records->boluses_under_way("p")->front().pending.operation_id == OperationId{2});
}

TEST_CASE("records of another program, of a newer version or damaged are refused and left as they are") {
  const TemporaryFolder folder;
  REQUIRE(Records::open(folder.path() / "records").has_value());
  const auto file = folder.path() / "records" / "programmer.db";
  const auto refused = [&] {
    const std::string before = bytes_of_file(file);
    const auto opened = Records::open(folder.path() / "records");
    CHECK_FALSE(opened.has_value());
    CHECK(bytes_of_file(file) == before);
    return opened.has_value() ? std::string() : opened.error().text;
  };
  sqlite3* database = nullptr;
  const auto run = [&](const char* text) {
    REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
    CHECK(execute(database, text) == SQLITE_OK);
    sqlite3_close(database);
  };
  run("PRAGMA user_version = 99");
  CHECK(refused().find("newer") != std::string::npos);
  run("PRAGMA application_id = 1");
  CHECK(refused().find("another program") != std::string::npos);
  std::ofstream(file, std::ios::trunc) << std::string(4'096, 'x');
  CHECK(refused().find("damaged") != std::string::npos);
}

TEST_CASE("records that were emptied are refused, not taken as new: what was uncertain is not forgotten in silence") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "records" / "programmer.db";
  CHECK_FALSE(Records::open(folder.path() / "records")->keep(an_operation(1)));
  const auto refused = [&](const std::string& content) {
    std::ofstream(file, std::ios::trunc) << content;
    const auto opened = Records::open(folder.path() / "records");
    CHECK_FALSE(opened.has_value());
    CHECK(bytes_of_file(file) == content);
    return opened.has_value() ? std::string() : opened.error().text;
  };
  CHECK(refused("").find("is empty") != std::string::npos);
  for (const char* content : {"x", "not a database", "SQLite format 3"}) CHECK_FALSE(refused(content).empty());
  CHECK_FALSE(refused(std::string(4'096, '\0')).empty());
  std::filesystem::remove(file);
  std::ofstream(file.string() + "-wal") << "x";
  CHECK(Records::open(folder.path() / "records").error().text.find("a part of these records is lost") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(file));
}

TEST_CASE("a database without the tables of records is refused") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "records" / "programmer.db";
  REQUIRE(Records::open(folder.path() / "records").has_value());
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
  CHECK(execute(database, "DROP TABLE operation") == SQLITE_OK);
  sqlite3_close(database);
  CHECK(Records::open(folder.path() / "records").error().text.find("tables are not as they were made") != std::string::npos);
}

TEST_CASE("a programmer that dies while it makes its records leaves none, or whole ones") {
  // The operating system kills the child at the write that would take any file beyond so many bytes.
  bool died = false, lived = false;
  for (rlim_t most = 0; !lived && most < 200'000; most += 1'000) {
    const TemporaryFolder folder;
    const pid_t child = fork();
    if (child == 0) {
      const rlimit limit{most, most};
      setrlimit(RLIMIT_FSIZE, &limit);
      _exit(Records::open(folder.path() / "records").has_value() ? 0 : 1);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    died = died || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ);
    lived = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    CAPTURE(most);
    CHECK(Records::open(folder.path() / "records").has_value());
  }
  CHECK(died);
  CHECK(lived);
}
