#pragma once
#include "programmer/report/readings.hpp"

namespace ipt::test {

/// A visit that never was, with something in every part of a report: refills, boluses, a bridge, a mixture, what a patient
/// may ask for, a change that is uncertain, and a pump that wears out.
report::Readings made_up_visit();

/// A pump that nobody has programmed or filled, with an empty log.
report::Readings empty_visit();

/// So many days and hours after the pump was started, on 1 Jan 2026 at 00:00 of its clock.
DeviceTime after(int days, int hours = 0, int minutes = 0);
OperationId made_up_id(std::uint8_t number);

}  // namespace ipt::test
