// Every kind of change × every frame of its conversation, both ways × everything that can happen to a frame. Afterwards
// the change was done exactly once or not at all, and the programmer knows which.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/rehearsal/kinds.hpp"

using namespace ipt;
using namespace ipt::test;

namespace {

constexpr std::uint64_t seed = 31;
constexpr Milliseconds short_delay{1'000};  // the answer still comes in time
constexpr Milliseconds long_delay{6'000};   // the programmer has given up; the pump's end of the session still stands
constexpr Milliseconds until_all_is_quiet{30'000};

/// As a clinician does it: connect, interrogate, change, leave. Without a status nothing is changed.
/// `first`: the connection on which it began.
Outcome converse(Programmer& clinician, const KindOfChange& kind, std::shared_ptr<const Connection>& first) {
  const bool heard = clinician.connect();
  first = clinician.connection();
  if (!heard || !clinician.status()) return {Kind::unheard, {}, {}, {}};
  Outcome outcome = do_once(clinician, kind);
  if (outcome.kind != Kind::uncertain) clinician.say_goodbye();
  return outcome;
}

struct Faultless {
  Implant before;
  Implant after;
  std::uint64_t frames_to_pump = 0;
  std::uint64_t frames_from_pump = 0;
};
Faultless faultless(const KindOfChange& kind) {
  Rehearsal room({.seed = seed});
  prepare(room, kind);
  Faultless run{room.pump().implant(), {}, 0, 0};
  auto& alice = room.programmer("alice");
  std::shared_ptr<const Connection> connection;
  REQUIRE((converse(alice, kind, connection).kind == Kind::done));
  run.after = room.pump().implant();
  run.frames_to_pump = connection->cable.frames(Way::to_pump);
  run.frames_from_pump = connection->cable.frames(Way::from_pump);
  return run;
}

/// Without what only tells sessions apart: the grant inside the request, and the stage's number.
Implant without_session(Implant implant) {
  const Journal& journal = implant.notes.journal;
  auto entries = journal.entries();
  for (auto& entry : entries) entry.request = {}, entry.stage = {};
  implant.notes.journal = Journal::restored(std::move(entries), journal.boots(), journal.floor(), journal.executed());
  return implant;
}

bool said(const Cable& cable, GoodbyeReason reason) { return std::count(cable.goodbyes().begin(), cable.goodbyes().end(), reason) > 0; }

/// A day later, and what is served then.
void check_goes_on_serving(Rehearsal& room, const Implant& as_it_should_be) {
  const FirmwareSettings& settings = room.pump().settings();
  Implant expected = as_it_should_be;
  advance(expected, settings, expected.firmware.now + one_day);
  room.advance(one_day);
  CHECK((room.pump().implant().world == expected.world));
  CHECK(adds_up(room.truth()));
  auto& bob = room.programmer("bob", Role::observer);
  const auto status = bob.status();
  REQUIRE(status.has_value());
  CHECK(status->reservoir == computed_reservoir(expected.firmware, settings));
  CHECK((status->mode == (is_stopped(expected.firmware) ? Mode::stopped : Mode::simple_continuous)));
  CHECK(is_durable(room));
}

struct Tally {
  int cells = 0;
  int told_done = 0;         ///< by the answer itself
  int settled_done = 0;      ///< uncertain first
  int settled_not_done = 0;  ///< likewise
  int unheard = 0;           ///< nothing was committed
};

void visit(const KindOfChange& kind, const Faultless& faultless, CableFault fault, Tally& tally) {
  Rehearsal room({.seed = seed});
  prepare(room, kind);
  auto& alice = room.programmer("alice");
  alice.plan(fault);
  const LinkTime begun = room.link_now();
  std::shared_ptr<const Connection> faulty;
  Outcome outcome = converse(alice, kind, faulty);
  const bool waited_in_vain = room.link_now() - begun >= Timeouts{}.max_response;
  const OperationId id = alice.last_operation();
  const bool was_uncertain = outcome.kind == Kind::uncertain;
  for (int tries = 0; outcome.kind == Kind::uncertain && tries < 3; ++tries) {
    alice.vanish();
    outcome = alice.settle();
  }
  room.wait(until_all_is_quiet);  // whatever is still on its way arrives, or its session has ended

  const bool believes_done = outcome.kind == Kind::done;
  const bool believes_not_done = outcome.kind == Kind::not_done || outcome.kind == Kind::unheard;
  REQUIRE(believes_done != believes_not_done);
  CHECK(alice.uncertain().empty());
  ++tally.cells;
  ++(outcome.kind == Kind::unheard ? tally.unheard : !was_uncertain ? tally.told_done : believes_done ? tally.settled_done : tally.settled_not_done);
  CHECK((without_session(room.pump().implant()) == without_session(believes_done ? faultless.after : faultless.before)));
  CHECK(is_durable(room));
  const bool changes_the_sequence = fault.kind == CableFault::Kind::drop || fault.kind == CableFault::Kind::duplicate;
  const bool is_the_goodbye = fault.way == Way::to_pump && fault.frame == faultless.frames_to_pump;
  if (changes_the_sequence && !is_the_goodbye) CHECK((waited_in_vain || said(faulty->cable, GoodbyeReason::bad_sequence)));

  if (believes_not_done) {
    CHECK((converse(alice, kind, faulty).kind == Kind::done));
    CHECK(journal(room).entries().size() == faultless.after.notes.journal.entries().size());
  }
  CHECK(times_done(room, id) == (believes_done ? 1 : 0));
  check_goes_on_serving(room, faultless.after);
}

}  // namespace

TEST_CASE("whatever happens to any one frame, a change is done exactly once or not at all, and the programmer comes to know which") {
  using FaultKind = CableFault::Kind;
  const std::vector<std::pair<FaultKind, Milliseconds>> faults{{FaultKind::drop, {}},   {FaultKind::duplicate, {}},  {FaultKind::delay, short_delay}, {FaultKind::delay, long_delay},
                                                               {FaultKind::cut_before, {}}, {FaultKind::cut_after, {}}};
  Tally tally;
  for (const auto& kind : every_kind()) {
    const Faultless run = faultless(kind);
    CHECK(run.frames_to_pump == (kind.operation ? 7 : 4));    // Hello GetStatus AcquireControl Stage Commit ReleaseControl Goodbye
    CHECK(run.frames_from_pump == (kind.operation ? 6 : 3));  // Welcome and five answers
    for (const Way way : {Way::to_pump, Way::from_pump}) {
      const auto frames = way == Way::to_pump ? run.frames_to_pump : run.frames_from_pump;
      for (std::uint64_t frame = 1; frame <= frames; ++frame) {
        for (const auto& [fault, late] : faults) {
          INFO("seed ", seed, ", ", kind.name, ", ", std::string(way == Way::to_pump ? "to" : "from"), " the pump, frame ", frame, ", fault ", static_cast<int>(fault), ", late ", late.count());
          visit(kind, run, {fault, way, frame, late}, tally);
        }
      }
    }
  }
  MESSAGE(tally.cells, " cells: ", tally.told_done, " told done, ", tally.settled_done, " settled as done, ", tally.settled_not_done, " settled as not done, ", tally.unheard, " unheard");
  CHECK(tally.cells == 6 * 13 * 6 + 7 * 6);
  // Its answer dropped, late by much, or cut off before; itself cut off after.
  CHECK(tally.settled_done == 7 * 4);
  // Itself dropped, late by much or cut off before; or the session already gone when it was to be sent: the stage or the
  // receipt came twice, or the connection ended behind the receipt.
  CHECK(tally.settled_not_done == 7 * 3 + 6 * 3);
  CHECK(tally.unheard > 0);
}
