#pragma once
#include "pump_sim/patient/patient.hpp"
#include "tests/pump_sim/world/worlds.hpp"

// Patients to test with, and drug given to them without a pump.
namespace ipt::test {

inline PatientProfile profile_of(const std::string& name) {
  auto profile = load_patient(name);
  IPT_CHECK(profile.has_value());
  return *std::move(profile);
}
inline Femtograms femtograms(Nanograms drug) { return Femtograms{drug.value * 1'000'000}; }

/// This dose at an even pace for so long.
inline Segment infusion(Uptime from, Milliseconds span, DoseRate dose) {
  return {from, from + span, Femtograms{multiply_divide(dose.value * 1'000'000, span.count(), one_day.count())}, {}};
}
/// All at once.
inline Segment injection(Uptime from, Nanograms dose) { return {from, from + Milliseconds{1}, femtograms(dose), {}}; }

/// Someone without a pump.
struct Volunteer {
  explicit Volunteer(const std::string& name = "child") : profile(profile_of(name)) {}
  void infuse(DoseRate dose, Milliseconds span) { advance(body, profile, {infusion(body.at, span, dose)}); }
  void inject(Nanograms dose) { advance(body, profile, {injection(body.at, dose)}); }
  void wait(Milliseconds span) { infuse(DoseRate{0}, span); }
  [[nodiscard]] double effect() const { return body.levels.effect_ng_per_ml; }
  PatientProfile profile;
  TreatedBody body;
};

inline bool has_sign(const PatientReport& report, SignKind kind, const std::string& name) {
  for (const Sign& sign : report.signs) {
    if (sign == Sign{kind, name}) return true;
  }
  return false;
}
inline int count_signs(const PatientReport& report, SignKind kind) {
  int count = 0;
  for (const Sign& sign : report.signs) count += sign.kind == kind ? 1 : 0;
  return count;
}

}  // namespace ipt::test
