#pragma once
#include "common/wide.hpp"
#include "pump_sim/firmware/firmware.hpp"

namespace ipt {

/// What a therapy asks within a stretch of time, reckoned plainly from dose, concentration and the clock, apart from the
/// pump's own arithmetic: what is asked lies between the two.
struct Asked {
  Wide least = 0;  ///< in nanolitres ÷ Asked::a_nanolitre
  Wide most = 0;
  /// A dose of whole ng a day, or a whole dose in ng, is a whole number of these for every concentration that divides
  /// 2,000 mcg/mL: nL/ms = dose × 5 ÷ (432 × concentration).
  static constexpr std::int64_t a_nanolitre = 864'000'000;
};

/// From `from` to `to`, with the program, the stop and the bolus as `pump` held them at `from`. A bolus is reckoned as if
/// the reservoir lasted.
Asked asked_between(const Firmware& pump, const FirmwareSettings&, Uptime from, Uptime to);

}  // namespace ipt
