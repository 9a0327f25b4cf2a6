#include "common/shell/printing.hpp"
#include "common/shell/terminal.hpp"
#include "pump_sim/host/options.hpp"
#include "pump_sim/patient/patient.hpp"

namespace ipt {
namespace {

void show(const std::string& name, const Measure& figure) {
  print_out("  {:<28} {:>12}  {:<8}  {}\n", name, figure.value, figure.certainty == Certainty::verified ? "verified" : "ASSUMED", figure.source);
}

void show(const char* what, const std::vector<SignFigure>& signs) {
  print_out("{}\n", what);
  for (const SignFigure& sign : signs) show(sign.name, sign.from);
}

}  // namespace

int show_patients(const Options& options) {
  if (options.list_patients) {
    for (const auto& name : patient_names()) print_out("{}\n", name);
    return 0;
  }
  const auto patient = load_patient(options.show_patient);
  if (!patient) {
    print_error("pump-sim", patient.error().text);
    return 2;
  }
  print_out("{}: {}\n{}\n", patient->name, patient->description, illustrative);
  show("elimination_per_hour", patient->elimination_per_hour);
  show("csf_ml", patient->csf_ml);
  show("effect_per_hour", patient->effect_per_hour);
  show("ashworth_untreated", patient->ashworth_untreated);
  show("ashworth_floor", patient->ashworth_floor);
  show("ec50_ng_per_ml", patient->ec50_ng_per_ml);
  show("hill_gamma", patient->hill_gamma);
  show("accustoming_per_hour", patient->accustoming_per_hour);
  show("unaccustomed_ng_per_ml", patient->unaccustomed_ng_per_ml);
  show("pocket_absorption_per_hour", patient->pocket_absorption_per_hour);
  show("pocket_share", patient->pocket_share);
  show("withdrawal_below_share", patient->withdrawal_below_share);
  show("withdrawal_from_ng_per_ml", patient->withdrawal_from_ng_per_ml);
  show("rebound_ashworth", patient->rebound_ashworth);
  show("withdrawal, after_hours", patient->withdrawal);
  show("overdose, times_accustomed", patient->overdose);
  show("side_effects, from_ng_per_ml", patient->side_effects);
  return 0;
}

}  // namespace ipt
