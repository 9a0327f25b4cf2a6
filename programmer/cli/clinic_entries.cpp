// What a person enters into the clinic's register.
#include <fmt/format.h>

#include <algorithm>

#include "common/amount.hpp"
#include "common/shell/command_line.hpp"
#include "common/shell/json.hpp"
#include "common/shell/printing.hpp"
#include "programmer/cli/change_command.hpp"
#include "programmer/cli/clinic_desk.hpp"
#include "programmer/cli/commands.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

Failure usage(const Error& error) { return {exit_usage, {error.text, "Nothing was changed.", {}}}; }

int end(const Words& words, const std::optional<Error>& error, const std::string& done) {
  if (error) return fail(words, register_failure(*error));
  if (words.json) print_json(boost::json::object{{"done", done}});
  else print_out("{}. {}\n", done, made_up_notice);
  return exit_done;
}

}  // namespace

int add_patient(const Words& words) {
  Desk desk(words);
  if (auto failure = desk.open()) return fail(words, *failure);
  const std::string& name = words.clinic.name;
  if (desk.patient(name) != nullptr) return fail(words, {exit_refused, {fmt::format("the register has a patient '{}' already", name), "Nothing was changed: each patient has a name of their own.", "Add what tells the two apart, such as a year of birth."}});
  return end(words, desk.clinic().add(Patient{name, words.clinic.insurance == "verified"}), fmt::format("patient '{}' entered, insurance {}", name, words.clinic.insurance));
}

int add_pump(const Words& words) {
  Desk desk(words);
  if (auto failure = desk.open()) return fail(words, *failure);
  const auto& [name, serial] = std::tie(words.clinic.name, words.clinic.serial);
  if (auto failure = desk.nobody(name)) return fail(words, *failure);
  RegisteredPump pump{serial, words.clinic.profile, {}, name, {}};
  if (!words.clinic.implanted.empty()) {
    const auto day = parse_day(words.clinic.implanted, "--implanted");
    if (!day) return fail(words, day.error());
    pump.implanted = *day;
  }
  for (const auto& known : desk.all().pumps) {
    if (known.serial != serial || known.patient.empty() || known.patient == name || words.yes) continue;
    return fail(words, {exit_refused, {fmt::format("pump {} is '{}'s in the register", serial, known.patient), "Nothing was changed: a pump is one patient's, and with it go its refills.", fmt::format("If it is '{}'s all the same, say so with --yes.", name)}});
  }
  return end(words, desk.clinic().give(pump), fmt::format("pump {} is '{}'s", serial, name));
}

int add_prescription(const Words& words) {
  Desk desk(words);
  if (auto failure = desk.open()) return fail(words, *failure);
  if (auto failure = desk.nobody(words.clinic.name)) return fail(words, *failure);
  const auto concentration = parse_concentration(words.concentration);
  if (!concentration) return fail(words, usage(concentration.error()));
  const auto dose = parse_dose_rate(words.dose);
  if (!dose) return fail(words, usage(dose.error()));
  const auto from = parse_day(words.clinic.from, "--from");
  if (!from) return fail(words, from.error());
  const Prescription one{words.clinic.name, *from, words.drug, *concentration, *dose, *patient_group(words.clinic.group), words.clinic.prescriber};
  return end(words, desk.clinic().add(one), fmt::format("'{}' is prescribed {} of {} {} from {} on", one.patient, words::daily_dose(Nanograms(dose->value)), one.drug, words::concentration(*concentration), words::day(*from)));
}

int add_appointment(const Words& words) {
  Desk desk(words);
  if (auto failure = desk.open()) return fail(words, *failure);
  if (auto failure = desk.nobody(words.clinic.name)) return fail(words, *failure);
  const auto at = parse_clock(words.clinic.at);
  if (!at) return fail(words, usage(at.error()));
  return end(words, desk.clinic().add(Appointment{words.clinic.name, *at, words.clinic.what}), fmt::format("'{}' comes on {} for: {}", words.clinic.name, words::moment(*at), words.clinic.what));
}

int set_insurance(const Words& words) {
  Desk desk(words);
  if (auto failure = desk.open()) return fail(words, *failure);
  if (auto failure = desk.nobody(words.clinic.name)) return fail(words, *failure);
  return end(words, desk.clinic().set_insurance(words.clinic.name, words.clinic.insurance == "verified"), fmt::format("insurance of '{}': {}", words.clinic.name, words.clinic.insurance));
}

int note_watched(const Words& words) {
  Desk desk(words);
  if (auto failure = desk.open()) return fail(words, *failure);
  if (auto failure = desk.nobody(words.clinic.name)) return fail(words, *failure);
  std::optional<RegisteredRefill> newest;
  for (const auto& refill : desk.all().refills) {
    const bool is_theirs = std::any_of(desk.all().pumps.begin(), desk.all().pumps.end(), [&](const auto& pump) { return pump.serial == refill.serial && pump.patient == words.clinic.name; });
    if (is_theirs && refill.operation && refill.outcome != given_up) newest = refill;
  }
  if (!newest) return fail(words, {exit_refused, {fmt::format("'{}' has no refill that this programmer sent", words.clinic.name), "Nothing was changed.", "The pump's owner is entered with `programmer clinic add pump`."}});
  for (auto& step : newest->steps) {
    if (step.step == RefillStep::watch) step.state = StepState::done;
  }
  return end(words, desk.clinic().keep(*newest), fmt::format("'{}' was watched after the refill of {}", words.clinic.name, words::moment(newest->at)));
}

}  // namespace ipt
