// All of one patient.
#include <fmt/format.h>

#include "common/amount.hpp"
#include "common/shell/command_line.hpp"
#include "common/shell/json.hpp"
#include "common/shell/printing.hpp"
#include "programmer/cli/change_command.hpp"
#include "programmer/cli/clinic_desk.hpp"
#include "programmer/cli/commands.hpp"
#include "programmer/core/review.hpp"
#include "programmer/core/trend.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

constexpr Nanolitres look_closer_above{2'000'000};  // the project's brief: look closer above 2 mL, read in a source

std::string row(const char* what, const std::string& value) { return fmt::format("  {:<20}  {}\n", what, value); }

/// Steps by how they stand: those that carry a risk a line each, the others on one.
std::string steps_text(const RegisteredRefill& refill) {
  std::string text, unrecorded;
  std::size_t done = 0;
  for (const auto& step : refill.steps) {
    if (step.state == StepState::done) ++done;
    else if (step.state == StepState::not_recorded) unrecorded += fmt::format("{}{}", unrecorded.empty() ? "" : ", ", terms_of(step.step).name);
    else text += fmt::format("      {}\n", sentence(step));
  }
  if (refill.steps.empty()) return "      steps: none was recorded\n";
  return fmt::format("      steps: {} of {} done{}\n", done, refill.steps.size(), unrecorded.empty() ? "" : "; not recorded: " + unrecorded) + text;
}

/// What came out and went in, so far as it was told.
std::string volumes_text(const RegisteredRefill& refill) {
  std::string text = fmt::format("expected {}", words::volume(refill.expected));
  if (const auto difference = refill.discrepancy()) {
    text += fmt::format(", withdrawn {}: {}{}", words::volume(*refill.withdrawn), words::signed_volume(*difference), *difference > look_closer_above || *difference < -look_closer_above ? " (LOOK CLOSER: above 2 mL [V])" : "");
  }
  if (refill.filled) text += fmt::format("; then {} of {} {}", words::volume(*refill.filled), refill.drug, words::concentration(refill.concentration));
  return text;
}

std::string refill_text(const RegisteredRefill& refill) {
  std::string text = fmt::format("    {}  {}\n", words::moment(refill.at), volumes_text(refill));
  if (refill.outcome.empty()) text += "      UNCERTAIN: the pump has not said yet whether it knows of it\n";
  else if (refill.outcome == given_up) text += "      GIVEN UP: nothing was sent to the pump; if drug went in, the pump does not know of it\n";
  else if (!refill.is_done()) text += fmt::format("      NOT DONE for the pump: {}\n", refill.outcome);
  std::string label = refill.lot.empty() ? "lot not noted" : "lot " + refill.lot;
  if (refill.expiry) label += fmt::format(", expiry {}{}", words::day(*refill.expiry), day_of(refill.at) > *refill.expiry ? " (EXPIRED when it was given)" : "");
  text += fmt::format("      {}; by {}, second person {}\n", label, refill.who.empty() ? "nobody noted" : refill.who, refill.second_person.empty() ? "nobody" : refill.second_person);
  return text + steps_text(refill);
}

/// The newest prescription of the day on which the pump was read, against what the pump gave then.
std::string against_prescription(const RegisteredPump& pump, const ClinicRegister& all) {
  const Prescription* in_force = nullptr;
  for (const auto& one : all.prescriptions) {
    if (one.patient == pump.patient && pump.status && one.from <= day_of(pump.status->read)) in_force = &one;
  }
  if (in_force == nullptr) return {};
  const auto& status = *pump.status;
  if (status.drug == in_force->drug && status.concentration == in_force->concentration && status.daily_dose.value == in_force->dose.value) return {};
  return row("ATTENTION", fmt::format("the prescription says {} of {} {}: the pump gives something else", words::daily_dose(Nanograms(in_force->dose.value)), in_force->drug, words::concentration(in_force->concentration)));
}

std::string pump_text(const RegisteredPump& pump, const ClinicRegister& all) {
  std::string text = fmt::format("\nPump {}{}{}\n", pump.serial, pump.profile.empty() ? "" : " (" + pump.profile + ")", pump.implanted ? ", implanted on " + words::day(*pump.implanted) : "");
  if (const auto& status = pump.status) {
    text += row("read on", words::moment(status->read));
    text += against_prescription(pump, all);
    text += row("gives", fmt::format("{} of {} {}, {}", words::daily_dose(status->daily_dose), status->drug, words::concentration(status->concentration), words::name(status->mode)));
    text += row("reservoir", words::volume(status->reservoir) + " (computed, not measured)");
    text += row("low-reservoir alarm", words::date(status->low_reservoir_alarm));
    text += row("refill by", words::date(status->refill_by));
  } else {
    text += row("ATTENTION", "never read");
  }
  std::string refills;
  for (const auto& refill : all.refills) {
    if (refill.serial == pump.serial) refills += refill_text(refill);
  }
  text += refills.empty() ? "  no refill yet\n" : "  refills, oldest first\n" + refills;
  const auto discrepancies = discrepancies_of(all, pump.serial);
  if (!discrepancies.empty() && pump.status) text += row("newest difference", fmt::format("{}: {}", words::signed_volume(discrepancies.back()), discrepancy_sentence(discrepancies.back(), pump.status->residual)));
  return text + row("trend", sentence(trend_of(discrepancies)));
}

std::string patient_text(const Patient& patient, const ClinicRegister& all) {
  std::string text = fmt::format("Patient {} (made up)\n", patient.name);
  text += row("insurance", patient.insurance_verified ? "verified" : "PENDING");
  for (const auto& one : all.prescriptions) {
    if (one.patient == patient.name) text += row("prescribed", fmt::format("from {}: {} of {} {}, {}, by {}", words::day(one.from), words::daily_dose(Nanograms(one.dose.value)), one.drug, words::concentration(one.concentration), name_of(one.group), one.prescriber));
  }
  for (const auto& one : all.appointments) {
    if (one.patient == patient.name) text += row("appointment", fmt::format("{}, {}", words::moment(one.at), one.what));
  }
  for (const auto& pump : all.pumps) {
    if (pump.patient == patient.name) text += pump_text(pump, all);
  }
  return text;
}

}  // namespace

int show_patient(const Words& words) {
  Desk desk(words);
  if (auto failure = desk.open()) return fail(words, *failure);
  if (const auto* patient = desk.patient(words.clinic.name)) {
    if (words.json) print_json(json_of(*patient, desk.all()));
    else print_out("{}\n{}\n", patient_text(*patient, desk.all()), made_up_notice);
    return exit_done;
  }
  for (const auto& pump : desk.all().pumps) {
    if (pump.serial != words.clinic.name) continue;
    if (words.json) print_json(json_of(pump, desk.all()));
    else print_out("{}\n{}{}\n", pump.patient.empty() ? "A pump of which nobody has said whose it is: `programmer clinic add pump`" : fmt::format("A pump of {} (made up)", pump.patient), pump_text(pump, desk.all()), made_up_notice);
    return exit_done;
  }
  return fail(words, *desk.nobody(words.clinic.name));
}

}  // namespace ipt
