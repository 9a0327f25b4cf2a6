#include "pump_sim/patient/patient.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

namespace ipt {
namespace {

constexpr double femtograms_a_nanogram = 1'000'000;
constexpr double highest_ashworth = 5;

/// What lies in the pocket and acts, as if nothing of it had been taken up.
double lies_in_pocket(const World& world) { return static_cast<double>(acting(world.pocket).value) / femtograms_a_nanogram; }

/// The drugs of a fluid other than baclofen, each once. Saline is none.
void add_others(std::vector<std::string>& others, const Fluid& fluid) {
  constexpr std::string_view plus = " + ", led_by_baclofen = "baclofen-";
  if (volume(fluid).value == 0) return;
  for (std::string_view names = fluid.drug; !names.empty();) {
    const auto end = std::min(names.find(plus), names.size());
    std::string_view name = names.substr(0, end);
    if (name.starts_with(led_by_baclofen)) name.remove_prefix(led_by_baclofen.size());
    if (!name.empty() && name != "baclofen" && name != "saline" && std::find(others.begin(), others.end(), name) == others.end()) others.emplace_back(name);
    names.remove_prefix(std::min(end + plus.size(), names.size()));
  }
}

/// A needle in the pocket adds what it injects, or draws its part of what has not been taken up.
void move_pocket(Levels& levels, double before, double after) {
  if (after > before) levels.pocket_ng += after - before;
  else if (after < before) levels.pocket_ng *= after / before;
}

double ashworth_of(const PatientProfile& profile, const PatientReport& report) {
  const double effect = 1 / (1 + std::pow(profile.ec50_ng_per_ml.value / report.effect_ng_per_ml, profile.hill_gamma.value));  // no level: 0
  const double floor = profile.ashworth_floor.value;
  const bool rebounds = std::any_of(report.signs.begin(), report.signs.end(), [](const Sign& sign) { return sign.kind == SignKind::withdrawal; });
  const double tone = floor + (profile.ashworth_untreated.value - floor) * (1 - effect) + (rebounds ? profile.rebound_ashworth.value : 0);
  return std::min(tone, highest_ashworth);
}

void add_signs(std::vector<Sign>& signs, SignKind kind, const std::vector<SignFigure>& figures, double reached) {
  for (const SignFigure& figure : figures) {
    if (reached >= figure.from.value) signs.push_back({kind, figure.name});
  }
}

}  // namespace

TreatedPatient admit(PatientProfile profile, const World& world) {
  TreatedPatient patient{std::move(profile), {}, world};
  patient.body.at = world.now;
  patient.body.levels.pocket_ng = lies_in_pocket(world);
  return patient;
}

void follow(TreatedPatient& patient, const World& world) {
  World expected = patient.then;
  advance(expected, world.now);
  if (expected == world) return;
  advance(patient.body, patient.profile, deliveries(patient.then, world.now));
  move_pocket(patient.body.levels, lies_in_pocket(expected), lies_in_pocket(world));
  patient.then = world;
}

PatientReport report(const TreatedPatient& patient, Uptime now) {
  TreatedBody body = patient.body;
  advance(body, patient.profile, deliveries(patient.then, now));
  const PatientProfile& profile = patient.profile;
  const Levels& levels = body.levels;
  PatientReport report{.csf_ng_per_ml = levels.csf_ng_per_ml, .effect_ng_per_ml = levels.effect_ng_per_ml,
                       .accustomed_ng_per_ml = levels.accustomed_ng_per_ml, .pocket_ng = levels.pocket_ng, .signs = {}, .not_modelled = {}};
  if (body.lacking_since) {
    report.lacking_hours = std::chrono::duration<double, std::ratio<3'600>>(now - *body.lacking_since).count();
    add_signs(report.signs, SignKind::withdrawal, profile.withdrawal, report.lacking_hours);
  }
  const double stands = std::max(levels.accustomed_ng_per_ml, profile.unaccustomed_ng_per_ml.value);
  add_signs(report.signs, SignKind::overdose, profile.overdose, levels.effect_ng_per_ml / stands);
  add_signs(report.signs, SignKind::side_effect, profile.side_effects, levels.effect_ng_per_ml);
  report.ashworth = ashworth_of(profile, report);
  World world = patient.then;
  advance(world, now);
  add_others(report.not_modelled, world.reservoir);
  for (const Fluid& stretch : world.path) add_others(report.not_modelled, stretch);
  add_others(report.not_modelled, world.pocket);
  return report;
}

}  // namespace ipt
