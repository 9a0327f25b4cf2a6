// A few invented patients, to try the register on.
#include <fmt/format.h>

#include <algorithm>

#include "common/shell/command_line.hpp"
#include "common/shell/json.hpp"
#include "common/shell/printing.hpp"
#include "programmer/cli/change_command.hpp"
#include "programmer/cli/clinic_desk.hpp"
#include "programmer/cli/commands.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

using std::chrono::days;

/// One invented patient. Days count from the demonstration's today.
struct Invented {
  const char* name;
  const char* serial;
  PatientGroup group;
  DoseRate dose;
  int refill_by;
  std::optional<int> appointment;
  bool insurance_verified;
  std::vector<Nanolitres> discrepancies;  ///< of the refills, oldest first
};

std::vector<Invented> invented() {
  return {
      {"Ada Invented", "demo-0001", PatientGroup::child, 120_ug_per_day, -3, {}, false, {-1'400_uL, -1'300_uL, -1'400_uL}},
      {"Ben Fictional", "demo-0002", PatientGroup::spinal, 240_ug_per_day, 5, 4, true, {-1'400_uL, -1'700_uL, -2'100_uL, -2'400_uL}},
      {"Cleo Madeup", "demo-0003", PatientGroup::cerebral, 150_ug_per_day, 12, 15, true, {-1'300_uL, -1'400_uL}},
      {"Dan Nobody", "demo-0004", PatientGroup::spinal, 180_ug_per_day, 26, {}, false, {-1'400_uL, -600_uL, 300_uL}},
      {"Eve Imagined", "demo-0005", PatientGroup::child, 90_ug_per_day, 75, 70, true, {-1'400_uL}},
  };
}

constexpr Concentration concentration = 2000_ug_per_mL;
constexpr Nanolitres full = 20_mL, alarm_level = 2_mL;

/// So much leaves the pump in that time.
Nanolitres used(DoseRate dose, days time) { return Nanolitres(dose.value * 1'000'000 / concentration.value * time.count()); }

std::optional<Error> enter(Clinic& clinic, const Invented& one, PumpDay today) {
  // As the pump reckons: refill 4 days before the alarm, and not later than 180 days after the fill.
  const days lasts(static_cast<int>((full - alarm_level) / used(one.dose, days(1))));
  const days span = std::min(lasts - days(4), days(180)), interval = span - days(5);
  const PumpDay filled = today + days(one.refill_by) - span;
  const PumpDay first = filled - interval * static_cast<int>(one.discrepancies.size() - 1);
  ReadStatus status{PumpClock(today), Mode::simple_continuous, "baclofen", concentration, Nanograms(one.dose.value), full - used(one.dose, today - filled), 1'400_uL, filled + lasts, filled + span};
  if (auto error = clinic.add(Patient{one.name, one.insurance_verified})) return error;
  if (auto error = clinic.read(one.serial, "ipt-20", status)) return error;
  if (auto error = clinic.give({one.serial, "ipt-20", first - interval, one.name, {}})) return error;
  if (auto error = clinic.add(Prescription{one.name, first - interval, "baclofen", concentration, one.dose, one.group, "Dr Fiction"})) return error;
  if (one.appointment) {
    if (auto error = clinic.add(Appointment{one.name, PumpClock(today + days(*one.appointment)) + std::chrono::hours(9), "refill"})) return error;
  }
  PumpDay at = first;
  int lots = 0;
  for (const auto discrepancy : one.discrepancies) {
    RegisteredRefill refill;
    refill.serial = one.serial, refill.at = PumpClock(at) + std::chrono::hours(10), refill.drug = "baclofen", refill.concentration = concentration;
    refill.expected = full - used(one.dose, interval), refill.withdrawn = refill.expected + discrepancy, refill.filled = full;
    refill.lot = fmt::format("{}-{}", one.serial, ++lots), refill.expiry = at + days(400), refill.who = "Nurse Fiction", refill.second_person = "Dr Fiction", refill.outcome = "done";
    for (const auto& terms : refill_steps()) refill.steps.push_back({terms.step, StepState::done, {}});
    if (auto error = clinic.keep(refill)) return error;
    at += interval;
  }
  return {};
}

}  // namespace

int make_demo_clinic(const Words& words) {
  Desk desk(words);
  if (auto failure = desk.open()) return fail(words, *failure);
  const auto known = desk.today_if_known();
  if (!known) return fail(words, known.error());
  const PumpDay today = *known ? (*known)->day : PumpDay(std::chrono::sys_days(std::chrono::year(2026) / 4 / 1).time_since_epoch());
  for (const auto& one : invented()) {
    if (desk.patient(one.name) != nullptr) return fail(words, {exit_refused, {fmt::format("'{}' is in the register already", one.name), "Nothing was changed: the invented patients are entered once.", "`programmer clinic due --within 30d` shows them."}});
  }
  for (const auto& one : invented()) {
    if (auto error = enter(desk.clinic(), one, today)) return fail(words, register_failure(*error));
  }
  if (words.json) print_json(boost::json::object{{"done", fmt::format("{} invented patients entered", invented().size())}});
  else print_out("{} invented patients entered, as of {}. Now try:\n  programmer clinic due --within 30d\n  programmer clinic show 'Ben Fictional'\n{}\n", invented().size(), words::day(today), made_up_notice);
  return exit_done;
}

}  // namespace ipt
