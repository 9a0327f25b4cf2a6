// What a reader is told: IPT-STA, IPT-DAT and IPT-TIM.
#include "tests/pump_sim/firmware/talk.hpp"

namespace ipt::test {
namespace {

TEST_CASE("IPT-STA-07 dose and rate of each mode are as the table says") {
  const auto status_with = [](const Program& wanted, Milliseconds later, Concentration held = strong) {
    Table table(Delivered{"baclofen", held, 20_mL, {}, new_year});
    Client anna(table);
    REQUIRE(said(anna.change(wanted, ModeAfter::running)) == "OK");
    table.pass(later);
    return anna.status();
  };
  auto status = status_with({strong, MinimumRate{}}, 0ms);
  CHECK(name(status.mode) == "MINIMUM_RATE");
  CHECK(status.daily_dose == 12'000_ng);  // 6,000 nL/day of 2,000 mcg/mL
  CHECK(status.rate == 6'000_nL_per_day);
  status = status_with({strong, SimpleContinuous{DoseRate(100'001)}}, 0ms);
  CHECK(name(status.mode) == "SIMPLE_CONTINUOUS");
  CHECK(status.daily_dose == 100'001_ng);
  CHECK(status.rate == 50'000_nL_per_day);  // 50,000.5 rounded down
  // Thursday: 100 mcg/day until 08:00 (carried from Monday), 301 until 20:00, then 100 again.
  const Program flex{strong, Flex{{{1, 0ms, 100_ug_per_day}, {4, 8h, DoseRate(301'001)}, {4, 20h, 100_ug_per_day}}}};
  status = status_with(flex, 7h + 59min);
  CHECK(name(status.mode) == "FLEX");
  CHECK(status.daily_dose == 200'500_ng);  // 12 h at each: 200,500.5
  CHECK(status.rate == 50'000_nL_per_day);
  CHECK(status_with(flex, 8h).rate == 150'500_nL_per_day);
  CHECK(status_with(flex, 24h).daily_dose == 100_ug);  // Friday
  CHECK(status_with(flex, 24h).rate == 50'000_nL_per_day);
  // Periodic: 4 doses of 25 mcg a day and 100 mcg basal.
  const Program doses{strong, periodic(25_ug, 30min, 6h, 100_ug_per_day)};
  status = status_with(doses, 29min);
  CHECK(name(status.mode) == "PERIODIC_BOLUS");
  CHECK(status.daily_dose == 200_ug);
  CHECK(status.rate == 650'000_nL_per_day);
  CHECK(status_with(doses, 30min).rate == 50'000_nL_per_day);
  // The sum of dose ÷ duration and basal is rounded once: 1,000 ng in 7 minutes are 205,714.28 ng a day.
  const Program thin{50_ug_per_mL, periodic(1'000_ng, 7min, 6h)};
  CHECK(status_with(thin, 0ms, 50_ug_per_mL).rate == 4'114'285_nL_per_day);
}

TEST_CASE("IPT-STA-06 a stopped pump shows STOPPED, no dose and no rate, whatever program waits") {
  Table table;
  Client anna(table);
  anna.stop();
  const auto status = anna.status();
  CHECK(name(status.mode) == "STOPPED");
  CHECK(status.daily_dose == 0_ng);
  CHECK(status.rate == 0_nL_per_day);
  CHECK(status.achievable_daily_dose == 0_ng);
}

TEST_CASE("IPT-STA-08 the achievable dose is what whole strokes of a day hold") {
  Table table;
  Client anna(table);
  CHECK(anna.status().achievable_daily_dose == 120_ug);
  REQUIRE(said(anna.change(program(DoseRate(120'499)))) == "OK");
  CHECK(anna.status().achievable_daily_dose == 120_ug);  // a stroke of 250 nL holds 500 ng
  REQUIRE(said(anna.change(program(DoseRate(120'500)))) == "OK");
  CHECK(anna.status().achievable_daily_dose == 120'500_ng);
}

TEST_CASE("IPT-STA-04 IPT-STA-05 IPT-STA-18 capacity, computed volume, and the settings in force") {
  Table table;
  Client anna(table);
  const auto info = anna.get<Info>(GetInfo{});
  CHECK(info.capacity == 20_mL);
  CHECK(info.residual == 1'400_uL);
  CHECK(info.serial == serial);
  table.stall(true);
  table.pass(24h);
  CHECK(anna.status().reservoir == 20_mL - 60_uL);  // computed: the strokes were made, whatever they moved
  REQUIRE(said(anna.change(AlarmSettings{5_mL, 11})) == "OK");
  CHECK(anna.status().low_reservoir_level == 5_mL);
  CHECK(anna.status().refill_lead_days == 11);
  CHECK(name(anna.status().filled_on) == "2026-01-01");
}

TEST_CASE("IPT-STA-14 GetProgram gives the program that waits on a stopped pump too") {
  Table table;
  Client anna(table);
  const auto staged = anna.stage(program(150_ug_per_day), ModeAfter::stopped);
  REQUIRE(said(anna.commit(anna.body_of(staged))) == "OK");
  CHECK(anna.get<ProgramReport>(GetProgram{}).operation == receipt_of(staged).operation);
}

TEST_CASE("IPT-DAT-02 IPT-DAT-04 the low-reservoir alarm sounds on the day that was shown") {
  Table table(Delivered{"baclofen", strong, 3_mL, 137_ug_per_day, new_year + 13h});
  Client anna(table);
  const std::string shown = name(anna.status().low_reservoir_alarm);
  const std::string empty = name(anna.status().empty);
  table.pass(24h * 60);
  const auto status = anna.status();
  REQUIRE(status.alarms.size() == 2);
  CHECK(name(Date(day_of(clock_at(table.firmware(), status.alarms[0].raised)))) == shown);
  CHECK(name(Date(day_of(clock_at(table.firmware(), status.alarms[1].raised)))) == empty);
  CHECK(name(status.low_reservoir_alarm) == shown);  // IPT-DAT-03: it stays the day on which it was reached
  CHECK(name(status.empty) == empty);
}

TEST_CASE("IPT-DAT-03 the date does not move with the time of asking, nor with reading") {
  Table table;
  Client anna(table);
  for (int day = 0; day < 299; ++day) {
    table.pass(24h);
    CHECK(name(anna.status().low_reservoir_alarm) == "2026-10-28");
  }
}

TEST_CASE("IPT-DAT-05 a bolus under way is walked as it is: it brings the date nearer at once, and its Stop takes it back") {
  Table table(Delivered{"baclofen", strong, 3_mL, 120_ug_per_day, new_year});
  Client anna(table);
  CHECK(name(anna.status().low_reservoir_alarm) == "2026-01-17");
  REQUIRE(said(anna.change(bolus(960_ug, 20h))) == "OK");  // 0.48 mL: eight days
  CHECK(name(anna.status().low_reservoir_alarm) == "2026-01-09");
  anna.stop();
  REQUIRE(said(anna.change(Resume{}, ModeAfter::running)) == "OK");
  CHECK(name(anna.status().low_reservoir_alarm) == "2026-01-17");
}

TEST_CASE("IPT-DAT-06 refill-by is the earlier of the alarm's day less the lead and 180 days after the fill") {
  Table table;
  Client anna(table);
  CHECK(name(anna.status().refill_by) == "2026-06-30");
  REQUIRE(said(anna.change(program(240_ug_per_day))) == "OK");
  CHECK(name(anna.status().low_reservoir_alarm) == "2026-05-31");
  CHECK(name(anna.status().refill_by) == "2026-05-28");
  REQUIRE(said(anna.change(AlarmSettings{2_mL, 30})) == "OK");
  CHECK(name(anna.status().refill_by) == "2026-05-01");
}

TEST_CASE("IPT-DAT-07 the pump is to be replaced on the day on which its life ends") {
  Table table;
  Client anna(table);
  CHECK(name(anna.status().replace_by) == "2033-01-01");
}

TEST_CASE("IPT-DAT-08 why a date is absent: never filled, stopped, or beyond the pump's life") {
  Table never_filled(empty_pump());
  Client anna(never_filled);
  auto status = anna.status();
  for (const auto& date : {status.low_reservoir_alarm, status.empty, status.refill_by, status.filled_on}) CHECK(name(date) == "NO_DRUG");
  Table stopped(stopped_pump());
  Client ben(stopped);
  status = ben.status();
  for (const auto& date : {status.low_reservoir_alarm, status.empty, status.refill_by}) CHECK(name(date) == "STOPPED");
  CHECK(name(status.filled_on) == "2026-01-01");
  // The minimum rate needs more than eight years for 18 mL; a life has seven.
  REQUIRE(said(ben.change(Program{strong, MinimumRate{}}, ModeAfter::running)) == "OK");
  status = ben.status();
  CHECK(name(status.low_reservoir_alarm) == "BEYOND_HORIZON");
  CHECK(name(status.empty) == "BEYOND_HORIZON");
  CHECK(name(status.refill_by) == "2026-06-30");  // the fill date's alone
  REQUIRE(said(ben.change(refill(15_mL))) == "OK");
  status = ben.status();
  CHECK(name(status.low_reservoir_alarm) == "2031-12-07");
  CHECK(name(status.empty) == "2032-11-05");
}

TEST_CASE("IPT-DAT-08 a level that was reached keeps its day on a stopped pump") {
  Table table(Delivered{"baclofen", strong, 2'100_uL, 120_ug_per_day, new_year});
  Client anna(table);
  table.pass(24h * 3);
  anna.stop();
  table.pass(24h * 3);
  CHECK(name(anna.status().low_reservoir_alarm) == "2026-01-02");
  CHECK(name(anna.status().empty) == "STOPPED");
}

TEST_CASE("IPT-DAT-09 dates are found anew at Stop, at resume and when the alarm level changes") {
  Table table;
  Client anna(table);
  anna.stop();
  CHECK(name(anna.status().low_reservoir_alarm) == "STOPPED");
  table.pass(24h * 10);
  REQUIRE(said(anna.change(Resume{}, ModeAfter::running)) == "OK");
  CHECK(name(anna.status().low_reservoir_alarm) == "2026-11-07");
  REQUIRE(said(anna.change(AlarmSettings{14_mL, 3})) == "OK");
  CHECK(name(anna.status().low_reservoir_alarm) == "2026-04-21");
}

TEST_CASE("IPT-TIM-01 IPT-TIM-03 uptime goes on over boots, which have a count and a nonce each") {
  Table table;
  std::set<std::uint64_t> nonces;
  Milliseconds before{};
  for (std::uint64_t boot = 1; boot <= 5; ++boot) {
    Client anna(table);
    CHECK(anna.welcome.boot_count == boot);
    CHECK(nonces.insert(anna.welcome.boot_nonce).second);
    CHECK(anna.welcome.time.uptime.time_since_epoch() >= before);
    table.pass(1h);
    before = anna.ask(GetInfo{}).time.uptime.time_since_epoch();
    table.crash();
  }
}

TEST_CASE("IPT-TIM-06 IPT-TIM-09 the 48 hours and the grid of periodic doses count elapsed time, whatever is done to the clock") {
  Table table;
  Client anna(table);
  REQUIRE(said(anna.change(Program{strong, periodic(25_ug, 30min, 6h)})) == "OK");
  table.pass(1h);
  REQUIRE(said(anna.change(SetClock{new_year + 24h * 1'000 + 5h})) == "OK");
  const auto strokes = table.firmware().sensed.strokes_counted;
  table.pass(5h - 1ms);
  CHECK(table.firmware().sensed.strokes_counted == strokes);
  table.pass(30min);
  CHECK((table.firmware().sensed.strokes_counted - strokes).value >= 49);
  anna.stop();
  REQUIRE(said(anna.change(SetClock{new_year})) == "OK");
  table.pass(48h - 1ms);
  CHECK_FALSE(is_active(table.firmware().alarms, AlarmKind::stopped_too_long));
  table.pass(1ms);
  CHECK(is_active(table.firmware().alarms, AlarmKind::stopped_too_long));
}

TEST_CASE("IPT-TIM-07 IPT-TIM-08 a new clock shows at the instant of the commit and picks the flex step due by it, and nothing is made up or taken back") {
  Table table;
  Client anna(table);
  // Thursday: 96 mcg/day from midnight, 480 from noon.
  REQUIRE(said(anna.change(Program{strong, Flex{{{4, 0ms, 96_ug_per_day}, {4, 12h, 480_ug_per_day}}}})) == "OK");
  table.pass(6h);
  CHECK(anna.status().rate == 48'000_nL_per_day);
  const auto strokes = table.firmware().sensed.strokes_counted;
  const auto staged = anna.stage(SetClock{new_year + 13h});
  CHECK(receipt_of(staged).after.rate == 240'000_nL_per_day);
  table.pass(1min);
  const auto committed = anna.commit(anna.body_of(staged));
  REQUIRE(said(committed) == "OK");
  CHECK((committed.time.clock == new_year + 13h));
  CHECK(anna.status().rate == 240'000_nL_per_day);
  CHECK(table.firmware().sensed.strokes_counted == strokes);
  table.pass(1h);
  CHECK((table.firmware().sensed.strokes_counted - strokes).value == 40);  // 10 microlitres
}

TEST_CASE("IPT-TIM-10 what is due at an instant is done before a request that comes at it") {
  Table table;
  Client anna(table);
  REQUIRE(said(anna.change(bolus(50_ug, 20min))) == "OK");
  table.pass(20min);
  CHECK(said(anna.stage(program(150_ug_per_day))) == "OK");  // the bolus has ended
  const auto before = table.firmware().sensed.strokes_counted;
  table.pass(4min);
  const auto stopped = anna.stop();  // at the very millisecond of a stroke
  CHECK(said(stopped) == "OK");
  CHECK((table.firmware().sensed.strokes_counted - before).value == 1);
}

TEST_CASE("IPT-DLV-09 a day without a step carries the last rate round the week") {
  Table table;
  Client anna(table);
  // One step, on Saturday; today is Thursday: the rate of last Saturday goes on.
  REQUIRE(said(anna.change(Program{strong, Flex{{{6, 9h, 240_ug_per_day}}}})) == "OK");
  CHECK(anna.status().rate == 120'000_nL_per_day);
  CHECK(anna.status().daily_dose == 240_ug);
}

}  // namespace
}  // namespace ipt::test
