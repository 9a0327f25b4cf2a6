#include "tools/rehearsal/durable_memory.hpp"

#include "common/check.hpp"

namespace ipt {

bool DurableMemory::append(Uptime at, const FirmwareInput& input) {
  if (fails_in_ > 0 && --fails_in_ == 0) return false;
  records_.push_back({at, input});
  keep_mark(at);
  return true;
}

void DurableMemory::keep(const Implant& implant) {
  snapshot_ = implant;
  records_.clear();
  keep_mark(implant.firmware.now);
}

Implant DurableMemory::read_back(const FirmwareSettings& settings) const {
  Implant implant = snapshot_;
  for (const Record& record : records_) {
    advance(implant, settings, record.at);
    IPT_CHECK(!apply(implant.firmware, settings, record.input, implant.notes));
    settle(implant, settings);
  }
  advance(implant, settings, std::max(mark_, implant.firmware.now));
  return implant;
}

}  // namespace ipt
