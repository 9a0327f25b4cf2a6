// Each step of a change fails once: refused, unanswered, answered "pending", not written down. What the programmer then
// says is what is so, and trying again works.
#include <doctest/doctest.h>

#include "tests/rehearsal/kinds.hpp"

using namespace ipt;
using namespace ipt::test;
using Answer = Scripted::Answer;

namespace {

std::vector<KindOfChange> staged_kinds() {
  auto kinds = every_kind();
  std::erase_if(kinds, [](const KindOfChange& kind) { return !kind.operation; });
  return kinds;
}

void check_done_by_trying_again(Rehearsal& room, const KindOfChange& kind) {
  auto& alice = room.programmer("alice");
  const auto before = journal(room).entries().size();
  CHECK((do_once(alice, kind).kind == Kind::done));
  CHECK(times_done(room, alice.last_operation()) == 1);
  CHECK(journal(room).entries().size() == before + 1);
  CHECK(is_durable(room));
}

}  // namespace

TEST_CASE("IPT-REQ-07 any step refused once: the change is refused, nothing has changed, and trying again works") {
  int cells = 0;
  for (const auto& kind : staged_kinds()) {
    for (const Request& step : {Request(AcquireControl{}), Request(Stage{}), Request(Commit{})}) {
      for (const Answer answer : {Answer::busy, Answer::bad_digest}) {
        Rehearsal room({.seed = 21});
        INFO("seed ", room.seed(), ", ", kind.name, ", request ", step.index(), ", answer ", static_cast<int>(answer));
        prepare(room, kind);
        const Implant before = room.pump().implant();
        auto& alice = room.programmer("alice");
        script(room, step, answer);
        const Outcome outcome = do_once(alice, kind);
        CHECK((outcome.kind == Kind::refused));
        CHECK((reason_of(outcome) == (answer == Answer::busy ? Reason::busy : Reason::bad_digest)));
        CHECK(alice.uncertain().empty());
        CHECK((room.pump().implant() == before));
        check_done_by_trying_again(room, kind);
        ++cells;
      }
    }
  }
  CHECK(cells == 6 * 3 * 2);
}

TEST_CASE("a step before the commit unanswered once: nobody heard, nothing has changed, and trying again works") {
  int cells = 0;
  for (const auto& kind : staged_kinds()) {
    for (const Request& step : {Request(AcquireControl{}), Request(Stage{})}) {
      for (const Answer answer : {Answer::lost, Answer::silence}) {
        Rehearsal room({.seed = 22});
        INFO("seed ", room.seed(), ", ", kind.name, ", request ", step.index(), ", answer ", static_cast<int>(answer));
        prepare(room, kind);
        const Implant before = room.pump().implant();
        auto& alice = room.programmer("alice");
        script(room, step, answer);
        CHECK((do_once(alice, kind).kind == Kind::unheard));
        CHECK(alice.uncertain().empty());
        CHECK((room.pump().implant() == before));
        check_done_by_trying_again(room, kind);
        ++cells;
      }
    }
  }
  CHECK(cells == 6 * 2 * 2);
}

TEST_CASE("IPT-OPS-17 a commit or Stop without an answer is uncertain until the pump's word has settled it") {
  int cells = 0;
  for (const auto& kind : every_kind()) {
    for (const Answer answer : {Answer::lost, Answer::silence}) {
      Rehearsal room({.seed = 23});
      INFO("seed ", room.seed(), ", ", kind.name, ", answer ", static_cast<int>(answer));
      prepare(room, kind);
      const Implant before = room.pump().implant();
      auto& alice = room.programmer("alice");
      script(room, kind.operation ? Request(Commit{}) : Request(Stop{}), answer);
      CHECK((do_once(alice, kind).kind == Kind::uncertain));
      REQUIRE(alice.uncertain().size() == 1);
      const OperationId id = alice.uncertain().front().operation_id;
      CHECK(times_done(room, id) == (answer == Answer::silence ? 1 : 0));

      alice.vanish();  // the session is lost; what it was about is not
      const Outcome settled = alice.settle();
      CHECK((settled.kind == (answer == Answer::silence ? Kind::done : Kind::not_done)));
      CHECK(alice.uncertain().empty());
      if (answer == Answer::lost) {
        CHECK(same_therapy(room.pump().implant(), before));
        check_done_by_trying_again(room, kind);
      } else {
        CHECK((settled.result->operation_id == id));
        CHECK(settled.result->state_version == firmware(room).state_version);
      }
      ++cells;
    }
  }
  CHECK(cells == 7 * 2);
}

