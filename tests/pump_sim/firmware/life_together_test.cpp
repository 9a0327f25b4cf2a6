// What befalls a pump while something else is under way, or has befallen it already: IPT-LIF.
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

void use_up(Table& table, std::int64_t percent) {
  table.by_hand([percent](World& world, Uptime at) { REQUIRE(set_battery_used(world, percent, at)); });
}

/// A stall that is noticed, and interference: the pump waits for a clinician.
void put_into_telemetry_mode(Table& table) {
  table.stall(true);
  table.pass(2h);
  table.by_hand(interfere);
  table.stall(false);
  REQUIRE(is_active(table.firmware().alarms, AlarmKind::telemetry_mode));
}

Delivered morphine() { return {"morphine", Concentration(10'000'000), 20_mL, DoseRate(2'000'000), new_year}; }
const PatientLimits limits{1'000_ug, 10min, 1h, 4};

TEST_CASE("IPT-LIF-05 a battery that fails for an instant takes what the patient may ask for with it") {
  Table table(morphine(), "ipt-40");
  Client anna(table), carl(table, "carl", Role::patient);
  REQUIRE(said(anna.change(limits)) == "OK");
  (void)anna.ask(ReleaseControl{});
  table.by_hand(drop_battery);
  CHECK_FALSE(anna.status().patient_boluses);
  CHECK(said(carl.ask(RequestBolus{carl.new_id()})) == "REFUSED NO_PATIENT_BOLUS");
}

TEST_CASE("IPT-LIF-05 IPT-LIF-10 a battery that fails for an instant moves the state version, and the second time keeps the time of the first") {
  Table table;
  const auto version = table.firmware().state_version;
  table.by_hand(drop_battery);
  CHECK(table.firmware().state_version == version + 1);
  table.pass(1h);
  table.by_hand(drop_battery);
  CHECK(active(table) == "BATTERY_RESET");
  CHECK((table.firmware().life.lost_program->since == Uptime{}));
}

TEST_CASE("IPT-LIF-05 IPT-BOL-11 a battery that fails for an instant cuts the periodic dose under way, and that is told") {
  Table table;
  Client anna(table);
  REQUIRE(said(anna.change(Program{strong, periodic(25_ug, 30min, 6h)})) == "OK");
  table.pass(10min);
  const auto head = table.notes().log.head();
  table.by_hand(drop_battery);
  CHECK(kinds_after(table, head) == "PERIODIC_DOSE_CUT ALARM_RAISED");
  CHECK(name(*anna.log().at(anna.log().size() - 2).ending) == "INTERRUPTED");
}

TEST_CASE("IPT-LIF-05 IPT-UPD-05 a battery that fails while an operation is written interrupts it: the pump stays stopped") {
  Table table(running_pump(), "update-20");
  Client anna(table);
  const Response committed = anna.change(program(150_ug_per_day));
  table.pass(1s);
  REQUIRE(table.firmware().update);
  const auto id = table.firmware().update->operation_id;
  table.by_hand(drop_battery);
  CHECK_FALSE(table.firmware().update);
  CHECK(name(anna.get<OperationReport>(GetOperation{id, {}, false}).state) == "INTERRUPTED");
  table.pass(day);
  CHECK(is_stopped(table.firmware()));
  CHECK(truth(table.implant.world, table.firmware().now).delivered_nl == Nanolitres(0));
}

TEST_CASE("a pump that has lost its program takes no bridge in a refill: there is nothing that it could go on with") {
  Table table;
  Client anna(table);
  table.by_hand(drop_battery);
  Refill filled = refill(18_mL, 500_ug_per_mL);
  filled.program = program(120_ug_per_day, 500_ug_per_mL);
  filled.bridge = Bridge{338_uL, strong, 120_ug_per_day};
  CHECK(said(anna.stage(filled)) == "REFUSED NOT_PROGRAMMED");
  filled.bridge.reset();
  CHECK(said(anna.stage(filled)) == "OK");
}

TEST_CASE("IPT-LIF-06 a test of the alarm is none that interference could meet, and a second interference changes nothing") {
  Table table;
  Client anna(table);
  REQUIRE(said(anna.ask(TestAlarm{true})) == "OK");
  REQUIRE(active(table) == "TEST");
  table.by_hand(interfere);
  CHECK(active(table) == "TEST");
  put_into_telemetry_mode(table);
  const auto version = table.firmware().state_version;
  const auto since = table.firmware().life.telemetry_since;
  table.pass(1h);
  table.by_hand(interfere);
  CHECK(table.firmware().state_version == version);
  CHECK((table.firmware().life.telemetry_since == since));
}

TEST_CASE("IPT-LIF-06 a stopped pump that was in telemetry mode is read, and stays stopped") {
  Table table(stopped_pump());
  Client anna(table);
  table.pass(49h);  // stopped for too long: an alarm
  table.by_hand(interfere);
  REQUIRE(is_active(table.firmware().alarms, AlarmKind::telemetry_mode));
  CHECK(name(anna.status().mode) == "STOPPED");
  CHECK_FALSE(is_active(table.firmware().alarms, AlarmKind::telemetry_mode));
  table.pass(day);
  CHECK(is_stopped(table.firmware()));
}

TEST_CASE("IPT-LIF-02 at the end of its service nothing else is wrong with a pump any more: it neither waits to be read nor lacks a program") {
  Table table;
  use_up(table, 90);
  table.by_hand(drop_battery);
  put_into_telemetry_mode(table);
  table.pass(day * 90);
  CHECK(active(table) == "END_OF_SERVICE");
  CHECK_FALSE(table.firmware().life.lost_program);
  CHECK_FALSE(table.firmware().life.telemetry_since);
}

TEST_CASE("IPT-LIF-01 a battery that reads good again takes the sign back, and the date with it") {
  Table table;
  Client anna(table);
  use_up(table, 90);
  REQUIRE(active(table) == "ELECTIVE_REPLACEMENT");
  table.pass(day);
  use_up(table, 10);
  CHECK(active(table).empty());
  CHECK((anna.status().battery == BatteryState::good));
  CHECK(name(anna.status().replace_by) == "2033-01-01");
  table.pass(day * 100);
  CHECK_FALSE(table.firmware().life.ended_since);
}

TEST_CASE("IPT-DAT-07 a pump that never ends by itself is to be replaced when its life is over") {
  Table table;
  table.settings.replace_within_days = 0;
  CHECK((end_of_service(table.firmware(), table.settings) == never));
  CHECK((replace_by(table.firmware(), table.settings) == Uptime{day * 2'557}));
}

TEST_CASE("a patient gets no bolus from a pump that waits to be read, nor from one at the end of its service") {
  Table table(morphine(), "ipt-40");
  Client anna(table), carl(table, "carl", Role::patient);
  REQUIRE(said(anna.change(limits)) == "OK");
  (void)anna.ask(ReleaseControl{});
  put_into_telemetry_mode(table);
  CHECK(said(carl.ask(RequestBolus{carl.new_id()})) == "REFUSED TELEMETRY_MODE");
  (void)anna.status();
  const auto version = table.firmware().state_version;
  CHECK(said(carl.ask(RequestBolus{carl.new_id()})) == "OK");
  CHECK(table.firmware().state_version == version + 1);  // IPT-STA-16
  use_up(table, 100);
  CHECK(said(carl.ask(RequestBolus{carl.new_id()})) == "REFUSED END_OF_SERVICE");
}

TEST_CASE("of two alarms that sound together the graver one is heard, whichever is older, now and next") {
  Table table;
  table.by_hand(drop_battery);
  table.by_hand([](World& world, Uptime at) { wear_memory(world, true, at); });
  CHECK(name(heard_at(table.firmware().alarms, table.settings, table.firmware().now)) == "TWO_TONE");
  table.pass(55min);  // both sound again on the hour
  CHECK((next_tone(table.firmware().alarms, table.settings, table.firmware().now) == ToneAt{Uptime{1h}, Tone::two_tone}));
  Table other;
  other.by_hand([](World& world, Uptime at) { wear_memory(world, true, at); });
  other.by_hand(drop_battery);
  other.pass(55min);
  CHECK((next_tone(other.firmware().alarms, other.settings, other.firmware().now) == ToneAt{Uptime{1h}, Tone::two_tone}));
}

TEST_CASE("a patient gets the last drop as a bolus, and not more than there is") {
  Delivered little = morphine();
  little.volume = 100_uL;
  little.dose.reset();
  Table table(little, "ipt-40");
  Client anna(table), carl(table, "carl", Role::patient);
  REQUIRE(said(anna.change(Program{Concentration(10'000'000), PeriodicBolus{500_ug, 30min, 24h, {}}}, ModeAfter::running)) == "OK");
  REQUIRE(said(anna.change(PatientLimits{500_ug, 10min, 1h, 4})) == "OK");
  (void)anna.ask(ReleaseControl{});
  table.pass(30min);  // 50,000 nL are given, 50,000 nL are left: one bolus
  CHECK(said(carl.ask(RequestBolus{carl.new_id()})) == "OK");
  table.pass(1h);
  CHECK(said(carl.ask(RequestBolus{carl.new_id()})) == "REFUSED NOT_ENOUGH_LEFT");
}

TEST_CASE("IPT-BOL-15 an allotment that was made smaller counts the newest boluses, and what is older than a day is forgotten") {
  Table table(morphine(), "ipt-40");
  Client anna(table), carl(table, "carl", Role::patient);
  REQUIRE(said(anna.change(limits)) == "OK");
  (void)anna.ask(ReleaseControl{});
  for (int n = 0; n < 4; ++n) {
    REQUIRE(said(carl.ask(RequestBolus{carl.new_id()})) == "OK");
    table.pass(2h);
  }
  REQUIRE(said(anna.change(PatientLimits{1'000_ug, 10min, 1h, 2})) == "OK");
  CHECK((anna.status().patient_boluses->next == Uptime{28h}));  // the third was at 4 h
  CHECK(anna.status().patient_boluses->given_in_24h == 4);
  (void)anna.ask(ReleaseControl{});
  for (int n = 0; n < 5; ++n) {
    table.pass(day);
    REQUIRE(said(carl.ask(RequestBolus{carl.new_id()})) == "OK");
  }
  CHECK(table.firmware().patient.starts.size() == 1);
}

}  // namespace
}  // namespace ipt::test
