#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"
#include "pump_sim/profiles/figure.hpp"

namespace ipt {

using Measure = Figure<double>;

/// One sign and the figure from which on it shows: hours, a ratio or a level, as the list that it stands in says.
struct SignFigure {
  std::string name;
  Measure from;
  bool operator==(const SignFigure&) const = default;
};

/// One patient as a data file describes it: proto/bedside/v1/patient.proto. Made up and illustrative; no clinical use.
struct PatientProfile {
  std::string name;
  std::string description;
  Measure elimination_per_hour;
  Measure csf_ml;
  Measure effect_per_hour;
  Measure ashworth_untreated;
  Measure ashworth_floor;
  Measure ec50_ng_per_ml;
  Measure hill_gamma;
  Measure accustoming_per_hour;
  Measure unaccustomed_ng_per_ml;
  Measure pocket_absorption_per_hour;
  Measure pocket_share;
  Measure withdrawal_below_share;
  Measure withdrawal_from_ng_per_ml;
  Measure rebound_ashworth;
  std::vector<SignFigure> withdrawal;    ///< from: hours below that share; rising
  std::vector<SignFigure> overdose;      ///< from: times what the body is used to; rising
  std::vector<SignFigure> side_effects;  ///< from: ng/mL at the effect site
  std::string text;                      ///< the file itself, by which a pump keeps its patient
  bool operator==(const PatientProfile&) const = default;
};

/// A patient by name (`child`, built into the program) or, with a slash or a dot in it, from a file. An error in a file
/// begins with `file:line:column:` and says what was expected; an unknown name comes with the known ones.
Result<PatientProfile> load_patient(std::string_view name_or_path);
/// The names of the built-in patients, in order.
std::vector<std::string> patient_names();
/// One patient's text; `file` is only what errors call it.
Result<PatientProfile> parse_patient(std::string_view text, std::string_view file);

}  // namespace ipt
