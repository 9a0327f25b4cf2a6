#include "tests/programmer/report/made_up_visit.hpp"

#include "common/wire.hpp"

namespace ipt::test {
namespace {

using std::chrono::January;

constexpr PumpDay started = PumpDay(std::chrono::year(2026) / January / 1);
constexpr DoseRange first_dose{100_ug, 100_ug}, winter_dose{120_ug, 120_ug}, day_and_night{100_ug, 140_ug};

LogEntry entry(LogKind kind, DeviceTime time, std::string who = {}) {
  LogEntry entry;
  entry.kind = kind;
  entry.time = time;
  entry.who = std::move(who);
  return entry;
}

LogEntry operation(OperationKind kind, std::uint8_t id, DeviceTime time, std::string who) {
  LogEntry done = entry(LogKind::operation, time, std::move(who));
  done.operation = kind;
  done.operation_id = made_up_id(id);
  return done;
}

LogEntry alarm(LogKind what, AlarmKind kind, std::uint64_t id, DeviceTime time) {
  LogEntry told = entry(what, time);
  told.alarm = kind;
  told.alarm_id = id;
  return told;
}

std::vector<LogEntry> made_up_log() {
  std::vector<LogEntry> log{entry(LogKind::boot, after(0))};
  log.push_back(operation(OperationKind::program, 1, after(0, 8), "Dr Bell"));
  log.back().dose_after = first_dose;
  log.push_back(operation(OperationKind::refill, 2, after(180, 9), "Dr Bell"));
  log.back().volume = 20_mL;
  log.back().discrepancy = Nanolitres(-1'200'000);
  log.push_back(operation(OperationKind::refill, 3, after(350, 9, 15), "nurse Ito"));
  log.back().volume = 19_mL;
  log.back().discrepancy = Nanolitres(-1'400'000);
  log.back().dose_before = first_dose;
  log.back().dose_after = winter_dose;
  log.push_back(alarm(LogKind::alarm_raised, AlarmKind::elective_replacement, 1, after(400)));
  log.push_back(alarm(LogKind::alarm_raised, AlarmKind::telemetry_mode, 2, after(403, 14, 5)));
  log.push_back(alarm(LogKind::alarm_cleared, AlarmKind::telemetry_mode, 2, after(407, 8)));
  log.push_back(operation(OperationKind::patient_limits, 4, after(407, 8, 5), "Dr Bell"));
  log.push_back(operation(OperationKind::program, 5, after(407, 8, 10), "Dr Bell"));
  log.back().dose_before = winter_dose;
  log.back().dose_after = day_and_night;
  log.push_back(operation(OperationKind::bolus, 6, after(407, 8, 15), "Dr Bell"));
  log.back().volume = 25_uL;
  log.push_back(entry(LogKind::bolus_ended, after(407, 8, 25), "Dr Bell"));
  log.back().operation_id = made_up_id(6);
  log.back().operation = OperationKind::bolus;
  log.back().volume = 25_uL;
  log.back().delivered = 12'500_nL;
  log.back().ending = Ending::stopped;
  for (std::size_t i = 0; i < log.size(); ++i) log[i].log_seq = i + 1;
  return log;
}

Info made_up_info(std::string serial) {
  Info info;
  info.serial = std::move(serial);
  info.model = "ipt-40";
  info.capacity = 40_mL;
  info.stroke = 2'500_nL;
  info.minimum_rate = 48'000_nL_per_day;
  info.residual = Nanolitres(1'400'000);
  return info;
}

Status made_up_status() {
  Status status;
  status.mode = Mode::flex;
  status.drug = "baclofen-morphine";
  status.concentration = 2'000_ug_per_mL;
  status.daily_dose = 117'142_ng;
  status.achievable_daily_dose = 115_ug;
  status.rate = 58'571_nL_per_day;
  status.reservoir = Nanolitres(15'587'500);
  status.low_reservoir_level = 2_mL;
  status.refill_lead_days = 7;
  status.low_reservoir_alarm = started + std::chrono::days(639);
  status.empty = started + std::chrono::days(673);
  status.refill_by = started + std::chrono::days(530);
  status.replace_by = started + std::chrono::days(490);
  status.filled_on = started + std::chrono::days(350);
  status.battery = BatteryState::low;
  status.other_doses = {{"morphine", 500_ug_per_mL, 29'285_ng}};
  status.bridge = BolusProgress{made_up_id(5), 199'000_nL, 12'500_nL, std::chrono::hours(76)};
  status.patient_boluses = PatientBoluses{{10_ug, std::chrono::minutes(20), std::chrono::hours(4), 3}, 1, after(407, 10).uptime};
  status.alarms = {{1, AlarmKind::elective_replacement, false, true, false, false, after(400).uptime, {}, Tone::single},
                   {2, AlarmKind::telemetry_mode, true, false, false, false, after(403, 14, 5).uptime, after(407, 8).uptime, Tone::none}};
  return status;
}

/// What the pump answered after the refill of the visit before.
Bytes earlier_result() {
  OperationResult result;
  result.operation_id = made_up_id(3);
  result.kind = OperationKind::refill;
  result.executed = after(350, 9, 15).uptime;
  auto& then = result.in_force;
  then.mode = Mode::simple_continuous;
  then.drug = "baclofen-morphine";
  then.concentration = 2'000_ug_per_mL;
  then.daily_dose = 120_ug;
  then.rate = 60'000_nL_per_day;
  then.reservoir = 19_mL;
  then.low_reservoir_level = 2_mL;
  then.refill_lead_days = 7;
  then.low_reservoir_alarm = started + std::chrono::days(633);
  then.empty = started + std::chrono::days(667);
  then.refill_by = started + std::chrono::days(530);
  then.other_doses = {{"morphine", 500_ug_per_mL, 30_ug}};
  return wire::encode_result(result);
}

OperationReport became(std::uint8_t id, OperationState state, Bytes result = {}) {
  OperationReport report;
  report.operation_id = made_up_id(id);
  report.state = state;
  report.result = std::move(result);
  return report;
}

}  // namespace

DeviceTime after(int days, int hours, int minutes) {
  const Milliseconds passed = std::chrono::hours(24 * days + hours) + std::chrono::minutes(minutes);
  return {3, Uptime(passed), PumpClock(started) + passed};
}

OperationId made_up_id(std::uint8_t number) {
  OperationId id{};
  id.back() = number;
  return id;
}

report::Readings made_up_visit() {
  report::Readings read;
  read.info = made_up_info("made-up-7");
  read.status = made_up_status();
  read.now = after(407, 8, 30);
  read.who = "Dr Bell";
  read.link = "protected, paired as clinician";
  read.program = Program{2'000_ug_per_mL, Flex{{{1, std::chrono::hours(8), 100_ug_per_day}, {6, std::chrono::hours(8), 140_ug_per_day}, {7, std::chrono::hours(20), 120_ug_per_day}}}};
  read.log = made_up_log();
  read.since = 5;
  read.since_when = "this programmer's visit of 17 Dec 2026 09:15";
  auto bolus = became(6, OperationState::partly_executed);
  bolus.volume = 25_uL;
  bolus.delivered = 12'500_nL;
  bolus.ending = Ending::stopped;
  read.operations = {bolus, became(5, OperationState::executed), became(4, OperationState::executed), became(3, OperationState::superseded, earlier_result())};
  read.sent = {{made_up_id(3), "refill, 19 mL of baclofen-morphine 2000 mcg/mL in the reservoir now, lot B-2041, dose +20%", false, after(350, 9, 15).clock, std::chrono::hours(57 * 24)},
               {made_up_id(5), "a flex schedule of 3 steps, bridge first", false, after(407, 8, 10).clock, std::chrono::minutes(20)},
               {made_up_id(9), "bolus 30mcg over 20min", true, after(407, 8, 20).clock, std::chrono::minutes(10)}};
  return read;
}

report::Readings empty_visit() {
  report::Readings read;
  read.info = made_up_info("never-used");
  read.status.low_reservoir_alarm = read.status.empty = read.status.refill_by = DateAbsent::no_drug;
  read.status.replace_by = started + std::chrono::days(7 * 365 + 2);
  read.status.motor = MotorState::halted;
  read.now = after(0);
  read.who = "Dr Bell";
  read.link = "protected, paired as clinician";
  read.since_when = "the pump's log begins";
  return read;
}

}  // namespace ipt::test