TEST_CASE("IPT-OPS-19 a commit or Stop answered PENDING is settled by the journal") {
  for (const auto& kind : every_kind()) {
    Rehearsal room({.seed = 24});
    INFO("seed ", room.seed(), ", ", kind.name);
    prepare(room, kind);
    auto& alice = room.programmer("alice");
    script(room, kind.operation ? Request(Commit{}) : Request(Stop{}), Answer::pending);
    Outcome outcome = do_once(alice, kind);
    if (!kind.operation) {
      CHECK((outcome.kind == Kind::uncertain));
      outcome = alice.settle();
    }
    CHECK((outcome.kind == Kind::done));
    CHECK((outcome.result->operation_id == alice.last_operation()));
    CHECK(alice.uncertain().empty());
    CHECK(times_done(room, alice.last_operation()) == 1);
  }
}

TEST_CASE("IPT-OPS-18 while an operation is uncertain no other is sent, except Stop") {
  Rehearsal room({.seed = 25});
  auto& alice = room.programmer("alice");
  script(room, Commit{}, Answer::lost);
  CHECK((alice.change(operation(continuous(150_ug_per_day))).kind == Kind::uncertain));
  const auto heard = room.pump().device().scripted().heard.size();
  CHECK((alice.change(operation(continuous(140_ug_per_day))).kind == Kind::uncertain));
  CHECK(room.pump().device().scripted().heard.size() == heard);
  CHECK((alice.stop().kind == Kind::done));
  CHECK(alice.uncertain().size() == 1);
  CHECK((alice.settle().kind == Kind::not_done));
  CHECK(firmware(room).in_force.program == continuous(120_ug_per_day));
}

TEST_CASE("IPT-OPS-09 settling kills the stage: the commit that was lost can never be done afterwards") {
  Rehearsal room({.seed = 26});
  auto& alice = room.programmer("alice");
  alice.connect();
  script(room, Commit{}, Answer::lost);
  CHECK((alice.change(operation(continuous(150_ug_per_day))).kind == Kind::uncertain));
  const Bytes late = alice.uncertain().front().commit_body;
  CHECK((alice.settle().kind == Kind::not_done));  // in the same session, whose lease still stands
  const auto answer = alice.ask(Commit{late});
  CHECK((reason_of(answer) == Reason::no_such_stage));
  CHECK(journal(room).entries().empty());
}

TEST_CASE("IPT-CMT-15 what cannot be written down is refused with nothing changed, alarms, and works once memory does") {
  for (const auto& kind : staged_kinds()) {
    Rehearsal room({.seed = 27});
    INFO("seed ", room.seed(), ", ", kind.name);
    prepare(room, kind);
    const Implant before = room.pump().implant();
    auto& alice = room.programmer("alice");
    room.pump().memory().fail(1);
    const Outcome outcome = do_once(alice, kind);
    CHECK((outcome.kind == Kind::refused));
    CHECK((reason_of(outcome) == Reason::storage));
    CHECK(alice.uncertain().empty());
    CHECK(same_therapy(room.pump().implant(), before));
    CHECK(is_active(firmware(room).alarms, AlarmKind::memory_error));
    check_done_by_trying_again(room, kind);
    CHECK(!is_active(firmware(room).alarms, AlarmKind::memory_error));
  }
}

TEST_CASE("IPT-STP-03 a Stop that cannot be written down stops all the same, says so, and is durable with the next record") {
  Rehearsal room({.seed = 28});
  auto& alice = room.programmer("alice");
  room.pump().memory().fail(1);
  CHECK((alice.stop().kind == Kind::done));
  CHECK(!alice.last_stopped()->durable);
  CHECK(is_active(firmware(room).alarms, AlarmKind::memory_error));
  room.advance(hours(1));
  CHECK(room.truth().delivered_nl == 0_nL);
  CHECK(!is_durable(room));
  alice.status();  // shows the alarm to a clinician, which is a record
  CHECK(is_durable(room));
  room.reboot();
  room.advance(hours(1));
  CHECK(room.truth().delivered_nl == 0_nL);
  CHECK((alice.status()->mode == Mode::stopped));
}

TEST_CASE("IPT-CMT-06 after a crash behind the answer, the same commit gets the same result and is not done again") {
  for (const auto& kind : staged_kinds()) {
    Rehearsal room({.seed = 29});
    INFO("seed ", room.seed(), ", ", kind.name);
    prepare(room, kind);
    auto& alice = room.programmer("alice");
    script(room, Commit{}, Answer::silence);
    CHECK((do_once(alice, kind).kind == Kind::uncertain));
    const PendingOperation pending = alice.uncertain().front();
    room.reboot();
    CHECK((alice.settle().kind == (kind.name == "bolus" ? Kind::partly : Kind::done)));  // IPT-OPS-16: a bolus never resumes
    CHECK(alice.welcome().boot_count == 2);
    const auto again = alice.ask(Commit{pending.commit_body});
    REQUIRE((again && again->code == Code::ok));
    CHECK(std::get<Committed>(again->answer).replayed);
    CHECK(times_done(room, pending.operation_id) == 1);
    CHECK(is_durable(room));
  }
}
