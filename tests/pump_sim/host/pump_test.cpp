// A pump with its durable memory: what its file does when storage fails, and what a restored state may not take back.
#include <sqlite3.h>

#include "pump_sim/firmware/execute.hpp"
#include "pump_sim/world/mishaps.hpp"
#include "state/v1/state.pb.h"
#include "tests/pump_sim/host/clinician.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace ipt;
using namespace ipt::literals;
using namespace std::chrono_literals;

namespace {

/// Nothing can be written while this lives: certainly, not perhaps.
struct NoStorage {
  NoStorage() { sqlite3_hard_heap_limit64(1); }
  ~NoStorage() { sqlite3_hard_heap_limit64(0); }
};

}  // namespace

TEST_CASE("IPT-ALM-03 a memory error that lasts is one alarm, however often writing fails, and ends when it succeeds") {
  TemporaryFolder folder;
  auto pump = Pump::open(folder / "pump.db", newborn(), seeded());
  REQUIRE(pump);
  Clinician anna{**pump};
  anna.greet();
  const auto& firmware = (*pump)->implant().firmware;
  {
    NoStorage full;
    for (int n = 0; n < 3; ++n) {
      CHECK((anna.ask(TestAlarm{false}).code == Code::failed));
      REQUIRE(firmware.alarms.open.size() == 1);
      CHECK(firmware.alarms.open.front().id == 1);
      CHECK(firmware.alarms.open.front().active);
    }
    const auto stopped = std::get<Stopped>(anna.ask(Stop{OperationId{7}}).answer);
    CHECK_FALSE(stopped.durable);  // IPT-STP-03
  }
  CHECK(std::get<Stopped>(anna.ask(Stop{OperationId{7}}).answer).durable);  // IPT-STP-08
  CHECK_FALSE(firmware.alarms.open.front().active);
  const Implant before = (*pump)->implant();
  pump = Error{"the process is gone"};
  pump = Pump::open(folder / "pump.db", {}, seeded());
  REQUIRE(pump);
  CHECK((*pump)->implant().firmware.stopped_since == before.firmware.stopped_since);  // IPT-STP-06
  CHECK((*pump)->implant().notes.log.head() == before.notes.log.head() + 1);
}

TEST_CASE("IPT-STP-03 a Stop is obeyed and answered where nothing can be written, not even the time, and reads go on") {
  TemporaryFolder folder;
  auto pump = Pump::open(folder / "pump.db", newborn(), seeded());
  REQUIRE(pump);
  Clinician anna{**pump};
  anna.greet();
  {
    NoStorage full;
    (*pump)->bring_to((*pump)->now() + 1h);  // far beyond the time mark
    CHECK_FALSE(std::get<Stopped>(anna.ask(Stop{OperationId{7}}).answer).durable);
    (*pump)->bring_to((*pump)->now() + 1h);
    const auto status = std::get<Status>(anna.ask(GetStatus{}).answer);
    CHECK((status.mode == Mode::stopped));
    CHECK((status.alarms.front().kind == AlarmKind::memory_error));
    CHECK(status.alarms.size() == 1);
  }
  (*pump)->bring_to((*pump)->now() + 1h);
  CHECK(std::get<Stopped>(anna.ask(Stop{OperationId{7}}).answer).durable);
  const auto now = (*pump)->now();
  pump = Error{"the process is gone"};
  pump = Pump::open(folder / "pump.db", {}, seeded());
  REQUIRE(pump);
  CHECK((*pump)->implant().firmware.stopped_since == Uptime{1h});
  CHECK((*pump)->now() >= now);  // IPT-TIM-04
}

TEST_CASE("IPT-OPS-03 a restored state takes the journal's floor back neither below its own nor below the pump's") {
  TemporaryFolder folder;
  auto pump = Pump::open(folder / "pump.db", newborn(), seeded());
  REQUIRE(pump);
  const auto floor_after = [&](std::optional<StageName> floor) {
    auto snapshot = decode_snapshot((*pump)->saved());
    REQUIRE(snapshot);
    const Journal journal = snapshot->implant.notes.journal;
    snapshot->implant.notes.journal = Journal::restored({}, journal.boots(), floor, journal.executed());
    REQUIRE_FALSE((*pump)->restore(*snapshot));
    return (*pump)->implant().notes.journal.floor()->number;
  };
  CHECK(floor_after(StageName{1, 7, 50}) == 50);
  CHECK(floor_after({}) == 50);
  CHECK(floor_after(StageName{1, 7, 70}) == 70);
  CHECK(floor_after(StageName{1, 7, 60}) == 70);
  CHECK(floor_after(StageName{2, 7, 5}) == 5);
}

