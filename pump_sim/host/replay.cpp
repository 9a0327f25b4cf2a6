#include "pump_sim/host/replay.hpp"

#include <fmt/format.h>

#include <utility>

#include "bedside/v1/bedside.pb.h"
#include "pump_sim/host/hands.hpp"

namespace ipt {
namespace {

Error unfit(RecordId id, const std::string& why) {
  return Error{fmt::format("Record {} cannot be taken up again: {}. Nothing was changed; this state needs the version that wrote it.", id, why)};
}

std::optional<Error> act_again(Implant& implant, const HandsRecord& hands) {
  bedside::v1::Ask ask;
  if (!ask.ParseFromString(hands.ask)) return Error{"the bedside act in it cannot be read"};
  const auto moved = act(implant.world, ask, implant.firmware.now);
  if (!moved || moved->SerializeAsString() != hands.moved) return Error{"the bedside act in it comes out otherwise"};
  return {};
}

}  // namespace

std::optional<Error> replay(Snapshot& pump, const std::vector<Memory::Record>& records) {
  for (const auto& stored : records) {
    const auto record = decode_record(stored.bytes);
    if (!record) return unfit(stored.id, record.error().text);
    if (const auto* restored = std::get_if<RestoredRecord>(&record->input)) {
      auto snapshot = decode_snapshot(restored->snapshot);
      if (!snapshot) return unfit(stored.id, snapshot.error().text);
      pump = *std::move(snapshot);
      continue;
    }
    auto& [birth, implant] = pump;
    if (record->at < implant.firmware.now) return unfit(stored.id, "it lies before the one before it");
    advance(implant, birth.settings, record->at);
    const auto* input = std::get_if<FirmwareInput>(&record->input);
    const auto error = input != nullptr ? apply(implant.firmware, birth.settings, *input, implant.notes) : act_again(implant, std::get<HandsRecord>(record->input));
    if (error) return unfit(stored.id, error->text);
    settle(implant, birth.settings);
  }
  return {};
}

}  // namespace ipt
