#include "pump_sim/host/start.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/validate.hpp"

namespace ipt {
namespace {

Error cannot(const std::string& why) { return {"this pump cannot start so: " + why}; }

/// Only those that are built in: whoever asks over a link names no files.
Result<std::optional<PatientProfile>> lying_there(const std::string& name, const std::optional<TreatedPatient>& before) {
  if (name == "none") return std::optional<PatientProfile>();
  if (name.empty()) return before ? std::optional(before->profile) : std::nullopt;
  const auto known = patient_names();
  if (std::find(known.begin(), known.end(), name) == known.end()) return cannot(fmt::format("nobody is called '{}'; there are {}", name, fmt::join(known, ", ")));
  auto patient = load_patient(name);
  if (!patient) return patient.error();
  return std::optional(*std::move(patient));
}

}  // namespace

Result<Implant> started(const Birth& birth, const bedside::v1::Start& start, const std::optional<TreatedPatient>& before) {
  if (!start.profile().empty() && start.profile() != birth.profile) {
    return Error{fmt::format("this pump is of profile {0}, and a {1} is wanted: start one with `pump-sim --state NEW-FOLDER --profile {1}`", birth.profile, start.profile())};
  }
  constexpr std::uint64_t most = 1'000'000'000'000;
  if (std::max({start.volume_nl(), start.concentration_ng_per_ml(), start.dose_ng_per_day()}) > most) return cannot("no pump holds or gives that much");
  if (start.clock_ms() < 0 || start.clock_ms() > 4'102'444'800'000) return cannot("its clock shows a day from 1970 to 2099");
  const auto& capabilities = birth.settings.capabilities;
  Delivered delivered{start.drug(), Concentration(static_cast<std::int64_t>(start.concentration_ng_per_ml())), Nanolitres(static_cast<std::int64_t>(start.volume_nl())), {},
                      PumpClock(Milliseconds(start.clock_ms()))};
  TherapyOperation first{capabilities.serial, ModeAfter::running, Refill{delivered.volume, {}, {}, delivered.drug, delivered.concentration, {}, {}, {}, {}}};
  if (const auto refusal = validate(first, capabilities)) return cannot(refusal->text);
  if (start.has_dose_ng_per_day()) {
    delivered.dose = DoseRate(static_cast<std::int64_t>(start.dose_ng_per_day()));
    first.kind = Program{delivered.concentration, SimpleContinuous{*delivered.dose}};
    if (const auto refusal = validate(first, capabilities)) return cannot(refusal->text);
  }
  auto patient = lying_there(start.patient(), before);
  if (!patient) return patient.error();
  Implant implant = make_implant(birth.settings, birth.hardware, delivered);
  if (*patient) implant.patient = admit(**std::move(patient), implant.world);
  return implant;
}

}  // namespace ipt
