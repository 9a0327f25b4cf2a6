// A pump that is put in anew as a scenario starts, and what the bedside is told of its log.
#include "pump_sim/host/start.hpp"

#include "pump_sim/host/bedside_log.hpp"
#include "tests/pump_sim/host/clinician.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace ipt;
using namespace ipt::literals;
using namespace std::chrono_literals;

namespace {

bedside::v1::Start start() {
  bedside::v1::Start start;
  start.set_profile("ipt-20");
  start.set_drug("baclofen");
  start.set_concentration_ng_per_ml(500'000);
  start.set_volume_nl(18'000'000);
  start.set_dose_ng_per_day(300'000);
  start.set_clock_ms(1'767'225'600'000);
  start.set_patient("spinal");
  return start;
}

}  // namespace

TEST_CASE("a fresh pump starts as it is told, one boot later, and the next fresh one as it was made") {
  TemporaryFolder folder;
  auto pump = Pump::open(folder / "pump.db", newborn(), seeded());
  REQUIRE(pump);
  REQUIRE_FALSE((*pump)->leap_to(Uptime{30 * one_day}));
  const auto boots = (*pump)->implant().firmware.boot_count;
  REQUIRE_FALSE((*pump)->make_fresh(start()));
  const Implant& implant = (*pump)->implant();
  CHECK(implant.firmware.boot_count == boots + 1);
  CHECK((implant.firmware.now == Uptime{}));
  CHECK((implant.firmware.reservoir.concentration == 500_ug_per_mL));
  CHECK((clock_at(implant.firmware, implant.firmware.now) == PumpClock(Milliseconds(1'767'225'600'000))));
  REQUIRE(implant.patient);
  CHECK(implant.patient->profile.name == "spinal");
  CHECK((truth(implant.world, implant.firmware.now).reservoir_nl == 18_mL));
  REQUIRE_FALSE((*pump)->leap_to(Uptime{one_day}));
  CHECK((truth(implant.world, implant.firmware.now).reservoir_nl < Nanolitres(18'000'000 - 590'000)));  // 0.6 mL a day
  REQUIRE_FALSE((*pump)->make_fresh());
  CHECK((implant.firmware.reservoir.concentration == 2'000_ug_per_mL));
  pump = Error{"the process is gone"};
  pump = Pump::open(folder / "pump.db", {}, seeded());
  REQUIRE(pump);
  CHECK((truth((*pump)->implant().world, (*pump)->now()).reservoir_nl == 20_mL));
}

TEST_CASE("whoever lies there lies there as new, unless the start says that nobody does") {
  Snapshot made = newborn();
  made.implant.patient = admit(*load_patient("child"), made.implant.world);
  auto asked = start();
  asked.clear_patient();
  const auto same = started(made.birth, asked, made.implant.patient);
  REQUIRE(same);
  CHECK(same->patient->profile.name == "child");
  asked.set_patient("none");
  const auto nobody = started(made.birth, asked, made.implant.patient);
  REQUIRE(nobody);
  CHECK_FALSE(nobody->patient);
}

TEST_CASE("a start that this pump cannot have changes nothing and says why") {
  const Snapshot made = newborn();
  const auto refused = [&](auto change) {
    auto asked = start();
    change(asked);
    const auto pump = started(made.birth, asked, {});
    return pump ? std::string() : pump.error().text;
  };
  CHECK(refused([](auto& s) { s.set_profile("update-20"); }) == "this pump is of profile ipt-20, and a update-20 is wanted: start one with `pump-sim --state NEW-FOLDER --profile update-20`");
  CHECK(refused([](auto& s) { s.set_volume_nl(20'000'001); }).starts_with("this pump cannot start so: "));
  CHECK(refused([](auto& s) { s.set_volume_nl(~0ULL); }) == "this pump cannot start so: no pump holds or gives that much");
  CHECK(refused([](auto& s) { s.set_concentration_ng_per_ml(700'000); }).starts_with("this pump cannot start so: "));
  CHECK(refused([](auto& s) { s.set_drug("water"); }).starts_with("this pump cannot start so: "));
  CHECK(refused([](auto& s) { s.set_dose_ng_per_day(1); }).starts_with("this pump cannot start so: "));
  CHECK(refused([](auto& s) { s.set_clock_ms(-1); }) == "this pump cannot start so: its clock shows a day from 1970 to 2099");
  CHECK(refused([](auto& s) { s.set_patient("../patient.txtpb"); }).starts_with("this pump cannot start so: nobody is called '../patient.txtpb'; there are cerebral, child"));
  CHECK(refused([](auto&) {}).empty());
}

TEST_CASE("the log is told from an entry on, each operation with what was answered to it") {
  TemporaryFolder folder;
  auto pump = Pump::open(folder / "pump.db", newborn(), seeded());
  REQUIRE(pump);
  Clinician anna{**pump};
  anna.greet();
  anna.ask(Stop{OperationId{7}});
  const Notes& notes = (*pump)->implant().notes;
  bedside::v1::GetLog asked;
  const auto all = log_of(notes, asked);
  CHECK(all.head() == notes.log.head());
  REQUIRE(static_cast<std::uint64_t>(all.entries_size()) == all.head());
  CHECK(all.entries(0).json().find("LOG_KIND_BOOT") != std::string::npos);
  asked.set_from(all.head() + 1);
  CHECK(log_of(notes, asked).entries_size() == 0);
  asked.set_from(1);
  asked.set_max(1);
  CHECK(log_of(notes, asked).entries_size() == 1);
  anna.ask(Commit{wire::encode_commit(anna.staged(OperationId{9}, AlarmSettings{3_mL, 4}))});
  asked.set_from(all.head() + 1);
  asked.set_max(0);
  const auto newest = log_of(notes, asked);
  REQUIRE(newest.entries_size() >= 1);
  CHECK(newest.entries(0).json().find("OPERATION_KIND_ALARM_SETTINGS") != std::string::npos);
  CHECK(newest.entries(0).result().find("\"in_force\"") != std::string::npos);
}
