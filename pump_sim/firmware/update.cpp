#include "pump_sim/firmware/update.hpp"

#include <utility>

#include "common/check.hpp"
#include "common/wire.hpp"
#include "pump_sim/firmware/execute.hpp"

namespace ipt {
namespace {

JournalEntry entry_of(const Update& update, Uptime now) {
  JournalEntry entry;
  entry.operation_id = update.operation_id;
  entry.identity = update.who;
  entry.request = update.request;
  entry.kind = update.kind;
  entry.stage = update.stage;
  entry.executed = now;
  return entry;
}

void note(const Firmware& firmware, LogKind kind, const Update& update, Notes& notes) {
  LogEntry entry;
  entry.time = time_of(firmware);
  entry.kind = kind;
  entry.who = update.who;
  entry.operation_id = update.operation_id;
  entry.operation = update.kind;
  notes.log.append(std::move(entry));
}

}  // namespace

bool stops_for(const FirmwareSettings& settings, const TherapyOperation& operation) {
  if (settings.capabilities.update.count() == 0) return false;
  return std::holds_alternative<Program>(operation.kind) || std::holds_alternative<Refill>(operation.kind);
}

void begin_update(Firmware& firmware, const FirmwareSettings& settings, Update update, const TherapyOperation& operation, Notes& notes) {
  update.kind = kind_of(operation);
  update.ends = firmware.now + settings.capabilities.update;
  update.runs_after = operation.mode_after == ModeAfter::running || (operation.mode_after == ModeAfter::unchanged && !is_stopped(firmware));
  note(firmware, LogKind::update_begun, update, notes);
  stop_delivery(firmware, settings, notes);
  firmware.update = std::move(update);
  ++firmware.state_version;
}

void finish_update(Firmware& firmware, const FirmwareSettings& settings, Notes& notes) {
  const Update update = *std::exchange(firmware.update, std::nullopt);
  auto operation = wire::decode_therapy(update.operation);
  IPT_CHECK(operation.has_value());
  if (update.runs_after) operation->mode_after = ModeAfter::running;
  Effect effect = execute(firmware, settings, *operation, update.operation, update.operation_id, update.who, notes);
  JournalEntry entry = entry_of(update, firmware.now);
  entry.brings_program = firmware.in_force.operation_id == update.operation_id;
  entry.bolus = begun_by(firmware, update.operation_id);
  entry.result = wire::encode_result({update.operation_id, entry.kind, firmware.now, firmware.state_version, std::move(effect.after), effect.discrepancy});
  notes.journal.add(std::move(entry));
}

void interrupt_update(Firmware& firmware, Notes& notes) {
  if (!firmware.update) return;
  const Update update = *std::exchange(firmware.update, std::nullopt);
  note(firmware, LogKind::update_interrupted, update, notes);
  JournalEntry entry = entry_of(update, firmware.now);
  entry.interrupted = true;
  notes.journal.add(std::move(entry));
}

}  // namespace ipt
