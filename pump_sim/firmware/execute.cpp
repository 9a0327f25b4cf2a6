#include "pump_sim/firmware/execute.hpp"

#include <algorithm>
#include <string>

#include "common/amount_text.hpp"
#include "common/check.hpp"
#include "common/digest.hpp"
#include "common/dose_range.hpp"
#include "common/wide.hpp"
#include "common/wire.hpp"
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

std::vector<Warning> warnings_of(const ReservoirAccount& before, const Firmware& after, const FirmwareSettings& settings, const TherapyOperation& operation, bool cut) {
  std::vector<Warning> warnings;
  if (const auto* refill = std::get_if<Refill>(&operation.kind)) {
    const bool new_drug = refill->drug != before.drug || refill->concentration != before.concentration;
    if (new_drug && before.filled && !refill->bridge) warnings.push_back(Warning::old_drug_in_path);
    const Nanolitres discrepancy = refill->withdrawn - refill->expected;
    if (std::max(discrepancy, -discrepancy) > settings.discrepancy_warning) warnings.push_back(Warning::discrepancy);
  }
  if (is_stopped(after)) warnings.push_back(Warning::stays_stopped);
  if (const auto* bolus = std::get_if<SingleBolus>(&operation.kind)) {
    const Exact volume = exact_volume(bolus->dose, bolus->concentration);
    if (volume.part != 0 || volume.whole % settings.capabilities.stroke.value != 0) warnings.push_back(Warning::dose_not_achievable);
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
  LogEntry& entry;

  void bring(const Program& program) const {
    const FlowRate minimum_rate = settings.capabilities.minimum_rate;
    if (!firmware.in_force.operation.empty()) entry.dose_before = dose_range(firmware.in_force.program, minimum_rate);
    entry.dose_after = dose_range(program, minimum_rate);
    firmware.in_force = ProgramInForce{program, bytes, sha256(bytes), id, {}, 0};
  }

  void operator()(const Program& program) const { bring(program); }
  void operator()(const SingleBolus& bolus) const {
    firmware.bolus = RunningBolus{id, bolus, firmware.now + bolus.duration};
    entry.volume = volume_of(bolus.dose, bolus.concentration);
  }
  void operator()(const Refill& refill) const {
    // What a dry motor was asked for is not owed: the carry ends with the account.
    if (computed_reservoir(firmware, settings).value == 0) firmware.order = StandingOrder{};
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
  // Not among this pump's capabilities: refused before anything comes here.
  void operator()(const Prime&) const { IPT_CHECK(false); }
  void operator()(const Bridge&) const { IPT_CHECK(false); }
  void operator()(const PatientLimits&) const { IPT_CHECK(false); }
};

}  // namespace

std::optional<Refusal> judge(const Firmware& firmware, const FirmwareSettings& settings, const TherapyOperation& operation) {
  if (auto refusal = validate(operation, settings.capabilities)) return refusal;
  if (firmware.update) return refuse(Reason::update_running, "", "an operation is being written: until that has ended only Stop is accepted");
  if (firmware.bolus) return refuse(Reason::bolus_running, "", "a bolus runs: until it has ended only Stop is accepted");
  if (const auto* program = std::get_if<Program>(&operation.kind)) {
    if (auto refusal = check_concentration(program->concentration, firmware.reservoir.concentration, "program.concentration_ng_per_ml")) return refusal;
  }
  if (const auto* bolus = std::get_if<SingleBolus>(&operation.kind)) {
    if (auto refusal = check_bolus(firmware, settings, *bolus, operation.mode_after)) return refusal;
  }
  const auto* refill = std::get_if<Refill>(&operation.kind);
  if (refill != nullptr) {
    if (auto refusal = check_refill(firmware, *refill)) return refusal;
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
  const bool ends = !will_run && !was_stopped;
  const bool stops = stops_for(settings, operation);
  const bool cut = (brings_program(operation) || ends || stops) && cut_periodic_dose(firmware, Ending::stopped, notes);
  // What a dry pump went on asking is not made up once there is something to give again.
  if (std::holds_alternative<Refill>(operation.kind) && computed_reservoir(firmware, settings).value == 0) leave_order(firmware, settings);
  std::visit(Change{firmware, settings, bytes, id, entry}, operation.kind);
  if (will_run && (was_stopped || stops || brings_program(operation))) run_program(firmware);  // stored and stopped, it has not run yet
  if (ends) firmware.stopped_since = firmware.now;
  ++firmware.state_version;

  Effect effect;
  effect.discrepancy = std::holds_alternative<Refill>(operation.kind) ? entry.discrepancy : std::nullopt;
  notes.log.append(std::move(entry));
  if (std::holds_alternative<Refill>(operation.kind)) firmware.low_at = firmware.empty_at = never;  // found anew, not the old ones kept
  change_order(firmware, settings, notes);

  effect.after = describe(firmware, settings);
  if (std::holds_alternative<SetClock>(operation.kind)) effect.after.clock = clock_at(firmware, firmware.now);
  if (const auto* bolus = std::get_if<SingleBolus>(&operation.kind)) {
    const Exact volume = exact_volume(bolus->dose, bolus->concentration);
    const Nanolitres stroke = settings.capabilities.stroke;
    effect.after.bolus = CriticalValues::Bolus{bolus->dose, floor(volume), stroke * (floor(volume) / stroke), bolus->duration};
  }
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
