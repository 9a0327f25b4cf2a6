#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "common/messages.hpp"

namespace ipt {

/// Where a figure comes from.
enum class Basis {
  verified = 1,  ///< read in a published source
  assumed,       ///< general knowledge or a choice of ours, not verified
  computed,      ///< arithmetic on what was given
  pump,          ///< this pump tells it
};

/// A figure by which a clinician is advised, with why and with where it comes from. It forbids nothing.
struct ClinicalFigure {
  std::int64_t value = 0;
  Basis basis = Basis::assumed;
  const char* source = "";
  const char* reason = "";
};

enum class PatientGroup { spinal = 1, cerebral, child };
/// `spinal`, `cerebral`, `child`; nothing for another word.
std::optional<PatientGroup> patient_group(std::string_view name);
const char* name_of(PatientGroup);
const char* name_of(Basis);

/// Increases are in tenths of a percent within 24 hours, doses in ng a day.
struct GroupFigures {
  ClinicalFigure smallest_increase, largest_increase;
  ClinicalFigure lowest_maintenance, highest_maintenance;
};

/// The one table of clinical figures: what a change of therapy is cautioned by, and what dosing help reckons with.
struct ClinicalFigures {
  static constexpr const char* see_first = "an increase shows after 6 to 8 h and most after 24 to 48 h: a second one before that comes on top of one that nobody has seen";
  static constexpr const char* kept_up = "what patients of this group are kept at in the long run";

