// What host and disk may do to a pump's memory and to a programmer's records, the rule for each, and where it is tested.
//
//   what                      the pump (pump.db)                          the programmer (programmer.db)
//   disk full                 nothing recorded, FAILED, MEMORY_ERROR,     nothing sent: records_faults_test
//                             Stop obeyed all the same: here, pump_test
//   a write breaks off        settled by opening anew; PENDING until      nothing sent: records_faults_test
//                             then, MEMORY_ERROR: doubt_test
//   fsync fails               the same: here                              nothing sent: records_faults_test
//   read-only disk            refused at the start: storage_refusal_test; nothing sent: records_faults_test
//                             later as a write that breaks off
//   busy database             refused at the start, held alone after it:  waited for 5 s, then nothing sent:
//                             here, storage_refusal_test                  records_faults_test
//   host clock steps back     counts for nothing: host_clock_test.py      the same
//   newer file                refused, left as it is:                     refused, left as it is: records_test
//                             storage_refusal_test, memory_test.py
//   two processes             the second is refused: storage_refusal_     both may: records_faults_test
//                             test, memory_test.py
//   power goes                power_loss_test                             records_faults_test
//   bits flip, files are cut  storage_damage_test, saved_test             a file that is none is refused: records_test
#include "tests/pump_sim/host/clinician.hpp"
#include "tests/support/faulty_disk.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace ipt;
using namespace ipt::literals;
using namespace std::chrono_literals;

