// Events are for promptness: they say where the log stands, and who reads the log from a cursor of its own loses nothing.
#include <doctest/doctest.h>

#include <vector>

#include "tests/rehearsal/bedside_words.hpp"

using namespace ipt;
using namespace ipt::test;

namespace {

/// In the session that stands, or in a new one if that does not answer.
std::vector<LogEntry> read_from(Programmer& programmer, std::uint64_t cursor) {
  auto response = programmer.ask(ReadLog{cursor, 0});
  if (!response && programmer.connect()) response = programmer.ask(ReadLog{cursor, 0});
  REQUIRE(response.has_value());
  return std::get<LogPage>(response->answer).entries;
}

}  // namespace

TEST_CASE("IPT-EVT-02 a subscriber is told of every change of head and state version, and of nothing else") {
  Rehearsal room({.seed = 51});
  auto& alice = room.programmer("alice");
  auto& bob = room.programmer("bob", Role::observer);
  bob.connect();
  bob.ask(Subscribe{1});
  bob.status();
  const auto subscribed = bob.events().size();
  REQUIRE(subscribed == 1);  // where things stand now
  CHECK(bob.events().back().state_version == 0);
  CHECK(bob.events().back().log_head == 1);  // the boot

  CHECK((alice.change(operation(bolus(50_ug, hours(1)))).kind == Kind::done));
  bob.status();
  REQUIRE(bob.events().size() == subscribed + 1);
  CHECK(bob.events().back().state_version == 1);
  CHECK(bob.events().back().log_head == 2);

  room.advance(minutes(59));  // strokes are no news
  bob.status();
  CHECK(bob.events().size() == subscribed + 1);
  room.advance(minutes(1));  // its end is
  bob.status();
  REQUIRE(bob.events().size() == subscribed + 2);
  CHECK(bob.events().back().state_version == 2);
  CHECK(bob.events().back().log_head == 3);

  alice.stop();
  room.advance(hours(48));
  bob.status();
  CHECK(bob.events().back().alarms.size() == 1);
  CHECK((bob.events().back().alarms.front().kind == AlarmKind::stopped_too_long));
  const auto told = bob.events().size();
  bob.ask(Subscribe{0});
  alice.change(operation(Resume{}, ModeAfter::running));
  bob.status();
  CHECK(bob.events().size() == told);  // IPT-EVT-01
}

TEST_CASE("IPT-EVT-04 an event that is lost loses nothing: the log read from an own cursor is whole, without a gap") {
  // Frames from the pump to bob: Welcome, the answer to Subscribe, an event, the log; then one event a change.
  for (std::uint64_t frame = 3; frame <= 7; ++frame) {
    for (const auto fault : {CableFault::Kind::drop, CableFault::Kind::duplicate, CableFault::Kind::cut_before, CableFault::Kind::cut_after}) {
      Rehearsal room({.seed = 52});
      INFO("seed ", room.seed(), ", frame ", frame, ", fault ", static_cast<int>(fault));
      auto& alice = room.programmer("alice");
      auto& bob = room.programmer("bob", Role::observer);
      bob.plan({fault, Way::from_pump, frame, {}});
      bob.connect();
      bob.ask(Subscribe{1});
      const auto first = read_from(bob, 0);
      std::uint64_t cursor = first.back().log_seq + 1;
      alice.change(operation(continuous(150_ug_per_day)));
      alice.change(operation(AlarmSettings{3_mL, 5}));
      alice.stop();
      std::vector<LogEntry> heard = first;
      for (const auto& entry : read_from(bob, cursor)) heard.push_back(entry);
      const auto& log = room.pump().implant().notes.log.entries();
      CHECK((heard == std::vector<LogEntry>(log.begin(), log.end())));
      for (std::size_t n = 0; n < heard.size(); ++n) CHECK(heard[n].log_seq == n + 1);
      CHECK(heard.size() == 4);  // boot, program, settings, stop
    }
  }
}

TEST_CASE("IPT-LOG-05 a cursor beyond the head is answered without entries, and goes on where it was") {
  Rehearsal room({.seed = 53});
  auto& alice = room.programmer("alice");
  alice.connect();
  const auto page = std::get<LogPage>(alice.ask(ReadLog{2, 0})->answer);
  CHECK((page.entries.empty() && page.head == 1 && !page.below_floor));
  alice.stop();
  CHECK(std::get<LogPage>(alice.ask(ReadLog{2, 0})->answer).entries.size() == 1);
}

TEST_CASE("IPT-ALM-05 an alarm is logged as shown to a clinician once, and not when an observer sees it") {
  Rehearsal room({.seed = 54});
  auto& alice = room.programmer("alice");
  auto& bob = room.programmer("bob", Role::observer);
  alice.stop();
  room.advance(hours(48));
  const auto shown = [&] {
    int times = 0;
    for (const auto& entry : room.pump().implant().notes.log.entries()) times += entry.kind == LogKind::alarm_shown ? 1 : 0;
    return times;
  };
  CHECK(bob.status()->alarms.size() == 1);
  CHECK(shown() == 0);
  CHECK(alice.status()->alarms.size() == 1);
  alice.status();
  CHECK(shown() == 1);
  CHECK(is_durable(room));
}
