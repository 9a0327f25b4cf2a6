// The patient of a pump's process: kept with it, put back with it, and as new with a fresh pump.
#include <limits>

#include "tests/pump_sim/host/clinician.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace ipt;
using namespace ipt::literals;
using namespace std::chrono_literals;

namespace {

Snapshot newborn_in_child() {
  Snapshot made = newborn();
  made.implant.patient = admit(*load_patient("child"), made.implant.world);
  return made;
}

bool is_alike(const PatientReport& a, const PatientReport& b) {
  return a.csf_ng_per_ml == b.csf_ng_per_ml && a.effect_ng_per_ml == b.effect_ng_per_ml && a.accustomed_ng_per_ml == b.accustomed_ng_per_ml &&
         a.ashworth == b.ashworth && a.lacking_hours == b.lacking_hours && a.signs == b.signs;
}

PatientReport look(const Pump& pump) { return report(*pump.implant().patient, pump.now()); }

/// A life in which the patient comes to lack: stopped after thirty days, and looked at two days later.
void live_and_stop(Pump& pump) {
  REQUIRE_FALSE(pump.leap_to(Uptime{30 * one_day}));
  Clinician anna{pump};
  anna.greet();
  CHECK(std::get<Stopped>(anna.ask(Stop{OperationId{7}}).answer).durable);
  REQUIRE_FALSE(pump.leap_to(pump.now() + 48h));
}

}  // namespace

TEST_CASE("a patient is the same after a restart from a snapshot and from the records behind it") {
  TemporaryFolder folder;
  for (const bool keeps_snapshot : {false, true}) {
    const auto file = folder / (keeps_snapshot ? "kept.db" : "replayed.db");
    auto pump = Pump::open(file, newborn_in_child(), seeded());
    REQUIRE(pump);
    live_and_stop(**pump);
    const PatientReport before = look(**pump);
    CHECK(before.lacking_hours > 30);
    CHECK(before.effect_ng_per_ml > 0);
    CHECK_FALSE(before.signs.empty());
    if (keeps_snapshot) REQUIRE_FALSE((*pump)->close());
    pump = Error{"the process is gone"};
    pump = Pump::open(file, {}, seeded());
    REQUIRE(pump);
    CHECK(is_alike(look(**pump), before));
  }
}

TEST_CASE("a restored pump lies in the patient as saved, and a fresh one in the same patient untreated") {
  TemporaryFolder folder;
  auto pump = Pump::open(folder / "pump.db", newborn_in_child(), seeded());
  REQUIRE(pump);
  REQUIRE_FALSE((*pump)->leap_to(Uptime{20 * one_day}));
  const PatientReport then = look(**pump);
  const auto saved = decode_snapshot((*pump)->saved());
  REQUIRE(saved);
  CHECK((saved->implant.patient == (*pump)->implant().patient));
  live_and_stop(**pump);
  CHECK_FALSE(is_alike(look(**pump), then));
  REQUIRE_FALSE((*pump)->restore(*saved));
  CHECK(is_alike(look(**pump), then));
  REQUIRE_FALSE((*pump)->make_fresh());
  CHECK(look(**pump).effect_ng_per_ml == 0);
  CHECK((*pump)->implant().patient->profile.name == "child");
}

TEST_CASE("the firmware's reset is nothing to the patient, and what hands do in the pocket is kept") {
  TemporaryFolder folder;
  auto pump = Pump::open(folder / "pump.db", newborn_in_child(), seeded());
  REQUIRE(pump);
  bedside::v1::Ask ask;
  ask.mutable_move_needle()->set_place(bedside::v1::PLACE_POCKET);
  REQUIRE((*pump)->do_by_hand(ask));
  ask.mutable_fill()->set_volume_nl(10'000'000);
  ask.mutable_fill()->set_drug("baclofen");
  ask.mutable_fill()->set_concentration_ng_per_ml(2'000'000);
  REQUIRE((*pump)->do_by_hand(ask));
  CHECK(look(**pump).pocket_ng == 20'000'000);
  REQUIRE_FALSE((*pump)->leap_to((*pump)->now() + 5h));
  const PatientReport before = look(**pump);
  CHECK(before.pocket_ng < 10'000'000);
  REQUIRE_FALSE((*pump)->reset());
  CHECK(is_alike(look(**pump), before));
  pump = Error{"the process is gone"};
  pump = Pump::open(folder / "pump.db", {}, seeded());
  REQUIRE(pump);
  CHECK(is_alike(look(**pump), before));
}

TEST_CASE("a stored patient that makes no sense is refused with a sentence") {
  Snapshot made = newborn_in_child();
  const auto refusal = [&] {
    const auto read = decode_snapshot(encode_snapshot(made.birth, made.implant));
    return read ? "" : read.error().text;
  };
  CHECK(refusal().empty());
  made.implant.patient->body.levels.effect_ng_per_ml = -1;
  CHECK(refusal() == "the stored patient makes no sense");
  made.implant.patient->body.levels.effect_ng_per_ml = std::numeric_limits<double>::quiet_NaN();
  CHECK(refusal() == "the stored patient makes no sense");
  made = newborn_in_child();
  made.implant.patient->profile.text = "nobody";
  CHECK(refusal().starts_with("the stored patient:1:"));
  made = newborn_in_child();
  advance(made.implant.patient->then, Uptime{1h});
  CHECK(refusal() == "the stored patient makes no sense");
}
