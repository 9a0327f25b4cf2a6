#pragma once
#include "common/dose_range.hpp"
#include "programmer/core/advice.hpp"

namespace ipt {

/// What is thought of being changed.
struct TitrationAsked {
  PatientGroup group = PatientGroup::child;
  DoseRate present;
  std::optional<DoseRate> wanted;
  std::optional<DoseRate> lowest_today;      ///< of the last 24 hours, if that is known: small steps add up
  std::optional<Milliseconds> since_start;   ///< how long therapy has been running
};

/// The usual next dose, and what is to be said of the wanted one. `lowest` and `highest` are the present dose where nothing
/// more is usual within this day. Rounded so that they are never more than the percentage.
struct TitrationLimits {
  DoseRate lowest, highest;
  std::optional<std::int64_t> change_permille;  ///< of the wanted dose
  Advised advised;
};
/// An error for a dose that nobody means.
Result<TitrationLimits> titration_limits(const TitrationAsked&, const ClinicalFigures& = {});

/// What the maintenance range of the group says of a dose.
void check_maintenance(Advised&, DoseRate, PatientGroup, const ClinicalFigures& = {});

}  // namespace ipt
