#pragma once
#include <optional>
#include <string>
#include <vector>

#include "pump_sim/patient/body.hpp"

namespace ipt {

/// Whoever the pump lies in. Nothing is computed as time passes: only when something was done to the world, or when
/// somebody looks. Illustrative, not for clinical use; measured spinal fluid does not follow dose.
struct TreatedPatient {
  PatientProfile profile;
  TreatedBody body;
  World then;  ///< the world that the body was brought up to
  bool operator==(const TreatedPatient&) const = default;
};

/// Untreated so far, with this world from now on.
TreatedPatient admit(PatientProfile, const World&);
/// After anything may have been done to the world, at world.now. That only time has passed changes nothing.
void follow(TreatedPatient&, const World&);

enum class SignKind { withdrawal = 1, overdose, side_effect };
struct Sign {
  SignKind kind;
  std::string name;
  bool operator==(const Sign&) const = default;
};

/// How the patient is.
struct PatientReport {
  double csf_ng_per_ml = 0;
  double effect_ng_per_ml = 0;
  double accustomed_ng_per_ml = 0;
  double pocket_ng = 0;   ///< under the skin, not yet taken up
  double ashworth = 0;    ///< 1 (no increase in tone) to 5 (rigid)
  double lacking_hours = 0;  ///< since the level is too low for what the body is used to; 0: it is not
  std::vector<Sign> signs;   ///< withdrawal and overdose in the order of their stages; side effects that may appear
  std::vector<std::string> not_modelled;  ///< drugs in pump or pocket of which only baclofen's share counts: what they do is not reckoned
};
/// At an instant not before the world's; the patient stays as it is.
PatientReport report(const TreatedPatient&, Uptime now);

inline constexpr const char* illustrative = "illustrative, not for clinical use; measured CSF does not follow dose";

}  // namespace ipt
