#pragma once
#include <string>
#include <variant>

#include "common/result.hpp"
#include "pump_sim/firmware/record.hpp"
#include "pump_sim/implant/implant.hpp"

/// What is written down, and how: our own types on this side, the bytes of proto/state/v1 on the other.
namespace ipt {

/// How a pump was made. Its profile's numbers are kept, so that a profile file that changes later changes no pump.
struct Birth {
  std::string profile;
  FirmwareSettings settings;
  Hardware hardware;
  Delivered delivered;
  bool operator==(const Birth&) const = default;
};

/// A bedside act with what came of it: bytes of bedside.v1.Ask and bedside.v1.Moved.
struct HandsRecord {
  std::string ask;
  std::string moved;
  bool operator==(const HandsRecord&) const = default;
};
/// The bedside put the pump back: one whole snapshot.
struct RestoredRecord {
  std::string snapshot;
};
struct StateRecord {
  Uptime at{};
  std::variant<FirmwareInput, HandsRecord, RestoredRecord> input;
};

struct Snapshot {
  Birth birth;
  Implant implant;
};

std::string encode_record(const StateRecord&);
Result<StateRecord> decode_record(std::string_view bytes);
std::string encode_snapshot(const Birth&, const Implant&);
/// Also says when it comes from a newer version, or when its figures make no sense.
Result<Snapshot> decode_snapshot(std::string_view bytes);

}  // namespace ipt
