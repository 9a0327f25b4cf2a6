#pragma once
#include "pump_sim/firmware/journal.hpp"
#include "pump_sim/firmware/log.hpp"

namespace ipt {

/// What the firmware writes down. It stays outside Firmware, because copying it would cost a hundred times as much.
struct Notes {
  Log log;
  Journal journal;
  bool operator==(const Notes&) const = default;
};

}  // namespace ipt
