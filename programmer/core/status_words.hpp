#pragma once
#include <string>

#include "common/messages.hpp"

namespace ipt::words {

/// How far a bolus, a priming or a bridge is: "0.04 mL of 0.1 mL, 12 min to go".
std::string progress(const BolusProgress&);
/// What a patient may ask for, how much of it was given, and from when on the next may come.
std::string patient_boluses(const PatientBoluses&, Uptime now);

}  // namespace ipt::words
