#pragma once
#include <optional>
#include <vector>

#include "pump_sim/patient/deliveries.hpp"
#include "pump_sim/patient/profile.hpp"

namespace ipt {

/// How much drug is where, at one instant. Illustrative.
struct Levels {
  double pocket_ng = 0;         ///< beside the pump, under the skin, not yet taken up
  double csf_ng_per_ml = 0;     ///< in the spinal fluid
  double effect_ng_per_ml = 0;  ///< at the effect site
  double accustomed_ng_per_ml = 0;
  bool operator==(const Levels&) const = default;
};

/// A body and what it has been through.
struct TreatedBody {
  Uptime at{};
  Levels levels;
  /// Since when the effect site has less than the body needs, by what it is used to; absent: it has enough.
  std::optional<Uptime> lacking_since;
  bool operator==(const TreatedBody&) const = default;
};

/// Lets these segments, the first from body.at on, work on the body. Closed form: with F the pocket's share, d the drug in
/// the pocket, u the drug from the tip and p that into the pocket,
///   d' = p - ka d    c' = (u + F ka d) ÷ V - k c    e' = ke0 (c - e)    a' = kt (e - a)
/// is a sum of exponentials over each segment, however long. No two of the four rates may be alike.
void advance(TreatedBody&, const PatientProfile&, const std::vector<Segment>&);

}  // namespace ipt
