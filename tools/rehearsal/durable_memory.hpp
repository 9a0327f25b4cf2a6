#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "pump_sim/firmware/record.hpp"
#include "pump_sim/implant/implant.hpp"

namespace ipt {

/// What the pump has written down and finds again after a boot: a whole implant, the inputs since, and how far time had
/// been told. In memory, so that a crash can be put between any two steps; a write can be made to fail.
class DurableMemory {
 public:
  explicit DurableMemory(Implant newborn) : snapshot_(std::move(newborn)), mark_(snapshot_.firmware.now) {}

  /// False: not written, and nothing has changed.
  [[nodiscard]] bool append(Uptime at, const FirmwareInput&);
  /// Replaces snapshot and records: all that is so now is durable.
  void keep(const Implant&);
  /// No boot resumes before this instant.
  void keep_mark(Uptime at) { mark_ = std::max(mark_, at); }

  /// The n-th write from now on is not durable; 1 is the next.
  void fail(std::uint32_t nth) { fails_in_ = nth; }

  /// The implant as a boot finds it: snapshot, inputs, then time up to the mark. Live and read back are one arithmetic.
  [[nodiscard]] Implant read_back(const FirmwareSettings&) const;

 private:
  struct Record {
    Uptime at{};
    FirmwareInput input;
  };

  Implant snapshot_;
  std::vector<Record> records_;
  Uptime mark_;
  std::uint32_t fails_in_ = 0;
};

}  // namespace ipt
