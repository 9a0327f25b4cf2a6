#include "pump_sim/firmware/record.hpp"

#include "common/wire.hpp"
#include "pump_sim/firmware/describe.hpp"
#include "pump_sim/firmware/execute.hpp"
#include "pump_sim/firmware/patient_bolus.hpp"
#include "pump_sim/firmware/update.hpp"

namespace ipt {
namespace {

using Problem = std::optional<Error>;

OperationResult result_of(const Firmware& firmware, OperationKind kind, const OperationId& id, Effect effect) {
  return {id, kind, firmware.now, firmware.state_version, std::move(effect.after), effect.discrepancy};
}

struct Apply {
  Firmware& firmware;
  const FirmwareSettings& settings;
  Notes& notes;

  Problem operator()(const OperationRecord& record) const {
    const auto operation = wire::decode_therapy(record.operation);
    if (!operation) return Error{"a stored operation cannot be read: " + operation.error().text};
    if (const auto refusal = judge(firmware, settings, *operation)) return Error{"a stored operation does not fit the state before it: " + refusal->text};
    if (stops_for(settings, *operation)) {
      if (!record.result.empty()) return Error{"a stored operation has a result before it was written"};
      begin_update(firmware, settings, {record.who, record.operation_id, record.stage, record.request, record.operation, {}, {}, {}}, *operation, notes);
      return {};
    }
    Effect effect = execute(firmware, settings, *operation, record.operation, record.operation_id, record.who, notes);
    const Bytes result = wire::encode_result(result_of(firmware, kind_of(*operation), record.operation_id, std::move(effect)));
    if (result != record.result) return Error{"a stored operation comes out otherwise than it was answered"};
    JournalEntry entry;
    entry.operation_id = record.operation_id;
    entry.identity = record.who;
    entry.request = record.request;
    entry.kind = kind_of(*operation);
    entry.brings_program = firmware.in_force.operation_id == record.operation_id;
    entry.result = record.result;
    entry.stage = record.stage;
    entry.executed = firmware.now;
    entry.bolus = begun_by(firmware, record.operation_id);
    notes.journal.add(std::move(entry));
    return {};
  }

  Problem operator()(const PatientBolusRecord& record) const {
    if (const auto refusal = judge_patient_bolus(firmware, settings)) return Error{"a stored bolus of the patient does not fit the state before it: " + refusal->text};
    CriticalValues after = give_patient_bolus(firmware, settings, record.operation_id, record.who, notes);
    const Bytes result = wire::encode_result(result_of(firmware, OperationKind::patient_bolus, record.operation_id, {std::move(after), {}, {}}));
    if (result != record.result) return Error{"a stored bolus of the patient comes out otherwise than it was answered"};
    JournalEntry entry;
    entry.operation_id = record.operation_id;
    entry.identity = record.who;
    entry.kind = OperationKind::patient_bolus;
    entry.result = record.result;
    entry.executed = firmware.now;
    entry.bolus = begun_by(firmware, record.operation_id);
    notes.journal.add(std::move(entry));
    return {};
  }

  Problem operator()(const StopRecord& record) const {
    execute_stop(firmware, settings, record.operation_id, record.who, notes);
    JournalEntry entry;
    entry.operation_id = record.operation_id;
    entry.identity = record.who;
    entry.kind = OperationKind::stop;
    entry.result = wire::encode_result(result_of(firmware, OperationKind::stop, record.operation_id, {describe(firmware, settings), {}, {}}));
    entry.executed = firmware.now;
    entry.stopped_since = firmware.stopped_since;
    notes.journal.add(std::move(entry));
    return {};
  }

  Problem operator()(const AlarmRecord& record) const {
    const DeviceTime at = time_of(firmware);
    switch (record.act) {
      case AlarmRecord::Act::acknowledge:
        if (!acknowledge(firmware.alarms, record.alarm_id, at, record.who, notes.log)) return Error{"a stored acknowledgement names no alarm"};
        return {};
      case AlarmRecord::Act::silence:
        // The instance may have ended while this was written down: a MEMORY_ERROR ends as soon as anything can be. Then nothing sounds.
        if (!silence(firmware.alarms, record.alarm_id, at, record.who, notes.log) && record.alarm_id > firmware.alarms.last_id) return Error{"a stored silence names no alarm"};
        return {};
      case AlarmRecord::Act::test:
      case AlarmRecord::Act::test_critical:
        start_test(firmware.alarms, record.act == AlarmRecord::Act::test_critical, at, record.who, notes.log);
        return {};
      case AlarmRecord::Act::interrogated:
        interrogated(firmware, settings, notes);
        mark_shown(firmware.alarms, at, record.who, notes.log);
        return {};
      case AlarmRecord::Act::shown:
        mark_shown(firmware.alarms, at, record.who, notes.log);
        return {};
    }
    return Error{"a stored act on an alarm that this version does not know"};
  }

  Problem operator()(const BootRecord& record) const {
    boot(firmware, settings, record.nonce, notes);
    return {};
  }

  Problem operator()(const InterruptionRecord& record) const {
    if (!firmware.update || firmware.update->operation_id != record.operation_id) return Error{"a stored interruption names no operation that was being written"};
    interrupt_update(firmware, notes);
    return {};
  }
};

}  // namespace

std::optional<Error> apply(Firmware& firmware, const FirmwareSettings& settings, const FirmwareInput& input, Notes& notes) {
  return std::visit(Apply{firmware, settings, notes}, input);
}

OperationResult foresee(const Firmware& firmware, const FirmwareSettings& settings, const TherapyOperation& operation, const Bytes& bytes, const OperationId& id) {
  Firmware copy = firmware;
  Notes scratch;
  Effect effect = execute(copy, settings, operation, bytes, id, {}, scratch);
  return result_of(copy, kind_of(operation), id, std::move(effect));
}

OperationResult foresee_patient_bolus(const Firmware& firmware, const FirmwareSettings& settings, const OperationId& id) {
  Firmware copy = firmware;
  Notes scratch;
  CriticalValues after = give_patient_bolus(copy, settings, id, {}, scratch);
  return result_of(copy, OperationKind::patient_bolus, id, {std::move(after), {}, {}});
}

}  // namespace ipt
