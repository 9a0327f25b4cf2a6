// The pump's own life: IPT-LIF.
#include "pump_sim/firmware/tones.hpp"
#include "pump_sim/world/mishaps.hpp"
#include "tests/pump_sim/firmware/talk.hpp"

namespace ipt::test {
namespace {

const auto day = one_day;

std::string active(const Table& table) {
  std::string kinds;
  for (const Alarm& alarm : table.firmware().alarms.open) {
    if (alarm.active) kinds += (kinds.empty() ? "" : " ") + name(alarm.kind);
  }
  return kinds;
}

/// Enough of everything for years.
Delivered slow_pump() { return {"baclofen", strong, 20_mL, 100_ug_per_day, new_year}; }

Uptime now(const Table& table) { return table.firmware().now; }

TEST_CASE("IPT-LIF-01 IPT-LIF-03 a battery that reads low is a sign, and ninety days later the pump stops for good") {
  Table table;
  Client anna(table);
  CHECK((anna.status().battery == BatteryState::good));
  CHECK(name(anna.status().replace_by) == "2033-01-01");
  table.pass(day * 30);
  table.by_hand([](World& world, Uptime at) { REQUIRE(set_battery_used(world, 90, at)); });
  CHECK(active(table) == "ELECTIVE_REPLACEMENT");
  CHECK_FALSE(table.firmware().alarms.open.back().critical);
  CHECK((anna.status().battery == BatteryState::low));
  CHECK(name(anna.status().replace_by) == "2026-05-01");  // 31 January and 90 days
  CHECK(said(anna.change(program(150_ug_per_day))) == "OK");
  table.pass(day * 60);
  CHECK(name(anna.status().replace_by) == "2026-05-01");
}

TEST_CASE("IPT-LIF-02 IPT-LIF-10 at the end of its service a pump stops at that millisecond, ends what was under way and takes no operation") {
  Table table;
  Client anna(table);
  table.by_hand([](World& world, Uptime at) { REQUIRE(set_battery_used(world, 90, at)); });
  table.pass(day * 90 - 10min);
  REQUIRE(said(anna.change(bolus())) == "OK");
  const auto version = table.firmware().state_version;
  table.pass(10min - 1ms);
  CHECK_FALSE(is_stopped(table.firmware()));
  CHECK(is_active(table.firmware().alarms, AlarmKind::elective_replacement));
  table.pass(1ms);
  CHECK((table.firmware().stopped_since == Uptime{day * 90}));
  CHECK_FALSE(table.firmware().bolus);
  CHECK(table.firmware().state_version > version);
  CHECK(is_active(table.firmware().alarms, AlarmKind::end_of_service));
  CHECK_FALSE(is_active(table.firmware().alarms, AlarmKind::elective_replacement));
  const Status status = anna.status();
  CHECK((status.battery == BatteryState::end));
  CHECK(name(status.mode) == "STOPPED");
  CHECK(name(status.replace_by) == "2026-04-01");
  CHECK(said(anna.stage(program(100_ug_per_day))) == "REFUSED END_OF_SERVICE");
  CHECK(said(anna.stage(Resume{}, ModeAfter::running)) == "REFUSED END_OF_SERVICE");
  CHECK(said(anna.stage(refill())) == "REFUSED END_OF_SERVICE");
  CHECK(said(anna.stop()) == "OK");
  CHECK(said(anna.ask(AcknowledgeAlarm{status.alarms.back().id})) == "OK");
  table.by_hand([](World& world, Uptime at) { REQUIRE(set_battery_used(world, 0, at)); });
  CHECK(said(anna.stage(Resume{}, ModeAfter::running)) == "REFUSED END_OF_SERVICE");  // for good
  table.crash();
  CHECK(is_active(table.firmware().alarms, AlarmKind::end_of_service));
}

TEST_CASE("IPT-LIF-01 IPT-LIF-02 however good the battery, the sign comes ninety days before the pump's life is over, and the stop with it") {
  Table table(slow_pump());
  table.by_hand([](World& world, Uptime at) { world.hardware.battery = {}, world.battery = {}, advance(world, at); });
  table.pass(day * (2'557 - 90) - 1ms);
  CHECK_FALSE(is_active(table.firmware().alarms, AlarmKind::elective_replacement));
  table.pass(1ms);
  CHECK(is_active(table.firmware().alarms, AlarmKind::elective_replacement));
  table.pass(day * 90 - 1ms);
  CHECK_FALSE(table.firmware().life.ended_since);
  table.pass(1ms);
  CHECK((table.firmware().life.ended_since == Uptime{day * 2'557}));
  CHECK(is_active(table.firmware().alarms, AlarmKind::end_of_service));
}

TEST_CASE("a battery that is used up before the ninety days are over ends the service there") {
  Table table;
  table.by_hand([](World& world, Uptime at) { REQUIRE(set_battery_used(world, 99, at)); });
  table.pass(day * 60);
  REQUIRE(table.firmware().life.ended_since);
  CHECK((*table.firmware().life.ended_since < Uptime{day * 60}));
  CHECK((*table.firmware().life.ended_since > Uptime{day * 20}));
}

TEST_CASE("IPT-LIF-04 nobody who reads a pump a thousand times brings the end of its battery nearer") {
  Table read, left;
  Client anna(read);
  for (int n = 0; n < 1'000; ++n) (void)anna.status();
  read.pass(day);
  left.pass(day);
  CHECK((read.implant.world.battery == left.implant.world.battery));
  CHECK(truth(read.implant.world, now(read)).battery_used == truth(left.implant.world, now(left)).battery_used);
}

TEST_CASE("IPT-LIF-05 a battery that fails for an instant loses the program: minimum rate until one is brought") {
  Table table;
  Client anna(table);
  REQUIRE(said(anna.change(bolus())) == "OK");
  const auto program_before = anna.get<ProgramReport>(GetProgram{});
  const auto version = table.firmware().state_version;
  table.by_hand(drop_battery);
  CHECK(active(table) == "BATTERY_RESET");
  CHECK(table.firmware().alarms.open.back().critical);
  CHECK_FALSE(table.firmware().bolus);
  CHECK(table.firmware().state_version > version);
  CHECK(name(anna.status().mode) == "MINIMUM_RATE");
  CHECK((anna.status().rate == 6'000_nL_per_day));
  CHECK((anna.get<ProgramReport>(GetProgram{}) == program_before));
  const auto delivered = truth(table.implant.world, now(table)).delivered_nl;
  table.pass(day);
  CHECK((truth(table.implant.world, now(table)).delivered_nl - delivered == 6'000_nL));
  table.crash();
  Client again(table);
  CHECK(name(again.status().mode) == "MINIMUM_RATE");
  again.stop();
  CHECK(said(again.stage(Resume{}, ModeAfter::running)) == "REFUSED PROGRAM_REQUIRED");
  CHECK(said(again.change(program(120_ug_per_day), ModeAfter::running)) == "OK");
  CHECK_FALSE(is_active(table.firmware().alarms, AlarmKind::battery_reset));
  CHECK(name(again.status().mode) == "SIMPLE_CONTINUOUS");
  CHECK((again.status().rate == 60'000_nL_per_day));
}

TEST_CASE("IPT-LIF-05 a stopped pump whose battery fails for an instant stays stopped") {
  Table table(stopped_pump());
  table.by_hand(drop_battery);
  CHECK(is_stopped(table.firmware()));
  CHECK(is_active(table.firmware().alarms, AlarmKind::battery_reset));
}

TEST_CASE("IPT-LIF-06 IPT-LIF-07 interference while an alarm is active holds the infusion until a clinician has read the pump") {
  Table table;
  Client bob(table, "bob", Role::observer);
  table.by_hand(interfere);
  CHECK(active(table).empty());  // no alarm was active
  table.stall(true);
  table.pass(2h);
  table.stall(false);
  table.by_hand(interfere);
  CHECK(active(table).empty());  // latched is not active
  table.stall(true);
  table.pass(2h);
  table.by_hand(interfere);
  CHECK(is_active(table.firmware().alarms, AlarmKind::telemetry_mode));
  table.stall(false);  // the motor would turn again: nothing is asked of it
  const auto delivered = truth(table.implant.world, now(table)).delivered_nl;
  table.pass(day);
  CHECK((truth(table.implant.world, now(table)).delivered_nl == delivered));
  const Status seen = bob.status();
  CHECK(name(seen.motor) == "HALTED");
  CHECK((seen.rate == FlowRate{}));
  CHECK((seen.daily_dose == Nanograms{}));
  CHECK(name(seen.low_reservoir_alarm) == "NO_FLOW");
  table.pass(day);
  CHECK(is_active(table.firmware().alarms, AlarmKind::telemetry_mode));  // an observer's reading is none
  Client anna(table);
  CHECK(said(anna.stage(program(100_ug_per_day))) == "REFUSED TELEMETRY_MODE");
  const auto records = table.records();
  const auto version = table.firmware().state_version;
  const Status read = anna.status();
  CHECK(table.records() == records + 1);
  CHECK(table.firmware().state_version > version);
  CHECK(name(read.motor) == "TURNING");
  CHECK((read.alarms.back().kind == AlarmKind::telemetry_mode));  // over, and told
  CHECK_FALSE(read.alarms.back().active);
  CHECK(table.is_durable());
  table.pass(day);
  CHECK((truth(table.implant.world, now(table)).delivered_nl - delivered == 60'000_nL));
}

TEST_CASE("IPT-LIF-06 after an interrogation periodic doses go on with the next window, not in the middle of one") {
  Table table;
  Client anna(table);
  REQUIRE(said(anna.change(Program{strong, periodic(25_ug, 30min, 6h)})) == "OK");
  table.by_hand([](World& world, Uptime at) { wear_memory(world, true, at); });
  table.pass(1h);
  table.by_hand(interfere);
  table.pass(5h + 10min);  // in the second window
  (void)anna.status();
  CHECK_FALSE(is_active(table.firmware().alarms, AlarmKind::telemetry_mode));
  const auto delivered = truth(table.implant.world, now(table)).delivered_nl;
  table.pass(5h);
  CHECK((truth(table.implant.world, now(table)).delivered_nl == delivered));
  table.pass(6h);
  CHECK((truth(table.implant.world, now(table)).delivered_nl - delivered == 12'500_nL));
}

TEST_CASE("IPT-LIF-07 while it cannot be written down that somebody has read it, the infusion goes on waiting and the status is told") {
  Table table;
  Client anna(table);
  table.stall(true);
  table.pass(2h);
  table.by_hand(interfere);
  table.fail_records(1);
  (void)anna.status();
  CHECK(is_active(table.firmware().alarms, AlarmKind::telemetry_mode));
  (void)anna.status();
  CHECK_FALSE(is_active(table.firmware().alarms, AlarmKind::telemetry_mode));
}

TEST_CASE("IPT-LIF-08 a sensor that wants to be read twice tells of a recovery only at the second interrogation") {
  Table table;
  table.by_hand([](World& world, Uptime at) { REQUIRE(delay_recovery(world, 2, at)); });
  table.by_hand(enter_field);
  table.pass(1h);
  table.by_hand([](World& world, Uptime at) { REQUIRE(leave_field(world, 2h, at)); });
  table.pass(3h);
  Client anna(table), bob(table, "bob", Role::observer);
  CHECK(name(bob.status().motor) == "STALLED");
  CHECK(name(bob.status().motor) == "STALLED");
  CHECK(name(anna.status().motor) == "STALLED");
  CHECK(is_active(table.firmware().alarms, AlarmKind::motor_stall));
  table.crash();
  table.pass(1h);
  Client again(table);
  CHECK(name(again.status().motor) == "TURNING");
  const auto entries = again.log();
  const auto cleared = std::find_if(entries.begin(), entries.end(), [](const LogEntry& entry) { return entry.kind == LogKind::alarm_cleared; });
  REQUIRE((cleared != entries.end()));
  CHECK((cleared->time.uptime == now(table)));
  table.stall(true);
  table.pass(2h);
  table.stall(false);
  CHECK(name(again.status().motor) == "STALLED");  // each stall anew
  CHECK(name(again.status().motor) == "TURNING");
}

TEST_CASE("IPT-LIF-09 a pump that cannot write its program memory goes on delivering, obeys Stop and takes nothing else") {
  Table table;
  Client anna(table);
  table.by_hand([](World& world, Uptime at) { wear_memory(world, true, at); });
  CHECK(active(table) == "MINOR_MEMORY_ERROR");
  CHECK_FALSE(table.firmware().alarms.open.back().critical);
  CHECK(said(anna.stage(program(130_ug_per_day))) == "REFUSED MEMORY_ERROR");
  CHECK(said(anna.stage(refill())) == "REFUSED MEMORY_ERROR");
  const auto delivered = truth(table.implant.world, now(table)).delivered_nl;
  table.pass(day);
  CHECK((truth(table.implant.world, now(table)).delivered_nl - delivered == 60'000_nL));
  table.by_hand([](World& world, Uptime at) { wear_memory(world, false, at); });
  CHECK(active(table).empty());
  CHECK(said(anna.change(program(130_ug_per_day))) == "OK");
  table.by_hand([](World& world, Uptime at) { wear_memory(world, true, at); });
  CHECK(said(anna.stop()) == "OK");
  CHECK(is_stopped(table.firmware()));
}

TEST_CASE("a wrong date in the pump's memory is told, and the pump ends when it would have ended") {
  Table table;
  Client anna(table);
  table.by_hand([](World& world, Uptime at) {
    REQUIRE(misprint_replace_by(world, 400, at));
    REQUIRE(set_battery_used(world, 90, at));
  });
  CHECK(name(anna.status().replace_by) == "2027-05-06");
  table.pass(day * 90);
  CHECK((table.firmware().life.ended_since == Uptime{day * 90}));
}

TEST_CASE("a critical alarm sounds for three seconds every ten minutes, another for one second an hour, a silenced one not") {
  Table table;
  Client anna(table);
  const auto heard = [&] { return name(heard_at(table.firmware().alarms, table.settings, now(table))); };
  const auto next = [&] { return next_tone(table.firmware().alarms, table.settings, now(table)); };
  CHECK(heard() == "NONE");
  CHECK_FALSE(next());
  table.by_hand([](World& world, Uptime at) { wear_memory(world, true, at); });
  CHECK(heard() == "SINGLE");
  CHECK((next() == ToneAt{Uptime{1h}, Tone::single}));
  table.pass(999ms);
  CHECK(heard() == "SINGLE");
  table.pass(1ms);
  CHECK(heard() == "NONE");
  table.pass(30min - 1s);
  table.by_hand(drop_battery);
  CHECK(heard() == "TWO_TONE");
  CHECK((next() == ToneAt{Uptime{40min}, Tone::two_tone}));
  table.pass(30min);
  CHECK(heard() == "TWO_TONE");  // the hour's single tone is not heard beside it
  table.pass(2'999ms);
  CHECK(heard() == "TWO_TONE");
  table.pass(1ms);
  CHECK(heard() == "NONE");
  for (const Alarm& alarm : anna.status().alarms) CHECK(said(anna.ask(SilenceAlarm{alarm.id})) == "OK");
  CHECK_FALSE(next());
  CHECK(said(anna.ask(TestAlarm{true})) == "OK");
  CHECK(heard() == "TWO_TONE");
  CHECK_FALSE(next());  // a test sounds once
}

}  // namespace
}  // namespace ipt::test
