#include "pump_sim/host/state.hpp"

#include "pump_sim/host/state_parts.hpp"

namespace ipt {
namespace {

struct PutInput {
  pb::Record& to;

  void operator()(const OperationRecord& input) const { put(input, to.mutable_operation()); }
  void operator()(const StopRecord& input) const {
    to.mutable_stop()->set_who(input.who);
    to.mutable_stop()->set_operation_id(text_of(input.operation_id));
  }
  void operator()(const AlarmRecord& input) const {
    to.mutable_alarm()->set_act(static_cast<std::uint32_t>(input.act));
    to.mutable_alarm()->set_who(input.who);
    to.mutable_alarm()->set_alarm_id(input.alarm_id);
  }
  void operator()(const BootRecord& input) const { to.mutable_boot()->set_nonce(input.nonce); }
  void operator()(const InterruptionRecord& input) const { to.mutable_interruption()->set_operation_id(text_of(input.operation_id)); }
  void operator()(const PatientBolusRecord& input) const {
    to.mutable_patient_bolus()->set_who(input.who);
    to.mutable_patient_bolus()->set_operation_id(text_of(input.operation_id));
    to.mutable_patient_bolus()->set_result(input.result);
  }
  void operator()(const FirmwareInput& input) const { std::visit(*this, input); }
  void operator()(const HandsRecord& input) const {
    to.mutable_hands()->set_ask(input.ask);
    to.mutable_hands()->set_moved(input.moved);
  }
  void operator()(const RestoredRecord& input) const { to.mutable_restored()->mutable_snapshot()->ParseFromString(input.snapshot); }
};

}  // namespace

void put(const OperationRecord& record, pb::Operation* to) {
  to->set_who(record.who);
  to->set_operation_id(text_of(record.operation_id));
  put(record.stage, to->mutable_stage());
  to->set_request_digest(text_of(record.request));
  to->set_operation(record.operation);
  to->set_result(record.result);
}
OperationRecord take(const pb::Operation& from) {
  return {from.who(), array_of<OperationId>(from.operation_id()), take(from.stage()), array_of<Digest>(from.request_digest()), from.operation(), from.result()};
}

std::string encode_record(const StateRecord& record) {
  pb::Record message;
  message.set_at_uptime_ms(out(record.at));
  std::visit(PutInput{message}, record.input);
  return message.SerializeAsString();
}

Result<StateRecord> decode_record(std::string_view bytes) {
  pb::Record message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return Error{"a stored record cannot be read"};
  StateRecord record{uptime(message.at_uptime_ms()), HandsRecord{}};
  switch (message.input_case()) {
    case pb::Record::kOperation:
      record.input = FirmwareInput(take(message.operation()));
      return record;
    case pb::Record::kStop:
      record.input = FirmwareInput(StopRecord{message.stop().who(), array_of<OperationId>(message.stop().operation_id())});
      return record;
    case pb::Record::kAlarm:
      record.input = FirmwareInput(AlarmRecord{static_cast<AlarmRecord::Act>(message.alarm().act()), message.alarm().who(), message.alarm().alarm_id()});
      return record;
    case pb::Record::kBoot:
      record.input = FirmwareInput(BootRecord{message.boot().nonce()});
      return record;
    case pb::Record::kHands:
      record.input = HandsRecord{message.hands().ask(), message.hands().moved()};
      return record;
    case pb::Record::kRestored:
      record.input = RestoredRecord{message.restored().snapshot().SerializeAsString()};
      return record;
    case pb::Record::kInterruption:
      record.input = FirmwareInput(InterruptionRecord{array_of<OperationId>(message.interruption().operation_id())});
      return record;
    case pb::Record::kPatientBolus:
      record.input = FirmwareInput(PatientBolusRecord{message.patient_bolus().who(), array_of<OperationId>(message.patient_bolus().operation_id()), message.patient_bolus().result()});
      return record;
    case pb::Record::INPUT_NOT_SET:
      break;
  }
  return Error{"a stored record is of a kind that this version does not know: it was written by a newer version"};
}

std::string encode_snapshot(const Birth& birth, const Implant& implant) {
  pb::Snapshot message;
  message.set_format(newest_format);
  put(birth, message.mutable_birth());
  put(implant.firmware, implant.notes, message.mutable_firmware());
  put(implant.world, message.mutable_world());
  if (implant.patient) put(*implant.patient, message.mutable_patient());
  return message.SerializeAsString();
}

Result<Snapshot> decode_snapshot(std::string_view bytes) {
  pb::Snapshot message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return Error{"a stored state cannot be read"};
  if (message.format() == 0 || message.format() > newest_format) {
    return Error{"the stored state has format " + std::to_string(message.format()) + ", and this version knows only 1 to " + std::to_string(newest_format)};
  }
  Snapshot snapshot{take(message.birth()), {}};
  if (auto error = take(message.firmware(), snapshot.implant.firmware, snapshot.implant.notes)) return *error;
  auto world = take(message.world(), snapshot.birth.hardware);
  if (!world) return world.error();
  snapshot.implant.world = *std::move(world);
  if (message.has_patient()) {
    auto patient = take(message.patient(), snapshot.birth.hardware, snapshot.implant.world.now);
    if (!patient) return patient.error();
    snapshot.implant.patient = *std::move(patient);
  }
  return snapshot;
}

}  // namespace ipt
