#include <doctest/doctest.h>

#include <set>

#include "pump_sim/profiles/model.hpp"
#include "tools/endurance/soak.hpp"

using namespace ipt;

namespace {

constexpr std::uint64_t seed = 7;
constexpr std::uint64_t events = 4'000;

/// Every kind of entry that came up in the logs on the way.
std::set<LogKind> live(Soak& soak) {
  constexpr std::uint64_t newest = 8;  // of each event
  std::set<LogKind> kinds;
  while (soak.events() < events) {
    const auto broken = soak.next();
    INFO("seed ", seed, ", event ", soak.events(), ": ", soak.life().event());
    INFO(broken.value_or(""));
    REQUIRE(!broken);
    const Log& log = soak.life().implant().notes.log;
    for (std::uint64_t seq = log.head(); seq >= log.floor() && seq > 0 && seq + newest > log.head(); --seq) {
      kinds.insert(log.entries()[static_cast<std::size_t>(seq - log.floor())].kind);
    }
  }
  return kinds;
}

/// A pump that has run for ten days, and whoever has watched it from the start.
struct Watched {
  FirmwareSettings settings = settings_of(load_profile("ipt-20").value(), "R-1");
  Implant implant = make_implant(settings, hardware_of(load_profile("ipt-20").value()),
                                 {"baclofen", Concentration(2'000'000), Nanolitres(20'000'000), DoseRate(120'000), PumpClock(std::chrono::local_days{std::chrono::year{2026} / 1 / 1})});
  Witness witness{implant, settings};

  Watched() {
    boot(implant.firmware, settings, 1, implant.notes);
    settle(implant, settings);
    REQUIRE(!witness.look(implant, settings));
    pass(one_day * 10);
    REQUIRE(!witness.look(implant, settings));
  }
  void pass(Milliseconds time) { advance(implant, settings, implant.firmware.now + time); }
  std::string broken() { return witness.look(implant, settings).value_or("nothing"); }
};

bool says(const std::string& text, const std::string& words) { return text.find(words) != text.npos; }

}  // namespace

TEST_CASE("thousands of events break nothing, and the same seed gives the same digest") {
  Soak first(seed), again(seed), other(seed + 1);
  const auto kinds = live(first);
  live(again);
  live(other);
  CHECK(first.digest() == again.digest());
  CHECK(first.digest() != other.digest());
  CHECK(first.pumps() > 1);
  CHECK(first.lived() > one_day * 3'650);
  CHECK(kinds.size() == static_cast<std::size_t>(LogKind::clock_set));  // every kind of entry there is, but for pumps that stop while they are written to
}

TEST_CASE("whoever watches notices a nanolitre or a nanogram that is lost") {
  const Watched watched;
  const Truth truth = ipt::truth(watched.implant.world, watched.implant.firmware.now);
  CHECK(!adds_up(truth));
  Truth less_fluid = truth, less_drug = truth;
  less_fluid.pocket_nl -= Nanolitres(1);
  less_drug.spilled_ng -= Nanograms(1);
  CHECK(adds_up(less_fluid) == "nanolitres are lost or made up");
  CHECK(adds_up(less_drug) == "nanograms are lost or made up");
}

TEST_CASE("whoever watches notices a pump that gives more, or less, than its program asks") {
  for (const std::int64_t dose : {121'000, 119'000}) {
    Watched watched;
    StandingOrder wrong = watched.implant.firmware.order;
    wrong.base = constant_flow(DoseRate(dose), Concentration(2'000'000));
    wrong.since = watched.implant.firmware.now;
    wrong.carry = {};
    watched.implant.firmware.order = wrong;
    settle(watched.implant, watched.settings);
    watched.pass(one_day * 5);
    CHECK(says(watched.broken(), dose > 120'000 ? "more is delivered than was asked" : "less is delivered than was asked"));
  }
}

TEST_CASE("whoever watches notices a tip that gives what the motor does not drive") {
  Watched more, less;
  more.implant.world.motor.accuracy_ppm = 1'010'000;
  more.pass(one_day);
  CHECK(says(more.broken(), "more came out at the tip than the motor drove"));
  less.implant.world.motor.accuracy_ppm = 990'000;
  less.pass(one_day);
  CHECK(says(less.broken(), "less came out at the tip than the motor drove"));
}

TEST_CASE("whoever watches notices an account that does not go by strokes") {
  Watched watched;
  watched.implant.firmware.reservoir.volume -= Nanolitres(250);
  CHECK(says(watched.broken(), "was set to"));
}

TEST_CASE("whoever watches notices a counter that goes back") {
  Watched version, head, boots;
  version.implant.firmware.state_version = 5;
  REQUIRE(version.broken() == "nothing");
  version.implant.firmware.state_version = 4;
  CHECK(says(version.broken(), "state version went back from 5 to 4"));
  head.implant.notes.log = Log{};
  CHECK(says(head.broken(), "log head went back"));
  boots.implant.firmware.boot_count = 0;
  CHECK(says(boots.broken(), "boot count went back"));
}

TEST_CASE("whoever watches notices a log that has a gap, or that is written over") {
  Watched gap, over;
  LogEntry entry = gap.implant.notes.log.entries().back();
  entry.log_seq += 2;
  gap.implant.notes.log = Log::restored(entry.log_seq, {entry});
  CHECK(says(gap.broken(), "there is no log entry 2"));
  entry = over.implant.notes.log.entries().back();
  entry.who = "somebody";
  over.implant.notes.log = Log::restored(entry.log_seq, {entry});
  CHECK(says(over.broken(), "is no longer what it was"));
}

TEST_CASE("whoever watches notices an alarm that is not latched, and one that is not raised") {
  Watched latched, raised;
  latched.pass(one_day * 340);
  REQUIRE(latched.broken() == "nothing");
  REQUIRE(latched.implant.firmware.alarms.open.size() == 2);  // low, then empty
  latched.implant.firmware.alarms.open.pop_back();
  CHECK(says(latched.broken(), "IPT-ALM-02"));
  raised.implant.firmware.alarm_settings.low_reservoir_level = Nanolitres(20'000'000);
  CHECK(says(raised.broken(), "LOW_RESERVOIR is not active, and its condition holds"));
}

TEST_CASE("whoever watches notices an alarm that the log tells twice") {
  AlarmHistory history;
  LogEntry entry;
  entry.kind = LogKind::alarm_raised;
  entry.alarm = AlarmKind::motor_stall;
  entry.alarm_id = 1;
  CHECK(!history.read(entry));
  CHECK(says(history.read(entry).value_or(""), "IPT-ALM-01"));
  entry.kind = LogKind::alarm_cleared;
  CHECK(!history.read(entry));
  CHECK(says(history.read(entry).value_or(""), "said before"));
}

TEST_CASE("whoever watches lets a boot forget only what could not be written down") {
  Watched watched;
  CHECK(says(watched.witness.begin_anew(watched.implant, watched.settings).value_or(""), "everything could be written down"));
  const Implant durable = watched.implant;
  set_condition(watched.implant.firmware.alarms, AlarmKind::memory_error, true, time_of(watched.implant.firmware), watched.implant.notes.log);
  REQUIRE(watched.broken() == "nothing");
  Implant booted = durable;
  boot(booted.firmware, watched.settings, 2, booted.notes);
  settle(booted, watched.settings);
  Witness unworried = watched.witness;
  CHECK(!unworried.begin_anew(booted, watched.settings));
  booted.notes.log = Log{};
  CHECK(says(watched.witness.begin_anew(booted, watched.settings).value_or(""), "lost more"));
}

TEST_CASE("a programmer's belief is held against the journal, both ways") {
  Notes notes;
  JournalEntry entry;
  entry.operation_id = OperationId{1};
  notes.journal.add(entry);
  Beliefs right, twice, never;
  right.add(OperationId{1}, true);
  right.add(OperationId{2}, false);
  CHECK(!right.compare(notes));
  never.add(OperationId{1}, false);
  CHECK(says(never.compare(notes).value_or(""), "was not done, and the journal holds it 1 times"));
  twice.add(OperationId{1}, true);
  notes.journal.add(entry);
  CHECK(says(twice.compare(notes).value_or(""), "holds it 2 times"));
}
