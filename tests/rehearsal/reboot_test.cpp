// What a crash leaves: all that was answered, and nothing that goes on by itself but the program.
#include <doctest/doctest.h>

#include "tests/rehearsal/bedside_words.hpp"

using namespace ipt;
using namespace ipt::test;

TEST_CASE("IPT-TIM-01 a boot goes on where pump time stood, counts itself, and changes no therapy") {
  Rehearsal room({.seed = 61});
  auto& alice = room.programmer("alice");
  alice.change(operation(continuous(150_ug_per_day)));
  room.advance(hours(30));
  const auto before = alice.status();
  const auto nonce = alice.welcome().boot_nonce;
  const Truth truth = room.truth();
  room.reboot();
  CHECK(!alice.is_connected());
  const auto after = alice.status();
  CHECK(alice.welcome().boot_count == 2);
  CHECK(alice.welcome().boot_nonce != nonce);
  CHECK(alice.welcome().time.uptime.time_since_epoch() == hours(30));
  CHECK((room.truth() == truth));
  CHECK(after->log_head == before->log_head + 1);  // IPT-LOG-01: the boot is an entry
  CHECK(after->reservoir == before->reservoir);
  room.advance(hours(30));
  CHECK(room.truth().delivered_nl == 187'500_nL);  // 60 h of 75,000 nL/day
}

TEST_CASE("IPT-OPS-16 a boot ends a bolus with what went in, and never gives the rest") {
  Rehearsal room({.seed = 62});
  auto& alice = room.programmer("alice");
  alice.change(operation(bolus(50_ug, hours(1))));
  const OperationId id = alice.last_operation();
  room.advance(minutes(24));
  alice.status();
  room.reboot();
  alice.connect();
  const auto report = std::get<OperationReport>(alice.ask(GetOperation{id, {}, false})->answer);
  CHECK((report.state == OperationState::partly_executed && report.ending == Ending::interrupted));
  CHECK(report.delivered == 10'000_nL);  // 24 of 60 minutes of 25,000 nL
  room.advance(hours(1));
  CHECK(room.truth().delivered_nl == 13'500_nL);  // and 84 minutes of the base
}

TEST_CASE("IPT-STP-06 a stop survives a boot, and its 48 hours go on") {
  Rehearsal room({.seed = 63});
  auto& alice = room.programmer("alice");
  alice.stop();
  room.advance(hours(47));
  alice.status();
  room.reboot();
  CHECK((alice.status()->mode == Mode::stopped));
  room.advance(hours(1) - Milliseconds{1});
  CHECK(alice.status()->alarms.empty());
  room.advance(Milliseconds{1});
  CHECK(alice.status()->alarms.size() == 1);
}

TEST_CASE("IPT-STG-12 a stage of the boot before is dead, and its commit is refused by a name that is never used again") {
  Rehearsal room({.seed = 64});
  auto& alice = room.programmer("alice");
  StageName name;
  const Outcome outcome = alice.change(operation(continuous(150_ug_per_day)), [&](const Receipt& receipt) {
    name = receipt.stage;
    room.reboot();
    return true;
  });
  CHECK((outcome.kind == Kind::uncertain));  // it could not be sent, but the programmer does not rely on that
  const PendingOperation pending = alice.uncertain().front();
  CHECK((alice.settle().kind == Kind::not_done));
  alice.ask(AcquireControl{});
  CHECK((reason_of(alice.ask(Commit{pending.commit_body})) == Reason::no_such_stage));
  alice.change(operation(continuous(150_ug_per_day)), [&](const Receipt& receipt) {
    CHECK(receipt.stage.boot_count == 2);
    CHECK(receipt.stage != name);
    return false;
  });
}
