#include "programmer/core/clinical_figures.hpp"

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

const char* name_of(Basis basis) {
  switch (basis) {
    case Basis::verified: return "verified";
    case Basis::assumed: return "assumed";
    case Basis::computed: return "computed";
    case Basis::pump: return "pump";
  }
  return "";
}

const GroupFigures& ClinicalFigures::of(PatientGroup group) const {
  switch (group) {
    case PatientGroup::spinal: return spinal;
    case PatientGroup::cerebral: return cerebral;
    case PatientGroup::child: return child;
  }
  return child;
}

PumpFigures figures_of(const Info& info, const Status& status) {
  PumpFigures figures;
  const auto told = [](ClinicalFigure& figure, std::int64_t value) { figure = {value, Basis::pump, "as this pump tells it", figure.reason}; };
  told(figures.path, info.path.value);
  told(figures.lowest_flow, info.minimum_flow.value);
  told(figures.highest_flow, info.maximum_flow.value);
  told(figures.residual, info.residual.value);
  told(figures.capacity, info.capacity.value);
  told(figures.alarm_level, status.low_reservoir_level.value);
  told(figures.lead_days, status.refill_lead_days);
  return figures;
}

}  // namespace ipt
