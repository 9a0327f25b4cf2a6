// How the patient is, for whoever stands at the bed.
#include "pump_sim/host/bedside_patient.hpp"

namespace ipt {

namespace pb = ::bedside::v1;

pb::Patient patient_of(const TreatedPatient& patient, Uptime now) {
  const PatientReport so = report(patient, now);
  pb::Patient message;
  message.set_name(patient.profile.name);
  message.set_description(patient.profile.description);
  message.set_csf_ng_per_ml(so.csf_ng_per_ml);
  message.set_effect_ng_per_ml(so.effect_ng_per_ml);
  message.set_accustomed_ng_per_ml(so.accustomed_ng_per_ml);
  message.set_pocket_ng(so.pocket_ng);
  message.set_ashworth(so.ashworth);
  message.set_lacking_hours(so.lacking_hours);
  for (const Sign& sign : so.signs) {
    auto* added = message.add_signs();
    added->set_kind(static_cast<pb::SignKind>(sign.kind));
    added->set_name(sign.name);
  }
  std::string note = illustrative;
  for (const auto& drug : so.not_modelled) note += "; the effect of " + drug + " is not modelled";
  message.set_note(note);
  return message;
}

}  // namespace ipt
