// The control lease: IPT-LSE, one case for each line of its table.
#include "tests/pump_sim/firmware/talk.hpp"

namespace ipt::test {
namespace {

bool is_live(Client& asker, const Response& staged) {
  return asker.get<OperationReport>(GetOperation{asker.new_id(), receipt_of(staged).stage, false}).stage_live;
}

Person with_lease(std::string identity, Milliseconds lease) { return {std::move(identity), Role::clinician, {0ms, 0ms, 0ms, lease, 0ms, 0ms}}; }

TEST_CASE("IPT-LSE-06 a free lease is given for the time that Welcome names") {
  Table table;
  Client anna(table);
  const auto granted = anna.get<ControlGranted>(AcquireControl{});
  CHECK((granted.lease == 30s));
  CHECK_FALSE(granted.taken_over);
}

TEST_CASE("IPT-LSE-02 its holder renews it, and its stage lives on") {
  Table table;
  Client anna(table, with_lease("anna", 2s));
  const auto staged = anna.stage(program(150_ug_per_day));
  table.wait(1'999ms);
  CHECK_FALSE(anna.get<ControlGranted>(AcquireControl{}).taken_over);
  table.wait(1'999ms);
  CHECK(is_live(anna, staged));
  CHECK(said(anna.commit(anna.body_of(staged))) == "OK");
}

TEST_CASE("IPT-LSE-02 nothing but AcquireControl renews it") {
  Table table;
  Client anna(table, with_lease("anna", 2s));
  const auto staged = anna.stage(program(150_ug_per_day));
  table.wait(1'500ms);
  anna.status();
  table.wait(500ms);
  CHECK(said(anna.commit(anna.body_of(staged))) == "REFUSED NO_LEASE");
}

TEST_CASE("IPT-LSE-07 the lease ends at its last millisecond and the stage with it, even if it is taken again at once") {
  Table table;
  Client anna(table, with_lease("anna", 2s));
  const auto staged = anna.stage(program(150_ug_per_day));
  table.wait(1'999ms);
  CHECK(table.device().is_controlled());
  CHECK(is_live(anna, staged));
  table.wait(1ms);
  CHECK_FALSE(table.device().is_controlled());
  CHECK_FALSE(is_live(anna, staged));
  CHECK(said(anna.ask(AcquireControl{})) == "OK");
  CHECK(said(anna.commit(anna.body_of(staged))) == "REFUSED NO_SUCH_STAGE");
}

TEST_CASE("IPT-LSE-07 IPT-STG-14 lease and stage end on time also where the pump's timer comes late") {
  Table table;
  Client anna(table, with_lease("anna", 2s));
  const auto staged = anna.stage(program(150_ug_per_day));
  table.link_now += 2s;
  CHECK_FALSE(is_live(anna, staged));
  CHECK(said(anna.commit(anna.body_of(staged))) == "REFUSED NO_LEASE");
  Client ben(table, "ben");
  CHECK_FALSE(ben.get<ControlGranted>(AcquireControl{}).taken_over);
  Client short_of_time(table, Person{"ben", Role::clinician, {0ms, 0ms, 0ms, 0ms, 0ms, 2s}});
  const auto late = short_of_time.stage(program(150_ug_per_day));
  table.link_now += 2s;
  CHECK_FALSE(is_live(short_of_time, late));
  CHECK(said(short_of_time.commit(short_of_time.body_of(late))) == "REFUSED NO_SUCH_STAGE");
}

TEST_CASE("IPT-LSE-03 IPT-LSE-04 the same identity takes its lease over: the older session is told SUPERSEDED and stays open") {
  Table table;
  Client first(table, "anna");
  const auto staged = first.stage(program(150_ug_per_day));
  Client second(table, "anna");
  CHECK(second.get<ControlGranted>(AcquireControl{}).taken_over);
  CHECK_FALSE(is_live(second, staged));
  CHECK(said(first.ask(Stage{wire::encode_therapy({serial, ModeAfter::unchanged, program(150_ug_per_day)})})) == "REFUSED SUPERSEDED");
  CHECK(said(first.ask(Discard{receipt_of(staged).stage})) == "REFUSED SUPERSEDED");
  CHECK(said(first.commit(first.body_of(staged))) == "REFUSED SUPERSEDED");
  CHECK(said(first.ask(GetStatus{})) == "OK");
  CHECK_FALSE(first.is_closed());
  CHECK(first.get<ControlGranted>(AcquireControl{}).taken_over);  // and back again
  CHECK(said(first.stage(program(150_ug_per_day))) == "OK");
}

TEST_CASE("IPT-LSE-05 another identity is told BUSY with the holder's role, and nothing changes") {
  Table table;
  Client anna(table, "anna");
  const auto staged = anna.stage(program(150_ug_per_day));
  Client ben(table, "ben");
  const auto busy = ben.ask(AcquireControl{});
  CHECK(said(busy) == "REFUSED BUSY");
  CHECK((busy.refusal->holder == Role::clinician));
  CHECK(is_live(ben, staged));
  CHECK(said(ben.ask(Stage{receipt_of(staged).operation})) == "REFUSED NO_LEASE");
  CHECK(said(anna.commit(anna.body_of(staged))) == "OK");
}

TEST_CASE("IPT-LSE-07 a lease given up is free, its stage dead, and the next who asks gets it") {
  Table table;
  Client anna(table, "anna");
  const auto staged = anna.stage(program(150_ug_per_day));
  CHECK(said(anna.ask(ReleaseControl{})) == "OK");
  CHECK_FALSE(is_live(anna, staged));
  Client ben(table, "ben");
  CHECK_FALSE(ben.get<ControlGranted>(AcquireControl{}).taken_over);
}

TEST_CASE("IPT-LSE-08 who holds no lease can give none up") {
  Table table;
  Client anna(table, "anna");
  const auto staged = anna.stage(program(150_ug_per_day));
  Client ben(table, "ben");
  Client again(table, "anna");
  CHECK(said(ben.ask(ReleaseControl{})) == "OK");
  CHECK(said(again.ask(ReleaseControl{})) == "OK");
  CHECK(is_live(anna, staged));
  CHECK(table.device().is_controlled());
}

TEST_CASE("IPT-LSE-01 IPT-LSE-09 a boot leaves no lease, no stage, and therapy as it was") {
  Table table;
  Client anna(table, "anna");
  const auto staged = anna.stage(program(150_ug_per_day));
  table.crash();
  CHECK_FALSE(table.device().is_controlled());
  Client again(table, "anna");
  CHECK_FALSE(is_live(again, staged));
  CHECK(again.status().daily_dose == 120_ug);
  CHECK_FALSE(again.get<ControlGranted>(AcquireControl{}).taken_over);
}

TEST_CASE("IPT-LSE-10 a lease keeps nobody from Stop, from reading or from quieting an alarm") {
  Table table;
  Client anna(table, "anna");
  const auto staged = anna.stage(program(150_ug_per_day));
  Client ben(table, "ben");
  CHECK(said(ben.ask(GetStatus{})) == "OK");
  CHECK(said(ben.ask(TestAlarm{true})) == "OK");
  CHECK(said(ben.ask(SilenceAlarm{1})) == "OK");
  CHECK(said(ben.stop()) == "OK");
  CHECK(table.device().is_controlled());  // IPT-STP-05: the lease stays, the stage does not
  CHECK_FALSE(is_live(anna, staged));
  CHECK(said(anna.change(Resume{}, ModeAfter::running)) == "OK");
}

}  // namespace
}  // namespace ipt::test
