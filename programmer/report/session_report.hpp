#pragma once
#include "programmer/report/document.hpp"
#include "programmer/report/readings.hpp"

namespace ipt::report {

/// The report of one visit. All in it comes from the readings: the same readings give the same report.
Document session_report(const Readings&);

}  // namespace ipt::report
