#pragma once
#include <cstdint>
#include <vector>

#include "pump_sim/implant/implant.hpp"

namespace ipt {

/// Something that a clinician does at an instant of a pump's life.
struct Visit {
  enum class Kind { dose_change, bolus, refill };
  Uptime at{};
  Kind kind = Kind::dose_change;
  TherapyOperation operation;  ///< of a refill: what it brings; what comes out of the reservoir shows only then
  Bytes bytes;
};

/// One pump's seven years, laid out beforehand: a refill every 90 days, a dose change every 30, a bolus every 90. At
/// these doses the low-reservoir alarm comes a few days before most refills; the refill clears it, and it is acknowledged.
struct Life {
  FirmwareSettings settings;
  Hardware hardware;
  Delivered delivered;
  std::vector<Visit> visits;  ///< in order
  Uptime end{};
};

/// Every other pump runs a flex program of 28 steps, the others simple continuous ones; the number varies the doses.
Life life_of_pump(std::uint64_t number);

/// The newborn pump of this life.
Implant newborn(const Life&);

/// Does what is due at `implant.firmware.now`.
void visit(Implant&, const Life&, const Visit&);

/// From where it stands to `to`, with all visits on the way; time goes on in steps of `step`, or from event to event.
void live(Implant&, const Life&, Uptime to, Milliseconds step = Milliseconds::max());

}  // namespace ipt
