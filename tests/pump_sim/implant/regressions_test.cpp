// What other simulators of pumps have shown, and this one must not.
#include <doctest/doctest.h>

#include "tests/pump_sim/implant/implants.hpp"

using namespace ipt;
using namespace ipt::test;

TEST_CASE("a bolus larger than the reservoir is refused, and no figure wraps round") {
  for (const std::int64_t dose : {40'000'001L, 1'000'000'000L, 1'000'000'001L, INT64_MAX}) {
    INFO("dose ", dose);
    Patient patient;
    const Implant before = patient.implant;
    CHECK(patient.commit(bolus(Nanograms{dose}, hours(24))).has_value());
    CHECK((patient.implant == before));
  }
}

TEST_CASE("IPT-STP-12 a stopped pump delivers nothing, for however long and whatever it was doing") {
  const std::vector<Program> programs{{2'000_ug_per_mL, MinimumRate{}},
                                      continuous(500_ug_per_day),
                                      {2'000_ug_per_mL, Flex{{{1, hours(8), 120_ug_per_day}, {4, hours(8), 240_ug_per_day}}}},
                                      {2'000_ug_per_mL, PeriodicBolus{10_ug, hours(1), hours(6), 120_ug_per_day}}};
  for (const auto& program : programs) {
    Patient patient(20_mL, std::nullopt);
    CHECK(!patient.commit(program, ModeAfter::running));
    CHECK(!patient.commit(bolus(50_ug, hours(1))));
    patient.advance(minutes(20));
    patient.stop();
    const Truth then = patient.truth();
    CHECK(then.delivered_nl > 0_nL);
    patient.advance(400 * one_day);
    CHECK(patient.truth().delivered_nl == then.delivered_nl);
    CHECK(patient.truth().strokes == then.strokes);
    CHECK(patient.values().rate == 0_nL_per_day);
    CHECK(patient.values().daily_dose == 0_ug);
  }
}

TEST_CASE("the base drains the reservoir, in the account and in truth") {
  Patient patient;
  patient.advance(100 * one_day);
  CHECK(patient.computed() == 14_mL);
  CHECK(patient.truth().reservoir_nl == 14_mL);
}

TEST_CASE("a bolus that was stopped gives back what was not given: the reservoir has lost what went in, and no more") {
  Patient patient(20_mL, 120_ug_per_day);
  CHECK(!patient.commit(bolus(500_ug, hours(2))));  // 250,000 nL
  patient.advance(minutes(30));
  patient.stop();
  CHECK(patient.computed() == 20_mL - 63'750_nL);  // a quarter of it, and 1,250 of the base
  CHECK(patient.truth().reservoir_nl == 20_mL - 63'750_nL);
}