TEST_CASE("IPT-OPS-16 a bolus in the middle of which a state was saved is not resumed where it is restored") {
  TemporaryFolder folder;
  auto pump = Pump::open(folder / "pump.db", newborn(), seeded());
  REQUIRE(pump);
  Clinician anna{**pump};
  anna.greet();
  const CommitBody body = anna.staged(OperationId{9}, SingleBolus{50_ug, 20min, 2'000_ug_per_mL});
  REQUIRE((anna.ask(Commit{wire::encode_commit(body)}).code == Code::ok));
  (*pump)->bring_to((*pump)->now() + 10min);
  const auto saved = decode_snapshot((*pump)->saved());
  REQUIRE(saved);
  (*pump)->bring_to((*pump)->now() + 1h);
  REQUIRE_FALSE((*pump)->restore(*saved));
  const auto* entry = (*pump)->implant().notes.journal.find({9});
  REQUIRE(entry != nullptr);
  CHECK((entry->bolus->ending == Ending::interrupted));
  CHECK(entry->bolus->delivered == 12'500_nL);
  CHECK_FALSE((*pump)->implant().firmware.bolus.has_value());
  pump = Error{"the process is gone"};
  pump = Pump::open(folder / "pump.db", {}, seeded());  // and the records can be read back
  REQUIRE(pump);
  CHECK(((*pump)->implant().notes.journal.find({9})->bolus->ending == Ending::interrupted));
}

TEST_CASE("IPT-UPD-05 an update outlives a saved state and a start only as interrupted, and is finished if its time was told") {
  for (const bool time_was_told : {false, true}) {
    TemporaryFolder folder;
    auto pump = Pump::open(folder / "pump.db", newborn("update-20"), seeded());
    REQUIRE(pump);
    Clinician anna{**pump};
    anna.greet();
    const CommitBody body = anna.staged(OperationId{9}, Program{2'000_ug_per_mL, SimpleContinuous{150_ug_per_day}});
    REQUIRE((anna.ask(Commit{wire::encode_commit(body)}).code == Code::pending));
    const auto saved = decode_snapshot((*pump)->saved());
    REQUIRE(saved);
    CHECK((saved->implant == (*pump)->implant()));
    REQUIRE(saved->implant.firmware.update.has_value());
    if (time_was_told) REQUIRE_FALSE((*pump)->leap_to((*pump)->now() + 5s));
    pump = Error{"the process is gone"};
    pump = Pump::open(folder / "pump.db", {}, seeded());
    REQUIRE(pump);
    const auto& firmware = (*pump)->implant().firmware;
    REQUIRE((*pump)->implant().notes.journal.find({9}) != nullptr);
    CHECK((*pump)->implant().notes.journal.find({9})->interrupted == !time_was_told);
    CHECK(firmware.stopped_since.has_value() == !time_was_told);
    REQUIRE_FALSE((*pump)->restore(*saved));
    CHECK((*pump)->implant().notes.journal.find({9})->interrupted);
    CHECK(firmware.stopped_since == Uptime{});
    pump = Error{"the process is gone"};
    pump = Pump::open(folder / "pump.db", {}, seeded());
    REQUIRE(pump);
    CHECK((*pump)->implant().notes.journal.find({9})->interrupted);
  }
}

TEST_CASE("IPT-UPD-05 a session that is lost is written down, and bedside reset interrupts as a start does") {
  for (const bool by_reset : {false, true}) {
    TemporaryFolder folder;
    auto pump = Pump::open(folder / "pump.db", newborn("update-20"), seeded());
    REQUIRE(pump);
    Clinician anna{**pump};
    anna.greet();
    const CommitBody body = anna.staged(OperationId{9}, Program{2'000_ug_per_mL, SimpleContinuous{150_ug_per_day}});
    REQUIRE((anna.ask(Commit{wire::encode_commit(body)}).code == Code::pending));
    (*pump)->bring_to((*pump)->now() + 1s);
    if (by_reset) REQUIRE_FALSE((*pump)->reset());
    else (*pump)->device().disconnected(anna.link);
    (*pump)->take_output(1s);
    (*pump)->bring_to((*pump)->now() + 1h);
    CHECK((*pump)->implant().notes.journal.find({9})->interrupted);
    const Firmware before = (*pump)->implant().firmware;
    pump = Error{"the process is gone"};
    pump = Pump::open(folder / "pump.db", {}, seeded());
    REQUIRE(pump);
    CHECK((*pump)->implant().notes.journal.find({9})->interrupted);
    CHECK((*pump)->implant().firmware.stopped_since == before.stopped_since);
    CHECK((*pump)->implant().firmware.in_force == before.in_force);
  }
}

TEST_CASE("a state from the future is refused, and one of an older format is read") {
  std::string state = encode_snapshot(newborn().birth, newborn().implant);
  state.at(1) = 1;
  CHECK(decode_snapshot(state)->implant == newborn().implant);
  state.at(1) = 5;
  CHECK(decode_snapshot(state).error().text == "the stored state has format 5, and this version knows only 1 to 4");
}

TEST_CASE("a bridge, a priming, a bolus that ends stopped and a patient's account are read back as they were") {
  const auto read_back = [](const char* profile, const TherapyOperation& operation) {
    Snapshot pump = newborn(profile);
    Firmware& firmware = pump.implant.firmware;
    firmware.patient = {PatientLimits{1'000_ug, 10min, 1h, 4}, {Uptime{}, Uptime{1h}}};
    REQUIRE_FALSE(judge(firmware, pump.birth.settings, operation));
    execute(firmware, pump.birth.settings, operation, wire::encode_therapy(operation), OperationId{7}, "anna", pump.implant.notes);
    set_order(pump.implant.world, firmware.order);
    REQUIRE(has_bolus(firmware));
    const auto read = decode_snapshot(encode_snapshot(pump.birth, pump.implant));
    REQUIRE(read);
    CHECK(read->implant == pump.implant);
    CHECK(read->birth == pump.birth);
  };

  read_back("ipt-40", {"TEST-1", ModeAfter::unchanged, Prime{Nanolitres(338'001), 30min}});
  read_back("ipt-40", {"TEST-1", ModeAfter::unchanged, Bridge{338'000_nL, 500_ug_per_mL, 120_ug_per_day}});
  read_back("early-20", {"TEST-1", ModeAfter::stopped, SingleBolus{50_ug, 1h, 2'000_ug_per_mL}});
}

TEST_CASE("how much of a mixture is baclofen is read back as it was, and counts whole in a state from before that was kept") {
  Snapshot pump = newborn();
  World& world = pump.implant.world;
  move_needle(world, Place::septum, world.now);
  REQUIRE(withdraw(world, 10_mL, world.now));
  REQUIRE(inject(world, 10_mL, "morphine", 6'000_ug_per_mL, world.now));
  settle(pump.implant, pump.birth.settings);
  const auto read = decode_snapshot(encode_snapshot(pump.birth, pump.implant));
  REQUIRE(read);
  CHECK(read->implant == pump.implant);
  CHECK(acting(read->implant.world.reservoir) == Femtograms{20'000'000'000'000});

  state::v1::Snapshot old;
  REQUIRE(old.ParseFromString(encode_snapshot(pump.birth, pump.implant)));
  old.mutable_world()->mutable_reservoir()->clear_batch_acting_fg();
  const auto older = decode_snapshot(old.SerializeAsString());
  REQUIRE(older);
  CHECK(acting(older->implant.world.reservoir) == amount(world.reservoir).mass);
  old.mutable_world()->mutable_reservoir()->set_batch_acting_fg(81'000'000'000'000);  // more than there is
  CHECK_FALSE(decode_snapshot(old.SerializeAsString()));
}

TEST_CASE("what has befallen a pump is read back as it was, and a state from before there was any of it is a pump that lasts") {
  Snapshot pump = newborn();
  World& world = pump.implant.world;
  advance(pump.implant, pump.birth.settings, Uptime{1h});
  const Uptime now = pump.implant.firmware.now;
  const auto is_read_back = [&] {
    settle(pump.implant, pump.birth.settings);
    const auto read = decode_snapshot(encode_snapshot(pump.birth, pump.implant));
    return read && read->implant == pump.implant && read->birth == pump.birth;
  };
  enter_field(world, now);
  REQUIRE(leave_field(world, 2h, now));
  REQUIRE(stall_again_and_again(world, 3, 1h, 24h, now));
  short_feedthrough(world, true, now);
  REQUIRE(set_battery_used(world, 90, now));
  REQUIRE(misprint_replace_by(world, -400, now));
  REQUIRE(delay_recovery(world, 2, now));
  CHECK(is_read_back());
  wear_memory(world, true, now);
  drop_battery(world, now);
  settle(pump.implant, pump.birth.settings);
  interfere(world, now);
  CHECK(is_read_back());
  CHECK(pump.implant.firmware.life.lost_program);
  CHECK(pump.implant.firmware.life.telemetry_since);
  advance(pump.implant, pump.birth.settings, now + 24h * 91);
  CHECK(pump.implant.firmware.life.ended_since);
  CHECK(is_read_back());

  Snapshot old = newborn();
  old.birth.hardware.battery = {};
  old.birth.settings.replace_within_days = 0;
  old.implant = make_implant(old.birth.settings, old.birth.hardware, old.birth.delivered);
  std::string state = encode_snapshot(old.birth, old.implant);
  state.at(1) = 3;
  auto lasting = decode_snapshot(state);
  REQUIRE(lasting);
  CHECK(lasting->implant == old.implant);
  advance(lasting->implant, lasting->birth.settings, now + 24h * 4'000);
  CHECK_FALSE(lasting->implant.firmware.life.ended_since);
  CHECK_FALSE(lasting->implant.firmware.life.replace_since);
}
