#include <doctest/doctest.h>

#include "tests/common/pumps.hpp"
#include "tests/common/verdict.hpp"

using namespace ipt;
using namespace ipt::literals;
using namespace std::chrono_literals;

namespace {

const Capabilities pump = a_pump();

TherapyOperation bolus(Nanograms dose, Milliseconds duration, Concentration c = 2000_ug_per_mL) { return a_change(SingleBolus{dose, duration, c}); }

/// A refill with one thing changed.
template <class Change>
TherapyOperation refill(Change change) {
  Refill usual = a_refill();
  change(usual);
  return a_change(usual);
}

}  // namespace

TEST_CASE("IPT-STG-03 an operation for another pump, or for none, is refused") {
  auto change = a_change(a_refill());
  CHECK(verdict(change, pump) == "accepted");
  for (const std::string serial : {"", "IPT-0002", "ipt-0001", "IPT-0001 "}) {
    change.pump_serial = serial;
    CHECK(verdict(change, pump) == "pump_serial");
    CHECK(reason_of(change, pump) == Reason::wrong_pump);
  }
}

TEST_CASE("a name that fills a frame is not said again") {
  auto change = a_change(a_refill());
  change.pump_serial = std::string(60'000, 'x');
  CHECK(validate(change, pump)->text == "this operation is for pump a name of 60000 bytes, this is 'IPT-0001'");
  CHECK(validate(refill([](Refill& r) { r.drug = std::string(65, 'x'); }), pump)->text == "this pump has no drug file for a name of 65 bytes");
  CHECK(validate(refill([](Refill& r) { r.drug = std::string(3, 'x'); }), pump)->text == "this pump has no drug file for 'xxx'");
}

TEST_CASE("IPT-STA-02 a kind that the pump does not list is unsupported") {
  const TherapyKind kinds[] = {Program{2000_ug_per_mL, SimpleContinuous{120_ug_per_day}}, SingleBolus{50_ug, 10min, 2000_ug_per_mL}, Prime{338_uL, 30min},
                               Bridge{338_uL, 500_ug_per_mL, 120_ug_per_day}, a_refill(), Resume{}, SetClock{}, PatientLimits{50_ug, 10min, 1h, 4}, AlarmSettings{2_mL, 3}};
  for (const auto& kind : kinds) {
    Capabilities able = pump;
    able.operations = {kind_of(a_change(kind))};
    CHECK(verdict(a_change(kind), able) == "accepted");
    able.operations = {OperationKind::stop, OperationKind::patient_bolus};
    CHECK(verdict(a_change(kind), able) == "kind");
    CHECK(reason_of(a_change(kind), able) == Reason::unsupported);
  }
  CHECK(kind_of(a_change(Program{})) == OperationKind::program);
  CHECK(kind_of(a_change(AlarmSettings{})) == OperationKind::alarm_settings);
  CHECK(mode_of(Program{}) == Mode::minimum_rate);
  CHECK(mode_of(Program{{}, PeriodicBolus{}}) == Mode::periodic_bolus);
}

TEST_CASE("IPT-STG-23 a bolus does not end stopped, and a resume says running; every other kind ends as it likes") {
  const auto ends = [](TherapyKind kind, ModeAfter mode_after) { return a_change(std::move(kind), mode_after); };
  const SingleBolus a_bolus{50_ug, 10min, 2000_ug_per_mL};
  CHECK(verdict(ends(a_bolus, ModeAfter::running), pump) == "accepted");
  CHECK(verdict(ends(a_bolus, ModeAfter::unchanged), pump) == "accepted");
  CHECK(verdict(ends(a_bolus, ModeAfter::stopped), pump) == "mode_after");
  CHECK(reason_of(ends(a_bolus, ModeAfter::stopped), pump) == Reason::unsupported);
  CHECK(verdict(ends(Resume{}, ModeAfter::running), pump) == "accepted");
  for (const ModeAfter mode_after : {ModeAfter::stopped, ModeAfter::unchanged}) {
    CHECK(verdict(ends(Resume{}, mode_after), pump) == "mode_after");
    CHECK(reason_of(ends(Resume{}, mode_after), pump) == Reason::bad_therapy);
  }
  for (const ModeAfter mode_after : {ModeAfter::running, ModeAfter::stopped, ModeAfter::unchanged}) {
    CHECK(verdict(ends(Program{2000_ug_per_mL, MinimumRate{}}, mode_after), pump) == "accepted");
    CHECK(verdict(ends(a_refill(), mode_after), pump) == "accepted");
    CHECK(verdict(ends(SetClock{}, mode_after), pump) == "accepted");
    CHECK(verdict(ends(AlarmSettings{2_mL, 3}, mode_after), pump) == "accepted");
  }
}

TEST_CASE("IPT-STG-28 338 uL within 20 minutes is too fast, and the shortest duration allowed is said") {
  const auto flush = bolus(676_ug, 20min);
  CHECK(verdict(flush, pump) == "bolus.duration_ms 1200000 limit 1216800");
  CHECK(reason_of(flush, pump) == Reason::out_of_range);
  CHECK(verdict(bolus(676_ug, 1'216'800ms), pump) == "accepted");
  CHECK(verdict(bolus(676_ug, 1'216'799ms), pump) == "bolus.duration_ms 1216799 limit 1216800");
}

TEST_CASE("IPT-STG-28 a bolus that is too slow is told the longest duration allowed") {
  // 1 mcg of 2,000 mcg/mL are 500 nL: at 48,000 nL/day 15 minutes.
  CHECK(verdict(bolus(1_ug, 15min), pump) == "accepted");
  CHECK(verdict(bolus(1_ug, 15min + 1ms), pump) == "bolus.duration_ms 900001 limit 900000");
  CHECK(verdict(bolus(1_ug, one_day + 1ms), pump) == "bolus.duration_ms 86400001 limit 900000");
}

TEST_CASE("IPT-STG-30 a bolus holds some dose and lasts more than 0 and at most 24 hours") {
  CHECK(verdict(bolus(120_ug, one_day), pump) == "accepted");
  CHECK(verdict(bolus(120_ug, one_day + 1ms), pump) == "bolus.duration_ms 86400001 limit 86400000");
  CHECK(verdict(bolus(50_ug, 0ms), pump) == "bolus.duration_ms 0 limit 90000");
  CHECK(verdict(bolus(50_ug, 90s), pump) == "accepted");
  CHECK(verdict(bolus(0_ng, 15min), pump) == "bolus.dose_ng 0 limit 1000");
  CHECK(verdict(bolus(1000_ng, 15min), pump) == "accepted");
  CHECK(verdict(bolus(0_ng, 1ms), pump) == "bolus.dose_ng 0 limit 1");
  for (const auto& change : {bolus(120_ug, one_day + 1ms), bolus(50_ug, 0ms), bolus(0_ng, 15min)}) CHECK(reason_of(change, pump) == Reason::out_of_range);
}

TEST_CASE("a bolus that no duration allows is told the largest dose") {
  CHECK(verdict(bolus(48'000_ug, one_day), pump) == "accepted");
  CHECK(verdict(bolus(Nanograms(48'000'001), one_day), pump) == "bolus.dose_ng 48000001 limit 48000000");
  CHECK(verdict(bolus(Nanograms(48'000'001), 12h), pump) == "bolus.dose_ng 48000001 limit 24000000");
  CHECK(verdict(bolus(Nanograms(INT64_MAX), 0ms), pump) == "bolus.dose_ng 9223372036854775807 limit 48000000");
  CHECK(reason_of(bolus(Nanograms(INT64_MAX), 0ms), pump) == Reason::out_of_range);
}

TEST_CASE("a bolus at a concentration that the pump does not know is refused") {
  CHECK(verdict(bolus(50_ug, 10min, 1000_ug_per_mL), pump) == "bolus.concentration_ng_per_ml");
  CHECK(reason_of(bolus(50_ug, 10min, Concentration(0)), pump) == Reason::unknown_concentration);
}

TEST_CASE("IPT-RFL-03 no volume of a refill is more than the reservoir holds") {
  CHECK(verdict(refill([](Refill& r) { r.volume = r.withdrawn = r.expected = 20_mL; }), pump) == "accepted");
  CHECK(verdict(refill([](Refill& r) { r.volume = r.withdrawn = r.expected = 0_mL; }), pump) == "accepted");
  CHECK(verdict(refill([](Refill& r) { r.volume = 20_mL + 1_nL; }), pump) == "refill.volume_nl 20000001 limit 20000000");
  CHECK(verdict(refill([](Refill& r) { r.withdrawn = 20_mL + 1_nL; }), pump) == "refill.withdrawn_nl 20000001 limit 20000000");
  CHECK(verdict(refill([](Refill& r) { r.expected = 20_mL + 1_nL; }), pump) == "refill.expected_nl 20000001 limit 20000000");
  CHECK(verdict(refill([](Refill& r) { r.volume = Nanolitres(INT64_MAX); }), pump) == "refill.volume_nl 9223372036854775807 limit 20000000");
  CHECK(reason_of(refill([](Refill& r) { r.volume = 20_mL + 1_nL; }), pump) == Reason::overfill);
}

TEST_CASE("IPT-RFL-04 a refill names a drug and a concentration that the pump knows together") {
  Capabilities two = pump;
  two.drugs.push_back({"morphine", {1000_ug_per_mL}});
  CHECK(reason_of(refill([](Refill& r) { r.drug = "Baclofen"; }), pump) == Reason::unknown_drug);
  CHECK(verdict(refill([](Refill& r) { r.drug = ""; }), pump) == "refill.drug");
  const auto strange = refill([](Refill& r) { r.concentration = 1000_ug_per_mL; });
  CHECK(verdict(strange, two) == "refill.concentration_ng_per_ml 1000000 limit 500000");
  CHECK(reason_of(strange, two) == Reason::unknown_concentration);
  Capabilities hollow = pump;
  hollow.drugs = {{"baclofen", {}}};
  CHECK(verdict(a_change(a_refill()), hollow) == "refill.concentration_ng_per_ml");
}

TEST_CASE("a lot number has at most 64 bytes") {
  CHECK(verdict(refill([](Refill& r) { r.lot = std::string(64, 'L'); }), pump) == "accepted");
  CHECK(verdict(refill([](Refill& r) { r.lot = std::string(65, 'L'); }), pump) == "refill.lot 65 limit 64");
  CHECK(reason_of(refill([](Refill& r) { r.lot = std::string(65, 'L'); }), pump) == Reason::out_of_range);
}

TEST_CASE("IPT-STG-26 the program of a refill is computed for the refill's concentration") {
  const auto mixed = refill([](Refill& r) { r.program->concentration = 500_ug_per_mL; });
  CHECK(verdict(mixed, pump) == "refill.program.concentration_ng_per_ml 500000 limit 2000000");
  CHECK(reason_of(mixed, pump) == Reason::concentration_mismatch);
  CHECK(verdict(refill([](Refill& r) { r.program.reset(); }), pump) == "accepted");
  const auto weak = refill([](Refill& r) { r.program->delivery = SimpleContinuous{DoseRate(95'999)}; });
  CHECK(verdict(weak, pump) == "simple_continuous.dose_ng_per_day 95999 limit 96000");
}

TEST_CASE("IPT-RFL-09 a refill with a priming or a bridge is unsupported where the pump does neither") {
  const auto primed = refill([](Refill& r) { r.prime = Prime{338_uL, 30min}; });
  const auto bridged = refill([](Refill& r) { r.bridge = Bridge{338_uL, 500_ug_per_mL, 120_ug_per_day}; });
  CHECK(verdict(primed, pump) == "refill.prime");
  CHECK(verdict(bridged, pump) == "refill.bridge");
  CHECK(reason_of(primed, pump) == Reason::unsupported);
  CHECK(reason_of(bridged, pump) == Reason::unsupported);
}

TEST_CASE("IPT-STG-33 a clock shows a day from 1970 to 9999") {
  const auto set = [](std::int64_t ms) { return a_change(SetClock{PumpClock(Milliseconds(ms))}); };
  CHECK(verdict(set(0), pump) == "accepted");
  CHECK(verdict(set(-1), pump) == "clock.clock_ms -1 limit 0");
  CHECK(verdict(set(253'402'300'799'999), pump) == "accepted");
  CHECK(verdict(set(253'402'300'800'000), pump) == "clock.clock_ms 253402300800000 limit 253402300799999");
  CHECK(reason_of(set(-1), pump) == Reason::out_of_range);
  CHECK(reason_of(set(253'402'300'800'000), pump) == Reason::out_of_range);
}

TEST_CASE("IPT-STG-34 the alarm level lies within the reservoir, and the refill lead is at most 30 days") {
  const auto settings = [](Nanolitres level, std::uint32_t lead) { return a_change(AlarmSettings{level, lead}); };
  CHECK(verdict(settings(0_nL, 0), pump) == "accepted");
  CHECK(verdict(settings(20_mL - 1_nL, 30), pump) == "accepted");
  CHECK(verdict(settings(20_mL, 3), pump) == "alarm_settings.low_reservoir_level_nl 20000000 limit 19999999");
  CHECK(verdict(settings(2_mL, 31), pump) == "alarm_settings.refill_lead_days 31 limit 30");
  CHECK(reason_of(settings(20_mL, 3), pump) == Reason::out_of_range);
  CHECK(reason_of(settings(2_mL, 31), pump) == Reason::out_of_range);
}

TEST_CASE("the volume and the flow of a dose are exact and rounded down") {
  CHECK(volume_of(120_ug, 2000_ug_per_mL) == 60_uL);
  CHECK(volume_of(3_ng, 2000_ug_per_mL) == 1_nL);
  CHECK(volume_of(1_ng, 2000_ug_per_mL) == 0_nL);
  CHECK(flow_of(120_ug_per_day, 2000_ug_per_mL) == 60'000_nL_per_day);
  CHECK(flow_of(DoseRate(3), 2000_ug_per_mL) == 1_nL_per_day);
}
