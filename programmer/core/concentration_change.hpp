#pragma once
#include "programmer/core/advice.hpp"

namespace ipt {

/// A refill with another concentration: tubing and catheter still hold the old drug.
struct ConcentrationChange {
  Nanolitres path;
  Concentration before, after;
  DoseRate dose;      ///< until now
  DoseRate new_dose;  ///< afterwards
};

/// What the patient gets while the old drug passes. All rounded down.
struct OldDrug {
  FlowRate flow;
  Milliseconds lasts{};
  DoseRate dose;
  bool operator==(const OldDrug&) const = default;
};
/// With a bridge the old drug goes on at the old dose; without one it flows as the new program reckons for the new drug.
///   bridged:    flow = dose / C_old       lasts = path x C_old / dose       the patient gets dose
///   unbridged:  flow = new dose / C_new   lasts = path x C_new / new dose   the patient gets new dose x C_old / C_new
/// Of amounts that are no slip (programmer/core/advice.hpp).
OldDrug bridged(const ConcentrationChange&);
OldDrug unbridged(const ConcentrationChange&);

struct BridgePlan {
  OldDrug with_bridge, without_bridge;
  FlowRate flow_afterwards;
  Advised advised;
};
/// An error for amounts that nobody means.
Result<BridgePlan> plan_bridge(const ConcentrationChange&, const PumpFigures&, const ClinicalFigures& = {});

}  // namespace ipt
