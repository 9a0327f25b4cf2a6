#include "programmer/core/patient_group.hpp"

namespace ipt {

std::optional<PatientGroup> patient_group(std::string_view name) {
  for (const auto group : {PatientGroup::spinal, PatientGroup::cerebral, PatientGroup::child}) {
    if (name == name_of(group)) return group;
  }
  return {};
}

const char* name_of(PatientGroup group) {
  switch (group) {
    case PatientGroup::spinal: return "spinal";
    case PatientGroup::cerebral: return "cerebral";
    case PatientGroup::child: return "child";
  }
  return "";
}

}  // namespace ipt
