// Writes that break off half way: nobody can know at first whether they are there. The disk fails at each single write that
// a request leads to, made or not made, and then works again, goes on failing, or takes the process with it.
#include <set>

#include "tests/pump_sim/host/clinician.hpp"
#include "tests/support/failing_disk.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace ipt;
using namespace ipt::literals;
using namespace std::chrono_literals;

namespace {

const OperationId the_id{9};
constexpr DoseRate old_dose = 120_ug_per_day;
constexpr DoseRate new_dose = 132_ug_per_day;

Program program_of(DoseRate dose) { return {2'000_ug_per_mL, SimpleContinuous{dose}}; }

struct Bed {
  TemporaryFolder folder;
  std::unique_ptr<Pump> pump;
  explicit Bed() { open(newborn()); }
  void open(const std::optional<Snapshot>& made = {}) {
    pump.reset();
    auto opened = Pump::open(folder / "pump.db", made, seeded());
    REQUIRE(opened);
    pump = *std::move(opened);
  }
  [[nodiscard]] DoseRate dose() const { return std::get<SimpleContinuous>(pump->implant().firmware.in_force.program.delivery).dose; }
  bool has_done_it() const {
    const bool done = pump->implant().notes.journal.find(the_id) != nullptr;
    CHECK(dose() == (done ? new_dose : old_dose));
    return done;
  }
};

OperationState state_of(Clinician& clinician, const CommitBody& body) {
  return std::get<OperationReport>(clinician.ask(GetOperation{the_id, body.stage, false}).answer).state;
}

enum class Then { works_again, goes_on_failing, takes_the_process };

}  // namespace

TEST_CASE("IPT-CMT-16 whatever write a Commit breaks off at, what is told of it comes true, also after a restart") {
  std::set<std::pair<Then, Code>> seen;
  std::set<bool> found_after_doubt;
  for (const Then then : {Then::works_again, Then::goes_on_failing, Then::takes_the_process}) {
    for (const bool made : {false, true}) {
      for (int nth = 1;; ++nth) {
        CAPTURE(static_cast<int>(then));
        CAPTURE(made);
        CAPTURE(nth);
        Bed bed;
        Clinician anna{*bed.pump};
        anna.greet();
        const CommitBody body = anna.staged(the_id, program_of(new_dose));
        const Commit commit{wire::encode_commit(body)};
        Code code{};
        {
          FailingDisk disk(nth, {.nth_is_made = made, .heals = then == Then::works_again});
          code = anna.ask(commit).code;
          if (!disk.has_failed()) break;
          const auto state = state_of(anna, body);
          if (code == Code::pending) {
            CHECK((state == OperationState::pending));
            CHECK((anna.ask(commit).code == Code::pending));  // IPT-CMT-07
            Commit other = commit;
            CommitBody changed = body;
            ++changed.expected_state_version;
            other.commit_body = wire::encode_commit(changed);
            CHECK((anna.ask(other).refusal->reason == Reason::conflict));  // IPT-CMT-08
            CHECK((anna.ask(Stop{the_id}).refusal->reason == Reason::conflict));
            CHECK(std::get<Status>(anna.ask(GetStatus{}).answer).alarms.front().active);
          } else {
            CHECK((state == (code == Code::ok ? OperationState::executed : OperationState::not_seen)));
            CHECK((bed.has_done_it() == (code == Code::ok)));
          }
          if (then == Then::takes_the_process) bed.pump.reset();
        }
        seen.emplace(then, code);
        if (then == Then::takes_the_process) {
          bed.open();
          const bool done = bed.has_done_it();
          if (code == Code::pending) found_after_doubt.insert(done);
          else CHECK(done == (code == Code::ok));
          continue;
        }
        anna.ask(GetStatus{});
        const bool done = state_of(anna, body) == OperationState::executed;
        CHECK(done == (code == Code::ok));
        CHECK(bed.has_done_it() == done);
        bed.open();
        CHECK(bed.has_done_it() == done);
      }
    }
  }
  CHECK((seen.contains({Then::works_again, Code::ok})));
  CHECK((seen.contains({Then::works_again, Code::failed})));
  CHECK((seen.contains({Then::goes_on_failing, Code::pending})));
  CHECK((seen.contains({Then::takes_the_process, Code::pending})));
  CHECK(found_after_doubt.size() == 2);  // there was a doubt indeed
}

TEST_CASE("IPT-STP-03 whatever write a Stop breaks off at, the pump stands, answers, and owns up to what it could not write") {
  for (const bool heals : {false, true}) {
    for (int nth = 1;; ++nth) {
      CAPTURE(heals);
      CAPTURE(nth);
      Bed bed;
      Clinician anna{*bed.pump};
      anna.greet();
      const OperationId id{7};
      bool durable = false;
      {
        FailingDisk disk(nth, {.nth_is_made = false, .heals = heals});
        const auto answer = anna.ask(Stop{id});
        if (!disk.has_failed()) break;
        REQUIRE((answer.code == Code::ok));
        durable = std::get<Stopped>(answer.answer).durable;
        const auto status = std::get<Status>(anna.ask(GetStatus{}).answer);
        CHECK((status.motor == MotorState::halted));
        CHECK((status.alarms.front().kind == AlarmKind::memory_error));
        CHECK(status.alarms.front().active == !heals);
      }
      CHECK_FALSE(durable);
      CHECK(std::get<Stopped>(anna.ask(Stop{id}).answer).durable);  // IPT-STP-08
      CHECK_FALSE(std::get<Status>(anna.ask(GetStatus{}).answer).alarms.front().active);
      bed.open();
      CHECK(bed.pump->implant().firmware.stopped_since.has_value());  // IPT-STP-06
      CHECK(bed.pump->implant().notes.journal.find(id) != nullptr);
    }
  }
}

TEST_CASE("IPT-CMT-16 an operation in doubt is settled before the next one: it did not happen, and the next is done once") {
  Bed bed;
  Clinician anna{*bed.pump};
  anna.greet();
  const CommitBody body = anna.staged(the_id, program_of(new_dose));
  {
    FailingDisk disk(1, {});
    REQUIRE((anna.ask(Commit{wire::encode_commit(body)}).code == Code::pending));
    bed.pump->bring_to(bed.pump->now() + 1h);
    const CommitBody meanwhile = anna.staged(OperationId{10}, program_of(150_ug_per_day));
    CHECK((anna.ask(Commit{wire::encode_commit(meanwhile)}).code == Code::failed));  // IPT-CMT-15
    CHECK(bed.pump->leap_to(bed.pump->now() + 1h));
  }
  const CommitBody next = anna.staged(OperationId{11}, program_of(140_ug_per_day));
  CHECK((anna.ask(Commit{wire::encode_commit(next)}).code == Code::ok));
  CHECK((state_of(anna, body) == OperationState::not_seen));
  CHECK(bed.dose() == 140_ug_per_day);
  bed.open();
  CHECK(bed.dose() == 140_ug_per_day);
  CHECK(bed.pump->implant().notes.journal.executed() == 1);
}
