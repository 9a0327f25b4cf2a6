#pragma once
#include "bedside/v1/bedside.pb.h"
#include "pump_sim/patient/patient.hpp"

namespace ipt {

/// How the patient is at this instant; looking changes nothing.
bedside::v1::Patient patient_of(const TreatedPatient&, Uptime now);

}  // namespace ipt
