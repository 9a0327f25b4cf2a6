// Two sessions at one pump: who may change therapy, and what becomes of what the other has staged.
#include <doctest/doctest.h>

#include "common/wire.hpp"
#include "tests/rehearsal/bedside_words.hpp"

using namespace ipt;
using namespace ipt::test;

namespace {

const TherapyOperation more = operation(continuous(150_ug_per_day));

bool holds_control(Programmer& programmer) {
  const auto response = programmer.ask(AcquireControl{});
  return response && response->code == Code::ok;
}

}  // namespace

TEST_CASE("IPT-LSE-05 while one clinician has control another is refused, is told the holder's role, and changes nothing") {
  Rehearsal room({.seed = 41});
  auto& alice = room.programmer("alice");
  auto& bob = room.programmer("bob");
  alice.connect();
  REQUIRE(holds_control(alice));
  const Implant before = room.pump().implant();
  const Outcome refused = bob.change(more);
  CHECK((refused.kind == Kind::refused && reason_of(refused) == Reason::busy));
  CHECK((refused.refusal->holder == Role::clinician));
  CHECK((room.pump().implant() == before));

  alice.ask(ReleaseControl{});
  CHECK((bob.change(more).kind == Kind::done));
}

TEST_CASE("IPT-LSE-07 control ends 30 s after it was taken or renewed last, and then another may have it") {
  Rehearsal room({.seed = 42});
  auto& alice = room.programmer("alice");
  auto& bob = room.programmer("bob");
  alice.connect();
  bob.connect();
  REQUIRE(holds_control(alice));
  room.wait(seconds(20));
  REQUIRE(holds_control(alice));  // renewed
  room.wait(Milliseconds{29'999});
  CHECK(!holds_control(bob));
  room.wait(Milliseconds{1});
  CHECK(holds_control(bob));
  CHECK((alice.change(more).kind == Kind::refused));
}

TEST_CASE("IPT-LSE-09 a clinician who vanishes with a stage leaves therapy as it was, and control ends with the session") {
  Rehearsal room({.seed = 43});
  auto& alice = room.programmer("alice");
  auto& bob = room.programmer("bob");
  alice.connect();
  REQUIRE(holds_control(alice));
  CHECK((alice.ask(Stage{wire::encode_therapy(more)})->code == Code::ok));
  const Implant before = room.pump().implant();
  alice.vanish();
  CHECK((bob.change(more).kind == Kind::refused));
  room.wait(seconds(9));  // 5 s without a frame, a Ping, 3 s without an answer
  CHECK((room.pump().implant() == before));
  CHECK((bob.change(more).kind == Kind::done));
}

TEST_CASE("IPT-LSE-03 the same identity takes its own control over: the older session's stage is dead and its commit refused") {
  Rehearsal room({.seed = 44});
  auto& old_session = room.programmer("alice");
  Programmer new_session(room, "alice", Role::clinician);
  bool taken_over = false;
  const Outcome outcome = old_session.change(more, [&](const Receipt&) {
    new_session.connect();
    taken_over = std::get<ControlGranted>(new_session.ask(AcquireControl{})->answer).taken_over;
    return true;  // a person says yes, but in the session that has lost control
  });
  CHECK(taken_over);
  CHECK((outcome.kind == Kind::refused && (reason_of(outcome) == Reason::superseded || reason_of(outcome) == Reason::no_lease)));
  CHECK(journal(room).entries().empty());
  CHECK(old_session.is_connected());  // IPT-LSE-04

  CHECK((new_session.change(more).kind == Kind::done));
  CHECK(journal(room).entries().size() == 1);
}

TEST_CASE("IPT-LSE-03 taking control back does not bring back the stage that a takeover killed") {
  Rehearsal room({.seed = 48});
  auto& old_session = room.programmer("alice");
  Programmer new_session(room, "alice", Role::clinician);
  const Outcome outcome = old_session.change(more, [&](const Receipt&) {
    new_session.connect();
    CHECK(holds_control(new_session));
    CHECK(holds_control(old_session));
    return true;
  });
  CHECK((outcome.kind == Kind::refused && reason_of(outcome) == Reason::no_such_stage));
  CHECK(journal(room).entries().empty());
}

TEST_CASE("IPT-STP-05 a Stop from another session kills what is staged, leaves control with its holder, and the commit is refused") {
  Rehearsal room({.seed = 45});
  auto& alice = room.programmer("alice");
  auto& bob = room.programmer("bob");
  const Outcome outcome = alice.change(more, [&](const Receipt&) {
    CHECK((bob.stop().kind == Kind::done));  // IPT-LSE-10: control keeps a Stop from nobody
    CHECK(!holds_control(bob));
    return true;
  });
  CHECK((outcome.kind == Kind::refused && reason_of(outcome) == Reason::no_such_stage));
  CHECK((room.programmer("carol", Role::observer).status()->mode == Mode::stopped));
  CHECK(firmware(room).in_force.program == continuous(120_ug_per_day));
  CHECK(journal(room).entries().size() == 1);
}

TEST_CASE("IPT-OPS-10 nobody but who staged it may abandon a stage, and an observer may not abandon at all") {
  Rehearsal room({.seed = 46});
  auto& alice = room.programmer("alice");
  auto& bob = room.programmer("bob");
  auto& carol = room.programmer("carol", Role::observer);
  bob.connect();
  carol.connect();
  const Outcome outcome = alice.change(more, [&](const Receipt& receipt) {
    const GetOperation abandon{alice.last_operation(), receipt.stage, true};
    CHECK((reason_of(bob.ask(abandon)) == Reason::not_allowed));
    CHECK((reason_of(carol.ask(abandon)) == Reason::not_allowed));
    return true;
  });
  CHECK((outcome.kind == Kind::done));
}

TEST_CASE("IPT-ROL-04 an observer reads all and changes nothing") {
  Rehearsal room({.seed = 47});
  auto& carol = room.programmer("carol", Role::observer);
  CHECK(carol.status().has_value());
  CHECK((carol.ask(GetInfo{})->code == Code::ok));
  CHECK((carol.ask(GetProgram{})->code == Code::ok));
  CHECK((carol.ask(ReadLog{0, 0})->code == Code::ok));
  const Implant before = room.pump().implant();
  const Request changes[] = {AcquireControl{}, Stage{wire::encode_therapy(more)}, Stop{room.new_operation_id()}, TestAlarm{true}, AcknowledgeAlarm{1}};
  for (const Request& change : changes) CHECK((reason_of(carol.ask(change)) == Reason::not_allowed));
  CHECK((room.pump().implant() == before));
}
