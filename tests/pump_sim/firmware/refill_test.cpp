// A refill as the pump takes it: IPT-RFL, and what it does to account, alarms and dates.
#include "tests/pump_sim/firmware/talk.hpp"

namespace ipt::test {
namespace {

TEST_CASE("IPT-RFL-01 IPT-RFL-02 the entered volume is what the reservoir holds from the commit on: set, not added, not counted back") {
  Table table;
  Client anna(table);
  table.pass(24h * 100);  // 14 mL by the account
  const auto staged = anna.stage(refill(18_mL));
  CHECK(receipt_of(staged).now.reservoir == 14_mL);
  CHECK(receipt_of(staged).after.reservoir == 18_mL);
  table.pass(9min);
  const auto committed = anna.commit(anna.body_of(staged));
  REQUIRE(said(committed) == "OK");
  CHECK(result_of(committed).in_force.reservoir == 18_mL);
  table.pass(24h);
  CHECK(anna.status().reservoir == 18_mL - 60_uL);
}

TEST_CASE("IPT-RFL-03 more than the reservoir may hold is an OVERFILL in each of the three volumes") {
  for (const int which : {0, 1, 2}) {
    Table table;
    Client anna(table);
    Refill given = refill();
    (which == 0 ? given.volume : which == 1 ? given.withdrawn : given.expected) = 20_mL + 1_nL;
    const auto refused = anna.stage(given);
    CHECK(said(refused) == "REFUSED OVERFILL");
    CHECK((refused.refusal->limit == 20'000'000));
  }
}

TEST_CASE("IPT-RFL-04 a drug or a concentration that the pump does not list is refused by its name") {
  Table table;
  Client anna(table);
  Refill given = refill();
  given.drug = "morphine";
  CHECK(said(anna.stage(given)) == "REFUSED UNKNOWN_DRUG");
  given = refill();
  given.concentration = 1'500_ug_per_mL;
  CHECK(said(anna.stage(given)) == "REFUSED UNKNOWN_CONCENTRATION");
  given = refill();
  given.lot = std::string(65, '7');
  CHECK(said(anna.stage(given)) == "REFUSED OUT_OF_RANGE");
}

TEST_CASE("IPT-RFL-05 another concentration needs a program computed for it, on a running pump and on one that was filled and never programmed") {
  Table running;
  Client anna(running);
  CHECK(said(anna.stage(refill(18_mL, 500_ug_per_mL))) == "REFUSED PROGRAM_REQUIRED");
  CHECK(said(anna.stage(refill(18_mL, 500_ug_per_mL), ModeAfter::stopped)) == "REFUSED PROGRAM_REQUIRED");
  CHECK(said(anna.stage(refill(18_mL))) == "OK");
  Table filled(stopped_pump());
  Client ben(filled);
  CHECK(said(ben.stage(refill(18_mL, 500_ug_per_mL))) == "REFUSED PROGRAM_REQUIRED");
  Refill with = refill(18_mL, 500_ug_per_mL);
  with.program = program(120_ug_per_day, 500_ug_per_mL);
  CHECK(said(ben.change(with)) == "OK");
  CHECK(name(ben.status().mode) == "STOPPED");  // IPT-RFL-07
}

TEST_CASE("IPT-RFL-06 the discrepancy is withdrawn less expected, told in result and log, and never a reason to refuse") {
  Table table;
  Client anna(table);
  Refill given = refill();
  given.expected = 20_mL;
  given.withdrawn = 1_mL;
  const auto result = result_of(anna.change(given));
  CHECK(*result.discrepancy == -19_mL);
  const auto entry = anna.log().back();
  CHECK(*entry.discrepancy == -19_mL);
  CHECK(*entry.volume == 18_mL);
  CHECK(entry.who == "anna");
  CHECK((entry.operation == OperationKind::refill));
}

TEST_CASE("IPT-RFL-07 a refill does not start a stopped pump, unless it says so") {
  Table table;
  Client anna(table);
  anna.stop();
  REQUIRE(said(anna.change(refill())) == "OK");
  CHECK(name(anna.status().mode) == "STOPPED");
  REQUIRE(said(anna.change(refill(), ModeAfter::running)) == "OK");
  CHECK(name(anna.status().mode) == "SIMPLE_CONTINUOUS");
}

TEST_CASE("IPT-RFL-08 the day of the commit is the fill date, and every date is found anew") {
  Table table;
  Client anna(table);
  table.pass(24h * 310);  // low since day 300
  const auto before = anna.status();
  CHECK(name(before.low_reservoir_alarm) == "2026-10-28");
  CHECK(name(before.filled_on) == "2026-01-01");
  REQUIRE(said(anna.change(refill(20_mL))) == "OK");
  const auto after = anna.status();
  CHECK(name(after.filled_on) == "2026-11-07");
  CHECK(name(after.low_reservoir_alarm) == "2027-09-03");
  CHECK(name(after.empty) == "2027-10-06");
  CHECK(name(after.refill_by) == "2027-05-06");  // 180 days after the fill
  CHECK_FALSE(is_active(table.firmware().alarms, AlarmKind::low_reservoir));
}

TEST_CASE("IPT-DLV-06 what a dry pump was asked for is not made up after a refill, not even a part of a stroke") {
  Table table(Delivered{"baclofen", strong, 60_uL, 120_ug_per_day, new_year});
  Client anna(table);
  table.pass(24h + 5min + 59s);  // dry after a day; then 98 % of the next stroke's time
  CHECK(anna.status().reservoir == 0_nL);
  REQUIRE(said(anna.change(refill(18_mL))) == "OK");
  table.pass(6min - 1ms);
  CHECK(anna.status().reservoir == 18_mL);
  table.pass(1ms);
  CHECK(anna.status().reservoir == 18_mL - 250_nL);
}

TEST_CASE("IPT-DLV-03 a refill of a pump that is not dry keeps what is owed") {
  Table table;
  Client anna(table);
  table.pass(5min);
  REQUIRE(said(anna.change(refill(18_mL))) == "OK");
  table.pass(1min);
  CHECK(anna.status().reservoir == 18_mL - 250_nL);
}

TEST_CASE("IPT-DLV-05 the last stroke is partial: the computed volume reaches exactly 0 and stays there") {
  Table table(Delivered{"baclofen", strong, 600_nL, 120_ug_per_day, new_year});
  Client anna(table);
  table.pass(6min * 2);
  CHECK(anna.status().reservoir == 100_nL);
  table.pass(6min);
  CHECK(anna.status().reservoir == 0_nL);
  table.pass(24h);
  CHECK(anna.status().reservoir == 0_nL);
}

}  // namespace
}  // namespace ipt::test
