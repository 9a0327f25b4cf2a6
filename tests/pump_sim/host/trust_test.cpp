// Whom a pump lets in, and its security log: kept over restarts, never guessed, and not to be flooded by strangers.
#include "pump_sim/host/trust.hpp"

#include <doctest/doctest.h>

#include "common/shell/tls/identity.hpp"
#include "pump_sim/host/pairings.hpp"
#include "tests/support/failing_disk.hpp"
#include "tests/support/file_bytes.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace ipt;
using namespace std::chrono_literals;

namespace {

Digest key(std::uint8_t number) {
  Digest digest{};
  digest.fill(number);
  return digest;
}

std::vector<LogEntry> log_of(Trust& trust) { return trust.read(0, 0).entries; }

std::string refusal(const std::filesystem::path& file) {
  const auto opened = Trust::open(file);
  return opened ? std::string() : opened.error().text;
}

}  // namespace

TEST_CASE("IPT-LOG-11 pairings and their log are kept over a restart, one a key, and a revoked one is gone for good") {
  TemporaryFolder folder;
  {
    auto trust = *Trust::open(folder / "security.db");
    CHECK(trust->pairings().empty());
    REQUIRE_FALSE(trust->add({key(1), Role::clinician, "anna"}));
    REQUIRE_FALSE(trust->add({key(2), Role::observer, "ward"}));
    REQUIRE_FALSE(trust->add({key(1), Role::patient, "anna's phone"}));
    REQUIRE_FALSE(trust->revoke(key(2)));
    CHECK(trust->revoke(key(2)));  // nobody there any more
  }
  auto trust = *Trust::open(folder / "security.db");
  REQUIRE(trust->pairings().size() == 1);
  CHECK((*trust->find(key(1)) == Pairing{key(1), Role::patient, "anna's phone"}));
  CHECK(trust->find(key(2)) == nullptr);
  const auto log = log_of(*trust);
  REQUIRE(log.size() == 4);
  CHECK((log[3].kind == LogKind::pairing_revoked));
  CHECK(log[3].who == identity_of(key(2)));
  CHECK(log[3].why == "ward");
  trust->note(LogKind::armed, {}, "clinician");
  CHECK(log_of(*trust).back().log_seq == 5);
}

TEST_CASE("IPT-PRL-06 a pump whose last pairing was revoked does not take itself for one that never had any") {
  TemporaryFolder folder;
  {
    auto trust = *Trust::open(folder / "security.db");
    CHECK_FALSE(trust->was_ever_paired());
    REQUIRE_FALSE(trust->add({key(1), Role::clinician, "anna"}));
    CHECK(trust->was_ever_paired());
    REQUIRE_FALSE(trust->revoke(key(1)));
  }
  auto trust = *Trust::open(folder / "security.db");
  CHECK(trust->pairings().empty());
  CHECK(trust->was_ever_paired());
  REQUIRE_FALSE(trust->add({key(1), Role::observer, "anna again"}));
  CHECK(trust->pairings().size() == 1);
}

TEST_CASE("a list that is gone is not made anew while its write-ahead log or the pump's key lies there: that could let in again whom it named, or let in plaintext") {
  TemporaryFolder folder;
  const auto file = folder / "security.db";
  put_file(folder / "security.db-wal", "x");
  CHECK(refusal(file).find("security.db-wal") != std::string::npos);
  std::filesystem::remove(folder / "security.db-wal");
  std::filesystem::create_directory(folder / "keys");
  put_file(folder / "keys/certificate.pem", "x");
  CHECK(refusal(file).find("is gone, while this pump's key is there") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(file));
  std::filesystem::remove(folder / "keys/certificate.pem");
  CHECK(refusal(file).empty());
}

