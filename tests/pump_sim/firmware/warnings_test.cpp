// The receipt's warnings: the table of IPT-STG-10, each with its condition and just without it.
#include "tests/pump_sim/firmware/talk.hpp"

namespace ipt::test {
namespace {

std::string warned(Table& table, const TherapyKind& kind, ModeAfter mode_after = ModeAfter::unchanged) {
  Client anna(table);
  const auto staged = anna.stage(kind, mode_after);
  REQUIRE(said(staged) == "OK");
  return names(receipt_of(staged).warnings);
}

TEST_CASE("IPT-STG-10 OLD_DRUG_IN_PATH: a refill changes the concentration and brings no bridge") {
  Table table;
  Refill other = refill(18_mL, 500_ug_per_mL);
  other.program = program(120_ug_per_day, 500_ug_per_mL);
  CHECK(warned(table, other) == "OLD_DRUG_IN_PATH");
  CHECK(warned(table, refill()).empty());
  Table empty(empty_pump());
  CHECK(warned(empty, other, ModeAfter::running).empty());  // nothing was filled before
}

TEST_CASE("IPT-STG-10 DISCREPANCY: withdrawn and expected differ by more than 2 mL, either way") {
  Table table;
  Refill given = refill();
  given.expected = 3_mL;
  given.withdrawn = 5_mL;
  CHECK(warned(table, given).empty());
  given.withdrawn = 5_mL + 1_nL;
  CHECK(warned(table, given) == "DISCREPANCY");
  given.withdrawn = 1_mL - 1_nL;
  CHECK(warned(table, given) == "DISCREPANCY");
}

TEST_CASE("IPT-STG-10 STAYS_STOPPED: the pump will be stopped afterwards") {
  Table table;
  CHECK(warned(table, refill(), ModeAfter::stopped) == "STAYS_STOPPED");
  Table stopped(stopped_pump());
  CHECK(warned(stopped, refill()) == "STAYS_STOPPED");
  CHECK(warned(stopped, program(120_ug_per_day), ModeAfter::running).empty());
}

TEST_CASE("IPT-STG-10 DOSE_NOT_ACHIEVABLE: a bolus is no whole number of strokes") {
  Table table;
  CHECK(warned(table, bolus(50_ug, 20min)).empty());  // 25 microlitres: 100 strokes
  Client anna(table);
  const auto receipt = receipt_of(anna.stage(bolus(50'001_ng, 20min)));
  CHECK(names(receipt.warnings) == "DOSE_NOT_ACHIEVABLE");
  CHECK(receipt.after.bolus->volume == 25'000_nL);      // IPT-BOL-05: 25,000.5 rounded down
  CHECK(receipt.after.bolus->achievable == 25'000_nL);
  const auto more = receipt_of(anna.stage(bolus(50'900_ng, 20min)));
  CHECK(more.after.bolus->volume == 25'450_nL);
  CHECK(more.after.bolus->achievable == 25'250_nL);
}

TEST_CASE("IPT-STG-10 REFILL_DATE_PAST: the refill-by date lies before the pump's day, and not on it") {
  Table table(Delivered{"baclofen", strong, 20_mL, 96_ug_per_day, new_year});  // 180 days after the fill come first
  table.pass(24h * 180);
  CHECK(warned(table, AlarmSettings{2_mL, 3}).empty());
  table.pass(24h);
  CHECK(warned(table, AlarmSettings{2_mL, 3}) == "REFILL_DATE_PAST");
  Client anna(table);
  CHECK(name(anna.status().refill_by) == "2026-06-30");  // shown as it is: IPT-DAT-06
}

TEST_CASE("IPT-STG-10 CLOCK_MOVES_SCHEDULE: a clock operation while a flex program is in force") {
  Table table;
  CHECK(warned(table, SetClock{new_year + 1h}).empty());
  Client anna(table);
  REQUIRE(said(anna.change(Program{strong, Flex{{{1, 6h, 120_ug_per_day}}}})) == "OK");
  CHECK(warned(table, AlarmSettings{3_mL, 3}).empty());
  CHECK(warned(table, SetClock{new_year + 1h}) == "CLOCK_MOVES_SCHEDULE");
}

TEST_CASE("IPT-STG-10 PERIODIC_DOSE_CUT: a periodic dose under way ends; windows are half open") {
  Table table;
  Client anna(table);
  REQUIRE(said(anna.change(Program{strong, periodic(25_ug, 30min, 6h)})) == "OK");
  CHECK(warned(table, program(120_ug_per_day)) == "PERIODIC_DOSE_CUT");
  CHECK(warned(table, refill()).empty());  // IPT-BOL-11: it goes on
  CHECK(warned(table, SetClock{new_year}, ModeAfter::stopped) == "STAYS_STOPPED PERIODIC_DOSE_CUT");
  table.pass(30min);
  CHECK(warned(table, program(120_ug_per_day)).empty());  // IPT-BOL-09
}

TEST_CASE("IPT-STG-10 ALARM_AT_ONCE: the computed volume will be at or below the low-reservoir level") {
  Table table;
  Client anna(table);
  REQUIRE(said(anna.change(AlarmSettings{2_mL, 0})) == "OK");  // no lead: the refill-by date is the alarm's day
  CHECK(warned(table, refill(2_mL)) == "ALARM_AT_ONCE");
  CHECK(warned(table, refill(2_mL + 1_nL)).empty());
  table.pass(24h * 10);  // 19.4 mL
  CHECK(warned(table, AlarmSettings{19_mL + 400_uL, 0}) == "ALARM_AT_ONCE");
  CHECK(warned(table, AlarmSettings{19_mL + 399_uL, 0}).empty());
}

TEST_CASE("IPT-STG-10 several warnings come each once, in the order of their numbers") {
  Table table;
  Refill all = refill(1_mL, 500_ug_per_mL);
  all.program = program(120_ug_per_day, 500_ug_per_mL);
  all.withdrawn = 3_mL;
  CHECK(warned(table, all, ModeAfter::stopped) == "OLD_DRUG_IN_PATH DISCREPANCY STAYS_STOPPED ALARM_AT_ONCE");
}

}  // namespace
}  // namespace ipt::test
