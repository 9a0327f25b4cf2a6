#pragma once
#include <vector>

#include "common/messages.hpp"
#include "tests/common/pumps.hpp"

/// One of everything that IPT/1 can say, with every field set to a value of its own.
namespace ipt::sample {

using namespace literals;

inline Uptime at(std::int64_t ms) { return Uptime(Milliseconds(ms)); }
inline PumpDay day(int number) { return PumpDay(std::chrono::days(number)); }

template <class Array>
Array filled(std::uint8_t first) {
  Array array{};
  for (auto& byte : array) byte = first++;
  return array;
}

inline DeviceTime time() { return {3, at(7'776'000'123), PumpClock(Milliseconds(1'802'392'200'000))}; }
inline StageName stage() { return {3, 0xFEDC'BA98'7654'3210, 17}; }
inline Timeouts timeouts() { return {Milliseconds(1), Milliseconds(2), Milliseconds(3), Milliseconds(4), Milliseconds(5), Milliseconds(6)}; }
inline std::vector<Alarm> alarms() {
  return {{1, AlarmKind::low_reservoir, false, true, true, true, at(5), {}, Tone::single},
          {2, AlarmKind::empty_reservoir, true, true, false, false, at(6), {}, Tone::two_tone},
          {3, AlarmKind::stopped_too_long, true, false, false, false, at(7), at(8), Tone::none},
          {4, AlarmKind::motor_stall, true, true, false, true, at(0), {}, Tone::none},
          {5, AlarmKind::memory_error, true, true, false, false, at(9), {}, Tone::two_tone},
          {6, AlarmKind::test, false, false, true, false, at(9), at(0), Tone::none},
          {7, AlarmKind::elective_replacement, false, true, false, false, at(10), {}, Tone::single},
          {8, AlarmKind::end_of_service, true, true, false, false, at(11), {}, Tone::two_tone},
          {9, AlarmKind::minor_memory_error, false, true, false, false, at(12), {}, Tone::single},
          {10, AlarmKind::battery_reset, true, true, false, false, at(13), {}, Tone::two_tone},
          {11, AlarmKind::telemetry_mode, true, false, false, false, at(14), at(15), Tone::none}};
}

inline CriticalValues critical() {
  CriticalValues values{Mode::simple_continuous, "baclofen", 2000_ug_per_mL, 120_ug, 60'000_nL_per_day, 18_mL, day(20'830), day(20'860), day(20'827), {}, 2_mL, 3, {},
                        CriticalValues::Bridge{338_uL, 500_ug_per_mL, 110_ug, 220'000_nL_per_day, Milliseconds(1)}, PatientLimits{50_ug, Milliseconds(2), Milliseconds(3), 4},
                        {{"morphine", 5'000_ug_per_mL, 300_ug}, {"", Concentration(0), 0_ug}}, filled<Digest>(1)};
  return values;
}
inline CriticalValues critical_of_bolus() {
  CriticalValues values = critical();
  values.clock = PumpClock(Milliseconds(-5));
  values.bridge.reset();
  values.patient_limits.reset();
  values.other_doses.clear();
  values.bolus = CriticalValues::Bolus{50_ug, 25_uL, 24'750_nL, Milliseconds(600'000)};
  values.low_reservoir_alarm = DateAbsent::stopped;
  values.empty = DateAbsent::beyond_horizon;
  values.refill_by = day(-1);
  return values;
}

inline std::vector<Warning> warnings() {
  return {Warning::old_drug_in_path, Warning::discrepancy, Warning::stays_stopped, Warning::dose_not_achievable, Warning::refill_date_past, Warning::clock_moves_schedule,
          Warning::periodic_dose_cut, Warning::alarm_at_once, Warning::stops_while_written};
}

inline std::vector<TherapyOperation> therapies() {
  Refill whole = a_refill();
  whole.prime = Prime{338_uL, Milliseconds(1'800'000)};
  whole.bridge = Bridge{338_uL, 500_ug_per_mL, 110_ug_per_day};
  Refill bare = a_refill();
  bare.program.reset();
  Refill minimum = a_refill();
  minimum.program = Program{2000_ug_per_mL, MinimumRate{}};
  std::vector<TherapyOperation> all;
  for (const ModeAfter mode_after : {ModeAfter::running, ModeAfter::stopped, ModeAfter::unchanged}) {
    for (const TherapyKind& kind : std::vector<TherapyKind>{
             Program{2000_ug_per_mL, MinimumRate{}}, Program{2000_ug_per_mL, SimpleContinuous{120_ug_per_day}}, Program{500_ug_per_mL, Flex{steps_of(7, 13)}},
             Program{2000_ug_per_mL, Flex{}}, Program{2000_ug_per_mL, PeriodicBolus{50_ug, Milliseconds(600'000), one_week, 96_ug_per_day}},
             SingleBolus{50_ug, Milliseconds(600'000), 2000_ug_per_mL}, whole.prime.value(), whole.bridge.value(), whole, bare, minimum, Resume{},
             SetClock{PumpClock(Milliseconds(1'802'392'200'000))}, SetClock{PumpClock(Milliseconds(-1))}, PatientLimits{50_ug, Milliseconds(600'000), Milliseconds(3'600'000), 4},
             AlarmSettings{2_mL, 3}, Program{}, Refill{}, SingleBolus{}, AlarmSettings{}}) {
      all.push_back(a_change(kind, mode_after));
    }
  }
  return all;
}

inline std::vector<Request> requests() {
  const auto id = filled<OperationId>(0xA0);
  return {UnknownRequest{}, GetInfo{}, GetStatus{}, GetProgram{}, ReadLog{5, 7}, ReadLog{}, GetOperation{id, stage(), true}, GetOperation{id, {}, false}, Subscribe{1},
          AcquireControl{}, ReleaseControl{}, Stage{std::string("\0\xFFtherapy", 9)}, Stage{}, Commit{std::string("\x01\0body", 6)}, Discard{stage()}, Stop{id}, RequestBolus{id},
          SilenceAlarm{9}, AcknowledgeAlarm{10}, TestAlarm{true}, TestAlarm{false}};
}

inline Status status() {
  Status status{Mode::flex, "baclofen", 2000_ug_per_mL, 120_ug, 60'000_nL_per_day, 18_mL, day(20'830), day(20'860), DateAbsent::no_flow, day(23'000), 12, at(0), BatteryState::low,
                MotorState::stalled, BolusProgress{filled<OperationId>(4), 25_uL, 12'500_nL, Milliseconds(300'000)},
                BolusProgress{filled<OperationId>(5), 338_uL, 0_nL, Milliseconds(1)}, PatientBoluses{PatientLimits{50_ug, Milliseconds(2), Milliseconds(3), 4}, 2, at(77)},
                {{"morphine", 5'000_ug_per_mL, 300_ug}}, alarms(), {}, 2_mL, 3, Nanograms(119'500), day(20'700)};
  for (int state = 1; state <= 8; ++state) {
    status.operations.push_back({filled<OperationId>(static_cast<std::uint8_t>(state)), OperationKind(state), OperationState(state), at(state)});
  }
  return status;
}

inline std::vector<LogEntry> log() {
  std::vector<LogEntry> entries;
  for (int kind = 1; kind <= 22; ++kind) entries.push_back({static_cast<std::uint64_t>(kind), time(), LogKind(kind), "nurse", {}, {}, {}, {}, {}, {}, {}, {}, {}, DoseRange{90_ug, 100_ug}, DoseRange{0_ug, 114_ug}, "why", 3});
  entries.push_back({14, time(), LogKind::bolus_ended, "", 2, AlarmKind::motor_stall, filled<OperationId>(9), OperationKind::patient_bolus, Ending::interrupted, 0_nL, 0_nL,
                     Nanolitres(-100'000), PumpClock(Milliseconds(-7)), {}, {}, {}, 0});
  return entries;
}

inline std::vector<Response> responses() {
  Info info = a_pump();
  info.drugs.push_back({"no file", {}});
  info.update = Milliseconds(5'000);
  const auto id = filled<OperationId>(0xB0);
  const decltype(Response::answer) answers[] = {
      Done{}, info, Info{}, status(), Status{}, ProgramReport{"bytes", filled<Digest>(3)}, LogPage{log(), 14, 1, true}, LogPage{},
      OperationReport{id, OperationState::partly_executed, true, OperationKind::prime, "result", 25_uL, 0_nL, Ending::stopped}, OperationReport{},
      ControlGranted{Milliseconds(30'000), true}, Receipt{stage(), "operation", filled<Digest>(5), critical(), critical_of_bolus(), warnings(), filled<Grant>(6), Milliseconds(120'000)},
      Committed{"result", true}, Stopped{id, at(5), 6, true, false}, Stopped{id, at(0), 0, false, true}};
  std::vector<Response> all;
  for (const auto& answer : answers) all.push_back({Code::ok, {}, 41, time(), answer});
  for (int reason = 1; reason <= 38; ++reason) {
    all.push_back({Code::refused, Refusal{Reason(reason), "dose_ng_per_day", 95'999, 96'000, "too low", {}}, 41, time(), Done{}});
  }
  for (int code = 2; code <= 6; ++code) all.push_back({Code(code), Refusal{Reason::busy, "", {}, {}, "", Role::clinician}, 0, {}, Done{}});
  all.push_back({Code::refused, Refusal{Reason::out_of_range, "clock.clock_ms", -1, 0, "", {}}, 41, time(), Done{}});
  all.push_back({Code::pending, {}, 41, time(), Done{}});
  return all;
}

inline std::vector<Body> bodies() {
  Hello hello{{0, 1, 4'294'967'295}, {"one", "two"}, "IPT-0001", "nürse", Role::patient, timeouts()};
  std::vector<Body> all{NoBody{}, hello, Hello{}, Welcome{1, {"one"}, "IPT-0001", Role::clinician, true, 65'536, timeouts(), 3, 0xFEDC'BA98'7654'3210, time(), 41, 12}, Welcome{},
                        Ping{}, Pong{}, Event{12, 41, time(), alarms()}, Event{}};
  for (int reason = 0; reason <= 15; ++reason) all.push_back(Goodbye{GoodbyeReason(reason), "for people"});
  for (auto& request : requests()) all.push_back(std::move(request));
  for (auto& response : responses()) all.push_back(std::move(response));
  return all;
}

}  // namespace ipt::sample