TEST_CASE("IPT-LOG-01 IPT-LOG-11 what cannot be written is told once it can, under a number that nothing else had, and no start minds") {
  TemporaryFolder folder;
  const auto file = folder / "security.db";
  {
    auto trust = *Trust::open(file);
    REQUIRE_FALSE(trust->add({key(1), Role::clinician, "anna"}));
    {
      FailingDisk disk(1, {});
      trust->note(LogKind::session_opened, "first", {});
      CHECK_FALSE(trust->note_durably(LogKind::armed, {}, "second"));
      CHECK(trust->add({key(2), Role::clinician, "nobody"}));
      CHECK(log_of(*trust).size() == 1);
    }
    CHECK(trust->note_durably(LogKind::session_opened, "third", {}));
    const auto log = log_of(*trust);
    REQUIRE(log.size() == 4);
    for (std::uint64_t n = 0; n < 4; ++n) CHECK(log[n].log_seq == n + 1);
    CHECK(log[1].who == "first");
    CHECK(log[2].why == "second");
    CHECK(log[3].who == "third");
    FailingDisk disk(1, {});
    for (int n = 0; n < 1'000; ++n) trust->note(LogKind::session_opened, "lost", {});
    CHECK((log_of(*trust) == log));
  }
  auto trust = *Trust::open(file);
  CHECK(trust->pairings().size() == 1);
  CHECK(log_of(*trust).size() == 4);
  trust->note(LogKind::session_opened, "next", {});
  CHECK(log_of(*trust).back().log_seq == 5);
}

TEST_CASE("a log with a gap, as an earlier version could leave it, holds nobody up: what comes after the gap is kept") {
  TemporaryFolder folder;
  const auto file = folder / "security.db";
  {
    auto trust = *Trust::open(file);
    REQUIRE_FALSE(trust->add({key(1), Role::clinician, "anna"}));
    for (int n = 0; n < 4; ++n) trust->note(LogKind::session_opened, "anna", {});
  }
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
  REQUIRE(sqlite3_exec(database, "DELETE FROM entry WHERE log_seq = 3", nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
  auto trust = *Trust::open(file);
  CHECK(trust->pairings().size() == 1);
  REQUIRE(log_of(*trust).size() == 2);
  CHECK(log_of(*trust).front().log_seq == 4);
}

TEST_CASE("a machine is named as its certificate says, as far as that is a name") {
  const Key key = make_key();
  const auto named = [&](const std::string& name, const std::string& given = {}) {
    const auto pairing = pairing_with(pem_of(*make_certificate(key.get(), "urn:ipt:programmer:" + name, std::chrono::system_clock::now())), Role::clinician, given);
    return pairing ? pairing->name : pairing.error().text;
  };
  const std::string by_key = named("");
  CHECK(by_key.size() == 16);
  CHECK(named("ward 3") == "ward 3");
  CHECK(named(std::string(63, 'a') + "\u00E9") == std::string(63, 'a'));  // never half of a character
  CHECK(named("a\nb") == by_key);
  CHECK(named("x", "anna") == "anna");
  CHECK(named("x", "an\nna").find("no characters that cannot be seen") != std::string::npos);
}

TEST_CASE("a pump keeps sixteen pairings: one more is refused, an old key renewed is not") {
  TemporaryFolder folder;
  auto trust = *Trust::open(folder / "security.db");
  for (std::uint8_t n = 1; n <= 16; ++n) REQUIRE_FALSE(trust->add({key(n), Role::clinician, "n"}));
  const auto refused = trust->add({key(17), Role::clinician, "n"});
  REQUIRE(refused);
  CHECK(refused->text.find("revoke one first") != std::string::npos);
  CHECK_FALSE(trust->add({key(16), Role::observer, "n"}));
  CHECK(trust->pairings().size() == 16);
}

TEST_CASE("IPT-LOG-12 a flood of strangers is a few entries: the first at once, the rest of each minute as one, none forgotten") {
  TemporaryFolder folder;
  {
    auto trust = *Trust::open(folder / "security.db");
    trust->tell_time_by([] { return DeviceTime{3, Uptime{7s}, {}}; });
    for (int n = 0; n < 1'000; ++n) trust->note_stranger("not paired", LinkTime{5s + n * 10ms});
    trust->note_stranger("no TLS", LinkTime{20s});
    auto log = log_of(*trust);
    REQUIRE(log.size() == 2);
    CHECK((log[0].kind == LogKind::stranger_refused));
    CHECK(log[0].count == 1);
    CHECK((log[0].time == DeviceTime{3, Uptime{7s}, {}}));
    CHECK(log[1].why == "no TLS");
    trust->flush(LinkTime{64s});
    CHECK(log_of(*trust).size() == 2);
    trust->flush(LinkTime{65s});
    log = log_of(*trust);
    REQUIRE(log.size() == 3);
    CHECK(log[2].count == 999);
    CHECK(log[2].why == "not paired");
    for (int n = 0; n < 100; ++n) trust->note_stranger("reason " + std::to_string(n), LinkTime{70s});
    CHECK(log_of(*trust).size() <= 3 + 33);  // who invents reasons fills the log no more than others
    trust->note_stranger("not paired", LinkTime{71s});
    trust->flush(no_deadline);
    const auto all = log_of(*trust);
    std::uint64_t count = 0;
    for (const auto& entry : all) count += entry.count;
    CHECK(count == 1'000 + 1 + 100 + 1);
  }
  CHECK(log_of(**Trust::open(folder / "security.db")).size() > 3);
}

TEST_CASE("a file that is emptied, foreign, newer, damaged or in use is refused and stays as it is") {
  TemporaryFolder folder;
  const std::filesystem::path file = folder / "security.db";
  {
    auto trust = *Trust::open(file);
    REQUIRE_FALSE(trust->add({key(1), Role::clinician, "anna"}));
    CHECK(refusal(file).find("is in use") != std::string::npos);
  }
  const std::string good = bytes_of_file(file);
  REQUIRE(refusal(file).empty());
  const auto refused_as = [&](const std::string& bytes, const char* why) {
    put_file(file, bytes);
    CHECK(refusal(file).find(why) != std::string::npos);
    CHECK(bytes_of_file(file) == bytes);
  };
  refused_as("", "is not what this program wrote");
  refused_as("a letter to my aunt, which is no database and long enough to be read as the header of one, more or less exactly", "is not what this program wrote");
  std::string newer = good;
  newer[63] = 9;
  refused_as(newer, "another version");
  // A role that there is not: nobody may come in as something unheard of.
  std::string damaged = good;
  const auto at = damaged.find(std::string(32, '\1'));
  REQUIRE(at != std::string::npos);
  damaged[at + 32] = 77;
  put_file(file, damaged);
  CHECK(refusal(file).find("is damaged") != std::string::npos);
}
