#include "programmer/core/clinical_figures.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ipt;

TEST_CASE("what a pump tells takes the place of what was assumed, and says so") {
  Info info;
  info.path = 300_uL;
  info.minimum_flow = 50'000_nL_per_day;
  info.maximum_flow = 900'000_nL_per_day;
  info.residual = 1_mL;
  info.capacity = 40_mL;
  Status status;
  status.low_reservoir_level = 3_mL;
  status.refill_lead_days = 5;
  const PumpFigures told = figures_of(info, status);
  const std::pair<ClinicalFigure, std::int64_t> rows[] = {{told.path, 300'000}, {told.lowest_flow, 50'000}, {told.highest_flow, 900'000}, {told.residual, 1'000'000}, {told.capacity, 40'000'000}, {told.alarm_level, 3'000'000}, {told.lead_days, 5}};
  for (const auto& [figure, value] : rows) {
    CHECK(figure.value == value);
    CHECK(figure.basis == Basis::pump);
    CHECK(std::string(figure.source) == "as this pump tells it");
    CHECK_FALSE(std::string(figure.reason).empty());
  }
}

TEST_CASE("the caution about a daily dose goes by the highest maintenance of any group") {
  const ClinicalFigures figures;
  for (const auto group : {PatientGroup::spinal, PatientGroup::cerebral, PatientGroup::child}) CHECK(figures.of(group).highest_maintenance.value <= figures.largest_daily_dose().value);
  CHECK(figures.of(PatientGroup::spinal).highest_maintenance.value == 800'000);
  CHECK(figures.of(PatientGroup::cerebral).highest_maintenance.value == 703'000);
  CHECK(figures.of(PatientGroup::child).highest_maintenance.value == 1'199'000);
}
