#include "pump_sim/host/state.hpp"

#include "pump_sim/host/state_parts.hpp"

namespace ipt {
namespace {

constexpr std::uint32_t our_format = 1;

struct PutInput {
  pb::Record& to;

  void operator()(const OperationRecord& input) const {
    auto* operation = to.mutable_operation();
    operation->set_who(input.who);
    operation->set_operation_id(text_of(input.operation_id));
    put(input.stage, operation->mutable_stage());
    operation->set_request_digest(text_of(input.request));
    operation->set_operation(input.operation);
    operation->set_result(input.result);
  }
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
  void operator()(const FirmwareInput& input) const { std::visit(*this, input); }
  void operator()(const HandsRecord& input) const {
    to.mutable_hands()->set_ask(input.ask);
    to.mutable_hands()->set_moved(input.moved);
  }
  void operator()(const RestoredRecord& input) const { to.mutable_restored()->mutable_snapshot()->ParseFromString(input.snapshot); }
};

}  // namespace

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
    case pb::Record::kOperation: {
      const auto& input = message.operation();
      record.input = FirmwareInput(OperationRecord{input.who(), array_of<OperationId>(input.operation_id()), take(input.stage()), array_of<Digest>(input.request_digest()), input.operation(), input.result()});
      return record;
    }
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
    case pb::Record::INPUT_NOT_SET:
      break;
  }
  return Error{"a stored record is of a kind that this version does not know: it was written by a newer version"};
}

std::string encode_snapshot(const Birth& birth, const Implant& implant) {
  pb::Snapshot message;
  message.set_format(our_format);
  put(birth, message.mutable_birth());
  put(implant.firmware, implant.notes, message.mutable_firmware());
  put(implant.world, message.mutable_world());
  return message.SerializeAsString();
}

Result<Snapshot> decode_snapshot(std::string_view bytes) {
  pb::Snapshot message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return Error{"a stored state cannot be read"};
  if (message.format() != our_format) {
    return Error{"the stored state has format " + std::to_string(message.format()) + ", and this version knows only " + std::to_string(our_format)};
  }
  Snapshot snapshot{take(message.birth()), {}};
  if (auto error = take(message.firmware(), snapshot.implant.firmware, snapshot.implant.notes)) return *error;
  auto world = take(message.world(), snapshot.birth.hardware);
  if (!world) return world.error();
  snapshot.implant.world = *std::move(world);
  return snapshot;
}

}  // namespace ipt
