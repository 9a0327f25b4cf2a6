#pragma once
#include "programmer/report/document.hpp"
#include "programmer/report/readings.hpp"

/// The parts of a session report, each from what was read and from nothing else.
namespace ipt::report {

Section present_section(const Readings&);         ///< as the pump reads now, with its dates
Section changes_section(const Readings&);         ///< old | new, what changed it, and what is uncertain
Section alarms_section(const Readings&);          ///< the life of each alarm
Section reservoir_section(const Readings&);       ///< filled, used, computed, and what refills have shown
Section program_section(const Readings&);         ///< the programmed dose over the week
Section dose_history_section(const Readings&);    ///< the programmed dose over the log
Section log_section(const Readings&);             ///< what is new in the log

/// How it stands with motor, battery, telemetry and memory, as far as the pump tells. Marked: what needs a look.
Table device_table(const Readings&);

/// "low reservoir" for `low_reservoir`.
std::string spoken(std::string name);
/// Who did it, as the log says; nothing where nobody did.
std::string by(const LogEntry&);

}  // namespace ipt::report
