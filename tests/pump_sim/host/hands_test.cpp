// What hands do to the catheter, the septum and the path is written down like every act at the bed: a restart knows it.
#include "pump_sim/host/hands.hpp"

#include "tests/pump_sim/host/clinician.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace ipt;
using namespace ipt::literals;
using namespace std::chrono_literals;

namespace {

namespace pb = ::bedside::v1;

pb::Ask catheter(pb::Catheter state) {
  pb::Ask ask;
  ask.mutable_set_catheter()->set_state(state);
  return ask;
}
pb::Ask leakage(std::uint64_t nanolitres) {
  pb::Ask ask;
  ask.mutable_leak()->set_volume_nl(nanolitres);
  return ask;
}
pb::Ask fresh_path() {
  pb::Ask ask;
  ask.mutable_fresh_path();
  return ask;
}

/// The process dies and is started again; `closed`: it ended in order, and all lies in its snapshot.
std::unique_ptr<Pump> restarted(std::unique_ptr<Pump> pump, const std::filesystem::path& file, bool closed) {
  if (closed) REQUIRE_FALSE(pump->close());
  pump.reset();
  auto opened = Pump::open(file, {}, seeded());
  REQUIRE(opened);
  return *std::move(opened);
}

}  // namespace

TEST_CASE("what became of catheter, septum and path is the same after a restart, from a snapshot and from the records behind it") {
  TemporaryFolder folder;
  for (const bool closed : {false, true}) {
    const auto file = folder / (closed ? "kept.db" : "replayed.db");
    auto opened = Pump::open(file, newborn(), seeded());
    REQUIRE(opened);
    std::unique_ptr<Pump> pump = *std::move(opened);
    REQUIRE_FALSE(pump->leap_to(Uptime{24h}));
    const auto renewed = pump->do_by_hand(fresh_path());
    REQUIRE(renewed);
    CHECK(renewed->volume_nl() == 338'000);
    CHECK(renewed->drug_ng() == 676'000);
    REQUIRE_FALSE(pump->leap_to(Uptime{48h}));
    REQUIRE(pump->do_by_hand(catheter(pb::CATHETER_OFF)));
    REQUIRE_FALSE(pump->leap_to(Uptime{72h}));
    const auto lost = pump->do_by_hand(leakage(14'000'000));
    REQUIRE(lost);
    CHECK(lost->volume_nl() == 14'000'000);
    CHECK(lost->drug_ng() == 28'000'000);
    REQUIRE(pump->do_by_hand(catheter(pb::CATHETER_OCCLUDED)));
    REQUIRE_FALSE(pump->leap_to(Uptime{96h}));
    const pb::Truth before = truth_of(pump->implant());
    CHECK(before.catheter() == pb::CATHETER_OCCLUDED);
    CHECK(before.pocket_nl() == 14'060'000);
    pump = restarted(std::move(pump), file, closed);
    pb::Truth after = truth_of(pump->implant());
    CHECK(after.boot_count() == before.boot_count() + 1);
    after.set_boot_count(before.boot_count());
    CHECK(after.SerializeAsString() == before.SerializeAsString());
    REQUIRE(pump->do_by_hand(catheter(pb::CATHETER_WHOLE)));
    CHECK(truth_of(pump->implant()).catheter() == pb::CATHETER_WHOLE);
  }
}

TEST_CASE("a catheter in no known state and a leak of more than there is are refused, and change and write nothing") {
  TemporaryFolder folder;
  auto opened = Pump::open(folder / "pump.db", newborn(), seeded());
  REQUIRE(opened);
  const Implant before = (*opened)->implant();
  CHECK((*opened)->do_by_hand(catheter(pb::CATHETER_UNSPECIFIED)).error().text == "a catheter is whole, occluded or off");
  CHECK((*opened)->do_by_hand(catheter(static_cast<pb::Catheter>(4))).error().text == "a catheter is whole, occluded or off");
  CHECK((*opened)->do_by_hand(leakage(20'000'001)).error().text == "cannot leak 20.000001 mL: the reservoir holds 20.0 mL; nothing leaked");
  CHECK((*opened)->do_by_hand(leakage(0)).error().text == "cannot leak 0.0 mL: the reservoir holds 20.0 mL; nothing leaked");
  CHECK((*opened)->do_by_hand(leakage(std::uint64_t{1} << 63)).error().text == "no reservoir holds that much");
  CHECK((*opened)->implant() == before);
}
