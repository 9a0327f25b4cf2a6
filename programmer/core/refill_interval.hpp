#pragma once
#include "programmer/core/advice.hpp"

namespace ipt {

/// How long a filled reservoir lasts.
struct IntervalAsked {
  Nanolitres volume;
  Concentration concentration;
  DoseRate dose;
  std::optional<std::int64_t> wanted_days;  ///< the refill is to last so long
};

/// Whole days after the fill, rounded down.
struct RefillInterval {
  std::int64_t days_to_alarm = 0;  ///< the computed volume has fallen to the alarm's level
  std::int64_t days_to_empty = 0;
  std::int64_t refill_within_days = 0;  ///< days to the alarm less the lead, and never longer than the drug is stable
  bool is_bound_by_stability = false;
  Advised advised;
};

/// `pump` and `figures` hold alarm level, lead, capacity, flow range and how long the drug is stable. An error for amounts
/// that nobody means.
Result<RefillInterval> refill_interval(const IntervalAsked&, const PumpFigures&, const ClinicalFigures& = {});

/// The weakest concentration with which a refill of this volume at this dose lasts so many days; nothing if none does,
/// because the drug is not stable for so long or the volume is used up by the alarm's level.
std::optional<Concentration> concentration_for(std::int64_t days, Nanolitres volume, DoseRate, const PumpFigures&, const ClinicalFigures& = {});

/// The weakest of the usual concentrations with which it does, at a flow that the pump keeps; nothing if none does.
std::optional<Concentration> usual_concentration_for(std::int64_t days, Nanolitres volume, DoseRate, const PumpFigures&, const ClinicalFigures& = {});

}  // namespace ipt
