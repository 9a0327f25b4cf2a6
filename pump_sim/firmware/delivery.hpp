#pragma once
#include "pump_sim/firmware/firmware.hpp"

// Inside of the firmware: from what is programmed to the standing order, and when the account will be low or empty by it.
namespace ipt {

/// When the bridge of a refill given now will have moved its volume; `never` if its old program asks too little for that.
Uptime end_of_bridge(const Firmware&, const FirmwareSettings&, const RunningBridge&);
/// The first window of its grid that may deliver when the program runs from `at` on: one already begun is skipped.
std::int64_t first_window_from(const ProgramInForce&, Uptime at);
/// A periodic grid starts, or goes on with its next window. The pump must run the program from now on.
void start_grid(Firmware&);

/// When a patient may ask next: the lockout since the last start, the allotment of the last 24 hours.
Uptime next_patient_bolus(const PatientAccount&, Uptime now);

}  // namespace ipt
