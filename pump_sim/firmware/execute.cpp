#include "pump_sim/firmware/execute.hpp"

#include <algorithm>
#include <string>

#include "common/amount_text.hpp"
#include "common/check.hpp"
#include "common/digest.hpp"
#include "common/dose_range.hpp"
#include "common/wide.hpp"
#include "common/wire.hpp"
#include "pump_sim/firmware/delivery.hpp"
#include "pump_sim/firmware/describe.hpp"
#include "pump_sim/firmware/update.hpp"

namespace ipt {
namespace {

using Answer = std::optional<Refusal>;

Refusal refuse(Reason reason, std::string field, std::string text) { return {reason, std::move(field), {}, {}, std::move(text), {}}; }

Answer check_concentration(Concentration computed_for, Concentration present, const char* field) {
  if (computed_for == present) return {};
  return Refusal{Reason::concentration_mismatch, field, computed_for.value, present.value,
                 "computed for " + text_of(computed_for) + ", but the reservoir holds " + text_of(present), {}};
}

Answer check_bolus(const Firmware& firmware, const FirmwareSettings& settings, const SingleBolus& bolus, ModeAfter mode_after) {
  if (auto refusal = check_concentration(bolus.concentration, firmware.reservoir.concentration, "bolus.concentration_ng_per_ml")) return refusal;
  if (is_stopped(firmware) && mode_after != ModeAfter::running) return refuse(Reason::stopped, "mode_after", "the pump is stopped, and this bolus would not end that");
  const Nanolitres left = computed_reservoir(firmware, settings);
  if (exact_volume(bolus.dose, bolus.concentration) > Exact::of(left)) {
    const std::int64_t most = multiply_divide(left.value, bolus.concentration.value, 1'000'000);
    return Refusal{Reason::not_enough_left, "bolus.dose_ng", bolus.dose.value, most, "the reservoir holds " + text_of(left) + ", which is " + text_of(Nanograms(most)), {}};
  }
  return {};
}

Answer check_refill(const Firmware& firmware, const Refill& refill) {
  const auto& held = firmware.reservoir;
  const bool changes = refill.drug != held.drug || refill.concentration != held.concentration;
  const bool is_first = !held.filled && firmware.in_force.operation.empty();
  if (changes && !is_first && !refill.program) {
    return refuse(Reason::program_required, "refill.program", "drug or concentration change: bring a program computed for the new one");
  }
  return {};
}

/// What runs for a while, or runs first, needs a pump that runs and a reservoir that holds it.
Answer check_run(const Firmware& firmware, Nanolitres volume, Nanolitres left, ModeAfter mode_after, const std::string& of) {
  if (is_stopped(firmware) && mode_after != ModeAfter::running) return refuse(Reason::stopped, "mode_after", "the pump is stopped, and this would not end that");
  if (volume <= left) return {};
  return Refusal{Reason::not_enough_left, of + "volume_nl", volume.value, left.value, "the reservoir holds " + text_of(left), {}};
}

/// A bridge goes on with the program before the refill: what it says about that must be so.
Answer check_old_program(const Firmware& firmware, const FirmwareSettings& settings, const Bridge& bridge) {
  if (firmware.in_force.operation.empty()) return refuse(Reason::not_programmed, "refill.bridge", "there is no program that a bridge could go on with");
  const Program& old = firmware.in_force.program;
  if (auto refusal = check_concentration(bridge.old_concentration, old.concentration, "refill.bridge.old_concentration_ng_per_ml")) return refusal;
  const Nanograms dose = daily_dose(old, clock_at(firmware, firmware.now), settings);
  if (bridge.old_dose.value == dose.value) return {};
  return Refusal{Reason::out_of_range, "refill.bridge.old_dose_ng_per_day", bridge.old_dose.value, dose.value, "the program in force gives " + text_of(DoseRate(dose.value)), {}};
}

RunningBridge bridge_of(const Firmware& firmware, const OperationId& id, const Bridge& bridge, bool at_refill) {
  RunningBridge running{id, bridge.volume, Program{bridge.old_concentration, SimpleContinuous{bridge.old_dose}}, {}, 0, firmware.now, never};
  if (!at_refill) return running;
  running.old = firmware.in_force.program;
  running.anchor = firmware.in_force.anchor;
  // On a stopped pump it goes on as after a resume: a dose that the stop has cut is not given on.
  running.first_window = is_stopped(firmware) ? first_window_from(firmware.in_force, firmware.now) : firmware.in_force.first_window;
  return running;
}

Answer check_end(const Firmware& firmware, const FirmwareSettings& settings, const Bridge& bridge, bool at_refill) {
  constexpr Milliseconds longest = one_day * 30;
  if (end_of_bridge(firmware, settings, bridge_of(firmware, {}, bridge, at_refill)) - firmware.now <= longest) return {};
  return refuse(Reason::out_of_range, at_refill ? "refill.bridge.volume_nl" : "bridge.volume_nl", "at the old dose it would take longer than 30 days to move that volume");
}

Answer check_limits(const Firmware& firmware, const FirmwareSettings& settings, const PatientLimits& limits) {
  const auto* const drug = find_drug(settings.capabilities, firmware.reservoir.drug);
  if (limits.allotted_per_24h > 0 && (drug == nullptr || !drug->permits_patient_bolus)) {
    return refuse(Reason::no_patient_bolus, "patient_limits", "the drug file of '" + firmware.reservoir.drug + "' does not permit boluses on a patient's request");
  }
  return validate(limits, firmware.reservoir.concentration, settings.capabilities);
}

Answer check_refill_run(const Firmware& firmware, const FirmwareSettings& settings, const Refill& refill, ModeAfter mode_after) {
  if (refill.prime) return check_run(firmware, refill.prime->volume, refill.volume, mode_after, "refill.prime.");
  if (!refill.bridge) return {};
  if (auto refusal = check_old_program(firmware, settings, *refill.bridge)) return refusal;
  if (auto refusal = check_run(firmware, refill.bridge->volume, refill.volume, mode_after, "refill.bridge.")) return refusal;
  return check_end(firmware, settings, *refill.bridge, true);
}

std::vector<Warning> warnings_of(const ReservoirAccount& before, const Firmware& after, const FirmwareSettings& settings, const TherapyOperation& operation, bool cut) {
  std::vector<Warning> warnings;
  if (const auto* refill = std::get_if<Refill>(&operation.kind)) {
    const bool new_drug = refill->drug != before.drug || refill->concentration != before.concentration;
    if (new_drug && before.filled && !refill->bridge) warnings.push_back(Warning::old_drug_in_path);
    const Nanolitres discrepancy = refill->withdrawn - refill->expected;
    if (std::max(discrepancy, -discrepancy) > settings.discrepancy_warning) warnings.push_back(Warning::discrepancy);
  }
  if (is_stopped(after) || (after.bolus && after.bolus->stops_after)) warnings.push_back(Warning::stays_stopped);
  if (const auto& bolus = after.bolus) {
    if (bolus->volume.part != 0 || bolus->volume.whole % settings.capabilities.stroke.value != 0) warnings.push_back(Warning::dose_not_achievable);
  }
  const Date refill_by = refill_by_date(after, settings);
  if (const auto* day = std::get_if<PumpDay>(&refill_by); day != nullptr && *day < day_of(clock_at(after, after.now))) warnings.push_back(Warning::refill_date_past);
  if (std::holds_alternative<SetClock>(operation.kind) && std::holds_alternative<Flex>(after.in_force.program.delivery)) warnings.push_back(Warning::clock_moves_schedule);
  if (cut) warnings.push_back(Warning::periodic_dose_cut);
  if (after.low_at <= after.now) warnings.push_back(Warning::alarm_at_once);
  if (stops_for(settings, operation)) warnings.push_back(Warning::stops_while_written);
  return warnings;
}

/// The change itself, apart from what `mode_after` says.
struct Change {
  Firmware& firmware;
  const FirmwareSettings& settings;
  const Bytes& bytes;
  const OperationId& id;
  ModeAfter mode_after;
  LogEntry& entry;

