// The firmware's half of a snapshot: all that it believes and has written down.
#include "common/digest.hpp"
#include "common/wire.hpp"
#include "pump_sim/host/state_parts.hpp"

namespace ipt {
namespace {

using ipt::put;
using ipt::take;

void put(const JournalEntry& entry, pb::JournalEntry* to) {
  to->set_operation_id(text_of(entry.operation_id));
  to->set_identity(entry.identity);
  to->set_request_digest(text_of(entry.request));
  to->set_kind(static_cast<std::uint32_t>(entry.kind));
  to->set_brings_program(entry.brings_program);
  to->set_result(entry.result);
  put(entry.stage, to->mutable_stage());
  to->set_executed_ms(out(entry.executed));
  if (entry.bolus) {
    to->set_bolus_volume_nl(out(entry.bolus->volume));
    to->set_bolus_delivered_nl(out(entry.bolus->delivered));
    to->set_bolus_ending(static_cast<std::uint32_t>(entry.bolus->ending));
  }
  if (entry.stopped_since) to->set_stopped_since_ms(out(*entry.stopped_since));
  to->set_interrupted(entry.interrupted);
}

JournalEntry take(const pb::JournalEntry& from) {
  JournalEntry entry;
  entry.operation_id = array_of<OperationId>(from.operation_id());
  entry.identity = from.identity();
  entry.request = array_of<Digest>(from.request_digest());
  entry.kind = static_cast<OperationKind>(from.kind());
  entry.brings_program = from.brings_program();
  entry.result = from.result();
  entry.stage = take(from.stage());
  entry.executed = uptime(from.executed_ms());
  if (from.has_bolus_volume_nl()) {
    entry.bolus = JournalEntry::Bolus{Nanolitres(whole(from.bolus_volume_nl())), Nanolitres(whole(from.bolus_delivered_nl())), static_cast<Ending>(from.bolus_ending())};
  }
  if (from.has_stopped_since_ms()) entry.stopped_since = uptime(from.stopped_since_ms());
  entry.interrupted = from.interrupted();
  return entry;
}

void put(const Notes& notes, pb::Firmware* to) {
  for (const auto& entry : notes.log.entries()) to->add_log(wire::encode_log_entry(entry));
  to->set_log_head(notes.log.head());
  for (const auto& entry : notes.journal.entries()) put(entry, to->add_journal());
  for (const auto& boot : notes.journal.boots()) to->add_boots()->set_nonce(boot.nonce);
  if (notes.journal.floor()) put(*notes.journal.floor(), to->mutable_journal_floor());
  to->set_executed(notes.journal.executed());
}

std::optional<Error> take_notes(const pb::Firmware& from, Notes& notes) {
  std::deque<LogEntry> log;
  for (const auto& bytes : from.log()) {
    auto entry = wire::decode_log_entry(bytes);
    if (!entry) return entry.error();
    log.push_back(*std::move(entry));
  }
  if (log.size() > Log::kept || log.size() > from.log_head() || (!log.empty() && log.back().log_seq != from.log_head())) return Error{"the stored log does not end where it says"};
  notes.log = Log::restored(from.log_head(), std::move(log));
  std::deque<JournalEntry> journal;
  for (const auto& entry : from.journal()) journal.push_back(take(entry));
  std::vector<Boot> boots;
  std::uint64_t count = from.boot_count() - static_cast<std::uint64_t>(from.boots_size());
  for (const auto& boot : from.boots()) boots.push_back({++count, boot.nonce()});
  std::optional<StageName> floor;
  if (from.has_journal_floor()) floor = take(from.journal_floor());
  notes.journal = Journal::restored(std::move(journal), std::move(boots), floor, from.executed());
  return {};
}

void put(const Update& update, pb::Update* to) {
  put(OperationRecord{update.who, update.operation_id, update.stage, update.request, update.operation, {}}, to->mutable_operation());
  to->set_ends_ms(out(update.ends));
  to->set_runs_after(update.runs_after);
}

Result<Update> take(const pb::Update& from) {
  const auto operation = wire::decode_therapy(from.operation().operation());
  if (!operation) return Error{"the stored operation that is being written cannot be read: " + operation.error().text};
  const OperationKind kind = kind_of(*operation);
  if (kind != OperationKind::program && kind != OperationKind::refill) return Error{"the stored operation that is being written is of a kind that needs no stop"};
  OperationRecord record = take(from.operation());
  return Update{record.who, record.operation_id, record.stage, record.request, record.operation, kind, uptime(from.ends_ms()), from.runs_after()};
}

/// As an operation: one form for programs.
void put(const RunningBridge& bridge, pb::RunningBridge* to) {
  to->set_operation_id(text_of(bridge.operation_id));
  to->set_volume_nl(out(bridge.volume));
  to->set_old_program(wire::encode_therapy({{}, ModeAfter::running, bridge.old}));
  if (bridge.anchor) to->set_anchor_ms(out(*bridge.anchor));
  to->set_first_window(bridge.first_window);
  to->set_start_ms(out(bridge.start));
  to->set_ends_ms(out(bridge.ends));
}

Result<RunningBridge> take(const pb::RunningBridge& from) {
  const auto operation = wire::decode_therapy(from.old_program());
  const auto* program = operation ? std::get_if<Program>(&operation->kind) : nullptr;
  if (program == nullptr) return Error{"the stored program of a bridge cannot be read"};
  RunningBridge bridge{array_of<OperationId>(from.operation_id()), Nanolitres(whole(from.volume_nl())), *program, {}, from.first_window(), uptime(from.start_ms()), uptime(from.ends_ms())};
  if (from.has_anchor_ms()) bridge.anchor = uptime(from.anchor_ms());
  return bridge;
}

void put(const PatientAccount& patient, pb::PatientAccount* to) {
  to->set_is_allowed(patient.limits.has_value());
  if (const auto& limits = patient.limits) {
    to->set_dose_ng(out(limits->dose));
    to->set_duration_ms(out(limits->duration));
    to->set_lockout_ms(out(limits->lockout));
    to->set_allotted_per_24h(limits->allotted_per_24h);
  }
  for (const Uptime start : patient.starts) to->add_starts_ms(out(start));
}

PatientAccount take(const pb::PatientAccount& from) {
  PatientAccount patient;
  if (from.is_allowed()) patient.limits = PatientLimits{Nanograms(whole(from.dose_ng())), span_of(from.duration_ms()), span_of(from.lockout_ms()), from.allotted_per_24h()};
  for (const auto start : from.starts_ms()) patient.starts.push_back(uptime(start));
  return patient;
}

/// The program stands in the operation that brought it.
std::optional<Error> take_program(const pb::Firmware& from, ProgramInForce& to) {
  to.program.concentration = Concentration(whole(from.concentration_programmed()));
  to.operation = from.program_operation();
  if (to.operation.empty()) return {};
  const auto operation = wire::decode_therapy(to.operation);
  if (!operation) return Error{"the stored program cannot be read: " + operation.error().text};
  const auto* refill = std::get_if<Refill>(&operation->kind);
  const auto* program = refill != nullptr && refill->program ? &*refill->program : std::get_if<Program>(&operation->kind);
  if (program == nullptr) return Error{"the stored program is none"};
  to.program = *program;
  to.digest = sha256(to.operation);
  to.operation_id = array_of<OperationId>(from.program_operation_id());
  if (from.has_program_anchor_ms()) to.anchor = uptime(from.program_anchor_ms());
  to.first_window = from.program_first_window();
  return {};
}

}  // namespace

void put(const Firmware& firmware, const Notes& notes, pb::Firmware* to) {
  to->set_boot_count(firmware.boot_count);
  to->set_now_ms(out(firmware.now));
  to->set_clock_offset_ms(firmware.clock_offset.count());
  if (firmware.stopped_since) to->set_stopped_since_ms(out(*firmware.stopped_since));
  to->set_program_operation(firmware.in_force.operation);
  to->set_program_operation_id(text_of(firmware.in_force.operation_id));
  to->set_concentration_programmed(out(firmware.in_force.program.concentration));
  if (firmware.in_force.anchor) to->set_program_anchor_ms(out(*firmware.in_force.anchor));
  to->set_program_first_window(firmware.in_force.first_window);
  to->set_drug(firmware.reservoir.drug);
  to->set_concentration_ng_per_ml(out(firmware.reservoir.concentration));
  to->set_volume_nl(out(firmware.reservoir.volume));
  to->set_counter(firmware.reservoir.counter.value);
  if (firmware.reservoir.filled) to->set_filled_ms(out(*firmware.reservoir.filled));
  to->set_low_reservoir_level_nl(out(firmware.alarm_settings.low_reservoir_level));
  to->set_refill_lead_days(firmware.alarm_settings.refill_lead_days);
  if (firmware.bolus) {
    auto* bolus = to->mutable_bolus();
    bolus->set_operation_id(text_of(firmware.bolus->operation_id));
    put(firmware.bolus->volume, bolus->mutable_volume());
    bolus->set_duration_ms(out(firmware.bolus->duration));
    bolus->set_ends_ms(out(firmware.bolus->ends));
    bolus->set_stops_after(firmware.bolus->stops_after);
  }
  if (firmware.bridge) put(*firmware.bridge, to->mutable_bridge());
  put(firmware.patient, to->mutable_patient());
  if (firmware.update) put(*firmware.update, to->mutable_update());
  put(firmware.order, to->mutable_order());
  to->set_strokes_counted(firmware.sensed.strokes_counted.value);
  to->set_stalled(firmware.sensed.stalled);
  put(firmware.sensed, to->mutable_sensed());
  put(firmware.life, to->mutable_life());
  for (const auto& alarm : firmware.alarms.open) to->add_alarms(wire::encode_alarm(alarm));
  for (const auto id : firmware.alarms.shown) to->add_alarms_shown(id);
  to->set_last_alarm_id(firmware.alarms.last_id);
  if (firmware.alarms.test_ends) to->set_test_ends_ms(out(*firmware.alarms.test_ends));
  to->set_state_version(firmware.state_version);
  to->set_low_at_ms(firmware.low_at.time_since_epoch().count());
  to->set_empty_at_ms(firmware.empty_at.time_since_epoch().count());
  to->set_shown_low_at_ms(firmware.shown_low_at.time_since_epoch().count());
  to->set_shown_empty_at_ms(firmware.shown_empty_at.time_since_epoch().count());
  put(notes, to);
}

std::optional<Error> take(const pb::Firmware& from, Firmware& firmware, Notes& notes) {
  firmware.boot_count = from.boot_count();
  firmware.now = uptime(from.now_ms());
  firmware.clock_offset = Milliseconds(from.clock_offset_ms());
  if (from.has_stopped_since_ms()) firmware.stopped_since = uptime(from.stopped_since_ms());
  if (auto error = take_program(from, firmware.in_force)) return error;
  firmware.reservoir = {from.drug(), Concentration(whole(from.concentration_ng_per_ml())), Nanolitres(whole(from.volume_nl())), Strokes(from.counter()), {}};
  if (from.has_filled_ms()) firmware.reservoir.filled = uptime(from.filled_ms());
  firmware.alarm_settings = {Nanolitres(whole(from.low_reservoir_level_nl())), from.refill_lead_days()};
  if (from.has_bolus()) {
    const auto& bolus = from.bolus();
    const bool is_dose = bolus.dose_ng() <= 1'000'000'000 && bolus.concentration_ng_per_ml() >= 1 && bolus.concentration_ng_per_ml() <= 100'000'000;
    if (!bolus.has_volume() && !is_dose) return Error{"the stored bolus is none"};
    const Exact volume = bolus.has_volume() ? take(bolus.volume()) : exact_volume(Nanograms(whole(bolus.dose_ng())), Concentration(whole(bolus.concentration_ng_per_ml())));
    if (!is_sound(volume)) return Error{"the stored bolus has no volume"};
    firmware.bolus = RunningBolus{array_of<OperationId>(bolus.operation_id()), volume, span_of(bolus.duration_ms()), uptime(bolus.ends_ms()), bolus.stops_after()};
  }
  if (from.has_bridge()) {
    auto bridge = take(from.bridge());
    if (!bridge) return bridge.error();
    firmware.bridge = *std::move(bridge);
  }
  firmware.patient = take(from.patient());
  if (from.has_update()) {
    auto update = take(from.update());
    if (!update) return update.error();
    firmware.update = *std::move(update);
  }
  auto order = take(from.order());
  if (!order) return order.error();
  firmware.order = *std::move(order);
  firmware.sensed.strokes_counted = Strokes(from.strokes_counted());
  firmware.sensed.stalled = from.stalled();
  take(from.sensed(), firmware.sensed);
  firmware.life = take(from.life());
  for (const auto& bytes : from.alarms()) {
    auto alarm = wire::decode_alarm(bytes);
    if (!alarm) return alarm.error();
    firmware.alarms.open.push_back(*std::move(alarm));
  }
  firmware.alarms.shown.assign(from.alarms_shown().begin(), from.alarms_shown().end());
  firmware.alarms.last_id = from.last_alarm_id();
  if (from.has_test_ends_ms()) firmware.alarms.test_ends = uptime(from.test_ends_ms());
  firmware.state_version = from.state_version();
  firmware.low_at = Uptime(Milliseconds(from.low_at_ms()));
  firmware.empty_at = Uptime(Milliseconds(from.empty_at_ms()));
  firmware.shown_low_at = Uptime(Milliseconds(from.has_shown_low_at_ms() ? from.shown_low_at_ms() : from.low_at_ms()));
  firmware.shown_empty_at = Uptime(Milliseconds(from.has_shown_empty_at_ms() ? from.shown_empty_at_ms() : from.empty_at_ms()));
  return take_notes(from, notes);
}

}  // namespace ipt