namespace {

const OperationId the_id{9};
constexpr DoseRate old_dose = 120_ug_per_day;
constexpr DoseRate new_dose = 132_ug_per_day;

struct Bed {
  FaultyDisk disk;
  TemporaryFolder folder;
  std::unique_ptr<Pump> pump;
  explicit Bed(const char* kind = "ipt-20") { open(newborn(kind)); }
  void open(const std::optional<Snapshot>& made = {}) {
    pump.reset();
    auto opened = Pump::open(folder / "pump.db", made, seeded());
    if (!opened) FAIL(opened.error().text);
    pump = *std::move(opened);
  }
  /// The power goes now, and nothing unsynced survives.
  void lose_power() {
    disk.lose_power_at(1);
    pump.reset();
    disk.power_back(folder.path(), FaultyDisk::Survives::nothing);
    open();
  }
  [[nodiscard]] DoseRate dose() const { return std::get<SimpleContinuous>(pump->implant().firmware.in_force.program.delivery).dose; }
  [[nodiscard]] bool has_done_it() const { return pump->implant().notes.journal.find(the_id) != nullptr; }
};

Commit commit_of(const CommitBody& body) { return Commit{wire::encode_commit(body)}; }
CommitBody new_dose_staged(Clinician& anna) { return anna.staged(the_id, Program{2'000_ug_per_mL, SimpleContinuous{new_dose}}); }
Status status_of(Clinician& anna) { return std::get<Status>(anna.ask(GetStatus{}).answer); }

}  // namespace

TEST_CASE("IPT-CMT-15 a full disk refuses a Commit, changes nothing and is told as a memory error until there is space again") {
  Bed bed;
  Clinician anna{*bed.pump};
  anna.greet();
  const CommitBody body = new_dose_staged(anna);
  bed.disk.fail_writes_with(SQLITE_FULL);
  const Response refused = anna.ask(commit_of(body));
  CHECK((refused.code == Code::failed));
  REQUIRE(refused.refusal.has_value());
  CHECK((refused.refusal->reason == Reason::storage));
  CHECK(bed.dose() == old_dose);
  const Status full = status_of(anna);
  REQUIRE(full.alarms.size() == 1);
  CHECK((full.alarms.front().kind == AlarmKind::memory_error));
  CHECK(full.alarms.front().active);
  CHECK_FALSE(std::get<Stopped>(anna.ask(Stop{OperationId{7}}).answer).durable);  // IPT-STP-03
  CHECK((status_of(anna).mode == Mode::stopped));
  bed.disk.fail_writes_with(SQLITE_OK);
  CHECK_FALSE(status_of(anna).alarms.front().active);
  CHECK(std::get<Stopped>(anna.ask(Stop{OperationId{7}}).answer).durable);
  bed.lose_power();
  CHECK(bed.pump->implant().firmware.stopped_since.has_value());
  CHECK(bed.dose() == old_dose);
  CHECK_FALSE(bed.has_done_it());
}

TEST_CASE("IPT-CMT-16 what is told of a Commit whose sync failed is still so when the power goes afterwards") {
  Bed bed;
  Clinician anna{*bed.pump};
  anna.greet();
  const CommitBody body = new_dose_staged(anna);
  bed.disk.fail_syncs_with(SQLITE_IOERR_FSYNC);
  CHECK((anna.ask(commit_of(body)).code == Code::pending));
  CHECK(bed.dose() == old_dose);
  const Status in_doubt = status_of(anna);
  REQUIRE(in_doubt.alarms.size() == 1);
  CHECK((in_doubt.alarms.front().kind == AlarmKind::memory_error));
  bed.disk.fail_syncs_with(SQLITE_OK);
  CHECK_FALSE(status_of(anna).alarms.front().active);
  const auto told = std::get<OperationReport>(anna.ask(GetOperation{the_id, body.stage, false}).answer).state;
  CHECK(((told == OperationState::executed) == bed.has_done_it()));
  CHECK((told == OperationState::executed || told == OperationState::not_seen));
  const DoseRate in_force = bed.dose();
  bed.lose_power();
  CHECK((bed.has_done_it() == (told == OperationState::executed)));
  CHECK(bed.dose() == in_force);
}

TEST_CASE("IPT-STP-03 a Stop whose sync failed is obeyed, owned up to, and durable when the pump says so") {
  Bed bed;
  Clinician anna{*bed.pump};
  anna.greet();
  bed.disk.fail_syncs_with(SQLITE_IOERR_FSYNC);
  CHECK_FALSE(std::get<Stopped>(anna.ask(Stop{OperationId{7}}).answer).durable);
  CHECK((status_of(anna).motor == MotorState::halted));
  CHECK((status_of(anna).alarms.front().kind == AlarmKind::memory_error));
  bed.disk.fail_syncs_with(SQLITE_OK);
  CHECK(std::get<Stopped>(anna.ask(Stop{OperationId{7}}).answer).durable);
  bed.lose_power();
  CHECK(bed.pump->implant().firmware.stopped_since.has_value());
  CHECK(bed.pump->implant().notes.journal.find(OperationId{7}) != nullptr);
}

TEST_CASE("IPT-UPD-08 an update whose end cannot be kept stays PENDING: it is told as done only when no start takes that back") {
  for (const bool heals : {false, true}) {
    Bed bed("update-20");
    Clinician anna{*bed.pump};
    anna.greet();
    const CommitBody body = new_dose_staged(anna);
    REQUIRE((anna.ask(commit_of(body)).code == Code::pending));
    const auto told = [&] { return std::get<OperationReport>(anna.ask(GetOperation{the_id, body.stage, false}).answer).state; };
    const Uptime due = bed.pump->implant().firmware.update->ends;
    bed.disk.fail_writes_with(SQLITE_FULL);
    bed.pump->bring_to(due + 3s);
    CHECK((told() == OperationState::pending));
    CHECK((status_of(anna).mode == Mode::stopped));
    CHECK((status_of(anna).alarms.front().kind == AlarmKind::memory_error));
    if (heals) {
      bed.disk.fail_writes_with(SQLITE_OK);
      bed.pump->bring_to(due + 5s);
      CHECK((told() == OperationState::executed));
      CHECK_FALSE(status_of(anna).alarms.front().active);
    }
    bed.disk.lose_power_at(1);
    bed.disk.fail_writes_with(SQLITE_OK);
    bed.pump.reset();
    bed.disk.power_back(bed.folder.path(), FaultyDisk::Survives::nothing);
    bed.open();
    CHECK(bed.dose() == (heals ? new_dose : old_dose));
    CHECK(bed.pump->implant().notes.journal.find(the_id)->interrupted == !heals);
    CHECK(bed.pump->implant().firmware.stopped_since.has_value() == !heals);
  }
}

TEST_CASE("a sync that fails once leaves a Commit done or not, as is told, also when the power goes at once") {
  for (const bool done_again : {false, true}) {
    Bed bed;
    Clinician anna{*bed.pump};
    anna.greet();
    const CommitBody body = new_dose_staged(anna);
    bed.disk.fail_the_next_sync_with(SQLITE_IOERR_FSYNC);
    Response answer = anna.ask(commit_of(body));
    CHECK((answer.code != Code::refused));
    if (done_again) answer = anna.ask(commit_of(body));
    const bool told = answer.code == Code::ok;
    bed.lose_power();
    if (answer.code != Code::pending) CHECK(bed.has_done_it() == told);
    CHECK(bed.dose() == (bed.has_done_it() ? new_dose : old_dose));
  }
}

TEST_CASE("a memory that another program holds locked is refused with what to do, and taken up once it is let go") {
  TemporaryFolder folder;
  { REQUIRE(Pump::open(folder / "pump.db", newborn(), seeded())); }
  sqlite3* raw = nullptr;
  REQUIRE(sqlite3_open((folder / "pump.db").c_str(), &raw) == SQLITE_OK);
  Database other(raw);
  REQUIRE(execute(raw, "BEGIN; SELECT count(*) FROM record") == SQLITE_OK);
  const auto refused = Pump::open(folder / "pump.db", {}, seeded());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().text.find("already in use") != std::string::npos);
  other.reset();
  CHECK(Pump::open(folder / "pump.db", {}, seeded()));
}
