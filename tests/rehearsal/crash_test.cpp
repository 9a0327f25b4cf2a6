// A crash at one place in the pump's ordered output: what is durable is so afterwards, and nothing else is.
#include <doctest/doctest.h>

#include "tests/rehearsal/bedside_words.hpp"

using namespace ipt;
using namespace ipt::test;
using At = CrashPoint::At;

namespace {

const TherapyOperation more = operation(continuous(150_ug_per_day));

struct Crashed {
  Rehearsal room{{.seed = 81}};
  Programmer& alice = room.programmer("alice");
  Outcome outcome;
  /// Alice changes the dose, or stops the pump, and it crashes there.
  explicit Crashed(CrashPoint point, Comeback comeback = Comeback::reboot, bool stops = false) {
    alice.connect();
    room.crash_at(point, comeback);
    outcome = stops ? alice.stop() : alice.change(more);
    CHECK(!room.pump().will_crash());
    CHECK(!room.pump().has_crashed());  // it has come back
    CHECK(firmware(room).boot_count == 2);
    CHECK(is_durable(room));
  }
};

}  // namespace

TEST_CASE("before the record is durable a crash leaves nothing of the change, behind it all of it, and neither is answered") {
  for (const Comeback comeback : {Comeback::reboot, Comeback::reset}) {
    Crashed before({At::before_store, 1}, comeback);
    CHECK((before.outcome.kind == Kind::uncertain));
    CHECK(journal(before.room).entries().empty());
    CHECK((before.alice.settle().kind == Kind::not_done));
    CHECK(before.alice.status()->daily_dose == 120_ug);

    Crashed after({At::after_store, 1}, comeback);
    CHECK((after.outcome.kind == Kind::uncertain));
    CHECK(journal(after.room).entries().size() == 1);
    CHECK((after.alice.settle().kind == Kind::done));
    CHECK(after.alice.status()->daily_dose == 150_ug);
  }
}

TEST_CASE("before the answer is sent a crash leaves the change uncertain, behind it the answer is heard") {
  // Control, the receipt, the answer to the commit: the third.
  Crashed before({At::before_send, 3});
  CHECK((before.outcome.kind == Kind::uncertain));
  CHECK((before.alice.settle().kind == Kind::done));

  Crashed after({At::after_send, 3});
  CHECK((after.outcome.kind == Kind::done));
  CHECK(!after.alice.is_connected());
  CHECK(after.alice.status()->daily_dose == 150_ug);

  Crashed receipt({At::before_send, 2});
  CHECK((receipt.outcome.kind == Kind::unheard));
  CHECK(journal(receipt.room).entries().empty());
}

TEST_CASE("a Stop halts the motor before it is written down: a crash between the two leaves the program running") {
  for (const Comeback comeback : {Comeback::reboot, Comeback::reset}) {
    Crashed stopped({At::before_store, 1}, comeback, true);
    CHECK((stopped.outcome.kind == Kind::uncertain));
    CHECK((stopped.alice.settle().kind == Kind::not_done));
    stopped.room.advance(hours(24));
    CHECK(stopped.room.truth().delivered_nl == 60'000_nL);
    CHECK((stopped.alice.stop().kind == Kind::done));
  }
}

TEST_CASE("IPT-OPS-16 a reset in the middle of a bolus says exactly how much went in, and the world goes on with the program") {
  Rehearsal room({.seed = 82});
  auto& alice = room.programmer("alice");
  CHECK((alice.change(operation(bolus(50_ug, hours(1)))).kind == Kind::done));
  room.pump().advance(minutes(24));  // nobody has been told of it, so a reboot would go back
  const Truth truth = room.truth();
  room.reset();
  CHECK(firmware(room).boot_count == 2);
  CHECK((room.truth() == truth));
  CHECK(!alice.is_connected());
  alice.connect();
  const auto report = std::get<OperationReport>(alice.ask(GetOperation{alice.last_operation(), {}, false})->answer);
  CHECK((report.state == OperationState::partly_executed && report.ending == Ending::interrupted));
  CHECK(report.delivered == 10'000_nL);  // 24 of 60 minutes of 25,000 nL
  room.advance(hours(1));
  CHECK(room.truth().delivered_nl == 13'500_nL);  // and 84 minutes of the base
  CHECK(is_durable(room));
}

TEST_CASE("a programmer that is killed leaves only what it had written down, and the next one settles it first") {
  for (const auto at : {Programmer::LeaveOff::before_it_is_sent, Programmer::LeaveOff::once_it_is_sent}) {
    Rehearsal room({.seed = 83});
    auto& killed = room.programmer("alice");
    killed.leave_off(at);
    CHECK((killed.change(more).kind == Kind::uncertain));
    killed.vanish();
    Programmer next(room, "alice", Role::clinician, killed.uncertain());
    const bool was_sent = at == Programmer::LeaveOff::once_it_is_sent;
    CHECK((next.settle().kind == (was_sent ? Kind::done : Kind::not_done)));
    CHECK(next.uncertain().empty());
    CHECK(next.status()->daily_dose == (was_sent ? 150_ug : 120_ug));
  }
}

TEST_CASE("IPT-STP-13 a Stop still on its way when its successor settles it stops nothing, and the next Stop does") {
  Rehearsal room({.seed = 84});
  auto& first = room.programmer("alice");
  first.plan({CableFault::Kind::delay, Way::to_pump, 2, seconds(60)});
  first.connect();
  CHECK((first.stop().kind == Kind::uncertain));
  Programmer second(room, "alice", Role::clinician, first.uncertain());
  CHECK((second.settle().kind == Kind::not_done));
  room.wait(minutes(2));
  CHECK((second.status()->mode == Mode::simple_continuous));
  CHECK(journal(room).entries().empty());
  CHECK((second.stop().kind == Kind::done));
  CHECK((second.status()->mode == Mode::stopped));
}