  void bring(const Program& program) const {
    const FlowRate minimum_rate = settings.capabilities.minimum_rate;
    if (!firmware.in_force.operation.empty()) entry.dose_before = dose_range(firmware.in_force.program, minimum_rate);
    entry.dose_after = dose_range(program, minimum_rate);
    firmware.in_force = ProgramInForce{program, bytes, sha256(bytes), id, {}, 0};
    firmware.life.lost_program.reset();
  }

  void operator()(const Program& program) const { bring(program); }
  void operator()(const SingleBolus& bolus) const { run(exact_volume(bolus.dose, bolus.concentration), bolus.duration, mode_after == ModeAfter::stopped); }
  void operator()(const Prime& prime) const { run(Exact::of(prime.volume), prime.duration, false); }
  void operator()(const Bridge& bridge) const { run(bridge, false); }

  void run(const Exact& volume, Milliseconds duration, bool stops_after) const {
    firmware.bolus = RunningBolus{id, volume, duration, firmware.now + duration, stops_after};
    entry.volume = floor(volume);
  }
  void run(const Bridge& bridge, bool at_refill) const {
    firmware.bridge = bridge_of(firmware, id, bridge, at_refill);
    firmware.bridge->ends = end_of_bridge(firmware, settings, *firmware.bridge);
    entry.volume = bridge.volume;
  }
  void operator()(const Refill& refill) const {
    // What a dry motor was asked for is not owed: the carry ends with the account.
    if (computed_reservoir(firmware, settings).value == 0) firmware.order = StandingOrder{};
    if (refill.drug != firmware.reservoir.drug || refill.concentration != firmware.reservoir.concentration) firmware.patient.limits.reset();  // they were for the other one
    if (refill.bridge) run(*refill.bridge, true);
    if (refill.prime) run(Exact::of(refill.prime->volume), refill.prime->duration, false);
    firmware.reservoir = ReservoirAccount{refill.drug, refill.concentration, refill.volume, firmware.sensed.strokes_counted, firmware.now};
    if (refill.program) bring(*refill.program);
    entry.volume = refill.volume;
    entry.discrepancy = refill.withdrawn - refill.expected;
  }
  void operator()(const Resume&) const {}
  void operator()(const SetClock& clock) const {
    entry.kind = LogKind::clock_set;
    entry.old_clock = clock_at(firmware, firmware.now);
    firmware.clock_offset = clock.clock.time_since_epoch() - firmware.now.time_since_epoch();
    entry.time = time_of(firmware);  // by the new clock; the old one stands beside it
  }
  void operator()(const AlarmSettings& alarms) const { firmware.alarm_settings = alarms; }
  void operator()(const PatientLimits& limits) const {
    firmware.patient.limits.reset();
    if (limits.allotted_per_24h > 0) firmware.patient.limits = limits;
  }
};

/// What runs for a while, of an operation that begins it.
void describe_bolus(const Firmware& firmware, const FirmwareSettings& settings, const TherapyOperation& operation, CriticalValues& values) {
  if (const auto& bolus = firmware.bolus) {
    const auto* single = std::get_if<SingleBolus>(&operation.kind);
    const Nanolitres volume = floor(bolus->volume);
    const Nanolitres stroke = settings.capabilities.stroke;
    const Nanograms held(multiply_divide(volume.value, firmware.reservoir.concentration.value, 1'000'000));
    values.bolus = CriticalValues::Bolus{single != nullptr ? single->dose : held, volume, stroke * (volume / stroke), bolus->duration};
  }
  if (const auto& bridge = firmware.bridge) {
    values.bridge = CriticalValues::Bridge{bridge->volume, bridge->old.concentration, daily_dose(bridge->old, clock_at(firmware, firmware.now), settings),
                                           rate_at(firmware.order, firmware.now), bridge->ends - firmware.now};
  }
  if (const auto* limits = std::get_if<PatientLimits>(&operation.kind)) values.patient_limits = *limits;
}

}  // namespace

std::optional<JournalEntry::Bolus> begun_by(const Firmware& firmware, const OperationId& id) {
  if (firmware.bolus && firmware.bolus->operation_id == id) return JournalEntry::Bolus{floor(firmware.bolus->volume), Nanolitres(0), Ending::running};
  if (firmware.bridge && firmware.bridge->operation_id == id) return JournalEntry::Bolus{firmware.bridge->volume, Nanolitres(0), Ending::running};
  return {};
}

std::optional<Refusal> judge(const Firmware& firmware, const FirmwareSettings& settings, const TherapyOperation& operation) {
  if (auto refusal = validate(operation, settings.capabilities)) return refusal;
  if (auto refusal = refuse_for_life(firmware, operation)) return refusal;
  if (firmware.update) return refuse(Reason::update_running, "", "an operation is being written: until that has ended only Stop is accepted");
  if (has_bolus(firmware)) return refuse(Reason::bolus_running, "", "a bolus, priming or bridge runs: until it has ended only Stop is accepted");
  if (const auto* program = std::get_if<Program>(&operation.kind)) {
    if (auto refusal = check_concentration(program->concentration, firmware.reservoir.concentration, "program.concentration_ng_per_ml")) return refusal;
  }
  if (const auto* bolus = std::get_if<SingleBolus>(&operation.kind)) {
    if (auto refusal = check_bolus(firmware, settings, *bolus, operation.mode_after)) return refusal;
  }
  const Nanolitres left = computed_reservoir(firmware, settings);
  if (const auto* prime = std::get_if<Prime>(&operation.kind)) {
    if (auto refusal = check_run(firmware, prime->volume, left, operation.mode_after, "prime.")) return refusal;
  }
  if (const auto* bridge = std::get_if<Bridge>(&operation.kind)) {
    if (auto refusal = check_run(firmware, bridge->volume, left, operation.mode_after, "bridge.")) return refusal;
    if (auto refusal = check_end(firmware, settings, *bridge, false)) return refusal;
  }
  if (const auto* limits = std::get_if<PatientLimits>(&operation.kind)) {
    if (auto refusal = check_limits(firmware, settings, *limits)) return refusal;
  }
  const auto* refill = std::get_if<Refill>(&operation.kind);
  if (refill != nullptr) {
    if (auto refusal = check_refill(firmware, *refill)) return refusal;
    if (auto refusal = check_refill_run(firmware, settings, *refill, operation.mode_after)) return refusal;
  }
  const bool will_run = operation.mode_after == ModeAfter::running || (operation.mode_after == ModeAfter::unchanged && !is_stopped(firmware));
  const bool has_drug = refill != nullptr || firmware.reservoir.filled.has_value();
  const bool has_program = brings_program(operation) || !firmware.in_force.operation.empty();
  if (will_run && !(has_drug && has_program)) return refuse(Reason::not_programmed, "", has_drug ? "there is no program to run" : "the pump was never filled");
  return {};
}

Effect execute(Firmware& firmware, const FirmwareSettings& settings, const TherapyOperation& operation, const Bytes& bytes, const OperationId& id,
                const std::string& who, Notes& notes) {
  const ReservoirAccount before = firmware.reservoir;
  LogEntry entry;
  entry.time = time_of(firmware);
  entry.kind = LogKind::operation;
  entry.who = who;
  entry.operation_id = id;
  entry.operation = kind_of(operation);
  const bool was_stopped = is_stopped(firmware);
  const bool will_run = operation.mode_after == ModeAfter::running || (operation.mode_after == ModeAfter::unchanged && !was_stopped);
  const auto* const refill = std::get_if<Refill>(&operation.kind);
  const bool is_bridged = std::holds_alternative<Bridge>(operation.kind) || (refill != nullptr && refill->bridge);
  const bool ends = !will_run && !was_stopped && !std::holds_alternative<SingleBolus>(operation.kind);  // a bolus stops afterwards
  const bool stops = stops_for(settings, operation);
  const bool cuts = is_bridged ? refill == nullptr : brings_program(operation) || ends || stops;  // the bridge of a refill goes on with the old grid
  const bool cut = cuts && cut_periodic_dose(firmware, Ending::stopped, notes);
  // What a dry pump went on asking is not made up once there is something to give again.
  if (refill != nullptr && computed_reservoir(firmware, settings).value == 0) leave_order(firmware, settings);
  std::visit(Change{firmware, settings, bytes, id, operation.mode_after, entry}, operation.kind);
  if (will_run && is_bridged) firmware.stopped_since.reset();  // the program itself begins when the bridge has ended
  else if (will_run && (was_stopped || stops || brings_program(operation))) run_program(firmware);  // stored and stopped, it has not run yet
  if (ends) firmware.stopped_since = firmware.now;
  ++firmware.state_version;

  Effect effect;
  effect.discrepancy = entry.discrepancy;
  notes.log.append(std::move(entry));
  if (refill != nullptr) firmware.low_at = firmware.empty_at = never;  // found anew, not the old ones kept
  change_order(firmware, settings, notes);

  effect.after = describe(firmware, settings);
  if (std::holds_alternative<SetClock>(operation.kind)) effect.after.clock = clock_at(firmware, firmware.now);
  describe_bolus(firmware, settings, operation, effect.after);
  effect.warnings = warnings_of(before, firmware, settings, operation, cut);
  return effect;
}

void execute_stop(Firmware& firmware, const FirmwareSettings& settings, const OperationId& id, const std::string& who, Notes& notes) {
  LogEntry entry;
  entry.time = time_of(firmware);
  entry.kind = LogKind::stop;
  entry.who = who;
  entry.operation_id = id;
  entry.operation = OperationKind::stop;
  interrupt_update(firmware, notes);
  notes.log.append(std::move(entry));
  stop_delivery(firmware, settings, notes);
  ++firmware.state_version;
}

}  // namespace ipt