  GroupFigures spinal{{100, Basis::verified, "the project's brief: +10 to 30 % in 24 h for spasticity of spinal origin, read in a source", see_first},
                      {300, Basis::verified, "the project's brief: +10 to 30 % in 24 h for spasticity of spinal origin, read in a source", see_first},
                      {300'000, Basis::verified, "the project's brief: maintenance of 300 to 800 mcg/day for spasticity of spinal origin, read in a source", kept_up},
                      {800'000, Basis::verified, "the project's brief: maintenance of 300 to 800 mcg/day for spasticity of spinal origin, read in a source", kept_up}};
  GroupFigures cerebral{{50, Basis::verified, "the project's brief: +5 to 15 % in 24 h for children and spasticity of cerebral origin, read in a source", see_first},
                        {150, Basis::verified, "the project's brief: +5 to 15 % in 24 h for children and spasticity of cerebral origin, read in a source", see_first},
                        {90'000, Basis::verified, "the project's brief: maintenance of 90 to 703 mcg/day for spasticity of cerebral origin, read in a source", kept_up},
                        {703'000, Basis::verified, "the project's brief: maintenance of 90 to 703 mcg/day for spasticity of cerebral origin, read in a source", kept_up}};
  GroupFigures child{cerebral.smallest_increase, cerebral.largest_increase,
                     {24'000, Basis::verified, "the project's brief: maintenance of 24 to 1,199 mcg/day under 12 years, read in a source", kept_up},
                     {1'199'000, Basis::verified, "the project's brief: maintenance of 24 to 1,199 mcg/day under 12 years, read in a source", kept_up}};

  ClinicalFigure largest_decrease{300, Basis::assumed, "a choice of ours, the same as the largest increase; no source was read", "a sudden cut can bring on withdrawal: itch and rebound tone first, then fever, altered mind and seizures"};
  ClinicalFigure first_day{86'400'000, Basis::verified, "the project's brief: no increase in the first 24 h, read in a source; in ms", see_first};
  ClinicalFigure suspicious_factor{10, Basis::assumed, "a choice of ours: between an hour and a day lies a factor of 24, between two digits one of 10", "no titration makes such a step: an hour was taken for a day, or a digit was doubled"};

  std::array<ClinicalFigure, 3> screening_boluses{
      {{50'000, Basis::verified, "the project's brief: screening boluses of 50, 75 and 100 mcg, 24 h apart, read in a source; in ng", "the smallest bolus that brings relief is looked for from below"},
       {75'000, Basis::verified, "the project's brief: screening boluses of 50, 75 and 100 mcg, 24 h apart, read in a source; in ng", "the smallest bolus that brings relief is looked for from below"},
       {100'000, Basis::verified, "the project's brief: screening boluses of 50, 75 and 100 mcg, 24 h apart, read in a source; in ng", "the largest used in screening"}}};
  ClinicalFigure screening_gap{86'400'000, Basis::verified, "the project's brief: screening boluses of 50, 75 and 100 mcg, 24 h apart, read in a source; in ms", "so that the effects of two boluses do not add up"};
  ClinicalFigure no_response{100'000, Basis::assumed, "general knowledge: without relief from the largest screening bolus no pump is implanted; no source was read", "where the largest bolus brings nothing, nothing is expected of a pump either"};
  ClinicalFigure adverse_response{0, Basis::assumed, "general knowledge of overdose with such drugs; no source was read", "drowsiness and slow breathing are the first signs of an overdose, and the effect of a bolus still grows for hours"};
  ClinicalFigure screening_concentration{50'000, Basis::verified, "the project's brief: 50 mcg/mL is for screening only, read in a source; in ng/mL", "as a reservoir's concentration it would be used up within days"};
  ClinicalFigure start_times_bolus{2, Basis::verified, "the project's brief: start at twice the screening bolus a day, or once if its effect lasted longer than 8 h, read in a source", "a bolus wears off within the day, so a day needs more than one"};
  ClinicalFigure start_times_long_bolus{1, Basis::verified, "the project's brief: start at twice the screening bolus a day, or once if its effect lasted longer than 8 h, read in a source", "an effect that lasts long says that little is needed to keep it up"};
  ClinicalFigure long_effect{28'800'000, Basis::verified, "the project's brief: once the bolus if its effect lasted longer than 8 h, read in a source; in ms", ""};

  ClinicalFigure shortest_interval{3'600'000, Basis::assumed, "a choice of ours: an interval below an hour was probably meant in hours; in ms", "intervals typed in minutes instead of hours have injured and killed patients"};
  ClinicalFigure stability_days{180, Basis::verified, "the project's brief: refill within 180 days of the last fill, read in a source", "nobody vouches for the drug in the reservoir for longer than that, however much is left"};
  std::array<ClinicalFigure, 3> concentrations{{{500'000, Basis::verified, "the project's brief: made as 500, 1,000 and 2,000 mcg/mL, read in a source; in ng/mL", ""},
                                                {1'000'000, Basis::verified, "the project's brief: made as 500, 1,000 and 2,000 mcg/mL, read in a source; in ng/mL", ""},
                                                {2'000'000, Basis::verified, "the project's brief: made as 500, 1,000 and 2,000 mcg/mL, read in a source; in ng/mL", ""}}};

  [[nodiscard]] const GroupFigures& of(PatientGroup) const;
  [[nodiscard]] const ClinicalFigure& largest_bolus() const { return screening_boluses.back(); }
  /// Above every group's.
  [[nodiscard]] const ClinicalFigure& largest_daily_dose() const { return child.highest_maintenance; }
};

/// Of the pump that a dose is reckoned for. Without one: of a usual pump.
struct PumpFigures {
  ClinicalFigure path{338'000, Basis::assumed, "tubing of 0.140 mL, read in a source, and 90 cm of catheter at 0.0022 mL/cm, which is general knowledge; in nL", "what lies between the reservoir and the tip is given before anything new"};
  ClinicalFigure lowest_flow{48'000, Basis::assumed, "general knowledge of such pumps: 0.048 mL/day; no source was read; in nL/day", "a pump refuses a flow that its motor cannot keep"};
  ClinicalFigure highest_flow{24'000'000, Basis::assumed, "general knowledge of such pumps: 24 mL/day; no source was read; in nL/day", "a pump refuses a flow that its motor cannot keep"};
  ClinicalFigure residual{1'400'000, Basis::assumed, "general knowledge of such pumps: 1.4 mL cannot be withdrawn; no source was read; in nL", "it mixes with what is filled in"};
  ClinicalFigure capacity{20'000'000, Basis::verified, "the project's brief: reservoirs of 20 and 40 mL, read in a source; the smaller one was taken; in nL", "an overfilled reservoir is under pressure"};
  ClinicalFigure alarm_level{2'000'000, Basis::verified, "the project's brief: the low-reservoir alarm is at 2 mL by default, read in a source; in nL", "when the alarm sounds the refill is late already"};
  ClinicalFigure lead_days{3, Basis::verified, "the project's brief: refill 3 to 5 days before the alarm date, read in a source; the shorter lead was taken", "so that an appointment may slip"};
};

/// As this pump tells them.
PumpFigures figures_of(const Info&, const Status&);

}  // namespace ipt
