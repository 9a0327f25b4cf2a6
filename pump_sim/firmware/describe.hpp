#pragma once
#include "pump_sim/firmware/firmware.hpp"

namespace ipt {

/// The figures that a clinician reads, as this pump computes them at `firmware.now`.
[[nodiscard]] CriticalValues describe(const Firmware&, const FirmwareSettings&);
/// What a patient may have; absent while no limits are in force.
[[nodiscard]] std::optional<PatientBoluses> patient_boluses(const Firmware&);
[[nodiscard]] Status status_of(const Firmware&, const FirmwareSettings&, const Notes&);

/// What became of a journalled operation, as of now.
[[nodiscard]] OperationState operation_state(const JournalEntry&, const Firmware&);

/// Of the program, whether it runs or not: simple continuous its dose; flex the whole of the present weekday; periodic
/// doses in 24 hours and basal; minimum rate its volume's drug. Rounded down.
[[nodiscard]] Nanograms daily_dose(const Program&, PumpClock, const FirmwareSettings&);

/// A day that has come is told by a stopped pump too; one to come is absent while it is stopped, or beyond its life.
[[nodiscard]] Date low_reservoir_date(const Firmware&, const FirmwareSettings&);
[[nodiscard]] Date empty_date(const Firmware&, const FirmwareSettings&);
/// min(low-reservoir day − lead, fill day + interval), shown as it is even when past.
[[nodiscard]] Date refill_by_date(const Firmware&, const FirmwareSettings&);

}  // namespace ipt
