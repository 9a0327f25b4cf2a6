#pragma once
#include "programmer/core/advice.hpp"

namespace ipt {

/// One bolus of the screening trial, and how long after the first it may be given at the earliest.
struct ScreeningStep {
  Nanograms bolus;
  Milliseconds not_before{};
  bool operator==(const ScreeningStep&) const = default;
};
/// 50, 75 and 100 mcg, a day apart, each only if the one before brought no relief.
std::vector<ScreeningStep> screening_steps(const ClinicalFigures& = {});

enum class ScreeningOutcome { relief = 1, none, adverse };
/// `relief`, `none`, `adverse`; nothing for another word.
std::optional<ScreeningOutcome> screening_outcome(std::string_view name);

/// What an outcome of one screening bolus means. No next bolus: the trial is over, one way or the other.
struct AfterScreening {
  std::optional<Nanograms> next_bolus;
  Milliseconds wait{};  ///< until then, counted from now
  Advised advised;
};
/// `since`: how long ago the bolus was given, if that is known. An error for a bolus that nobody means.
Result<AfterScreening> after_screening(Nanograms bolus, ScreeningOutcome, std::optional<Milliseconds> since, const ClinicalFigures& = {});

struct StartingDose {
  DoseRate dose;
  std::int64_t times = 2;  ///< so many screening boluses a day
  Advised advised;
};
/// The dose a day to start with: twice the screening bolus that brought relief, or once if that lasted longer than 8 h.
Result<StartingDose> starting_dose(Nanograms bolus, Milliseconds lasted, const ClinicalFigures& = {});

}  // namespace ipt
