#include <doctest/doctest.h>

#include "tests/common/pumps.hpp"
#include "tests/common/verdict.hpp"

using namespace ipt;
using namespace ipt::literals;
using namespace std::chrono_literals;

namespace {

const Capabilities pump = a_pump();

TherapyOperation program(Concentration c, std::int64_t dose_ng_per_day) { return a_change(Program{c, SimpleContinuous{DoseRate(dose_ng_per_day)}}); }
TherapyOperation flex(std::vector<FlexStep> steps) { return a_change(Program{2000_ug_per_mL, Flex{std::move(steps)}}); }
TherapyOperation periodic(PeriodicBolus bolus) { return a_change(Program{2000_ug_per_mL, bolus}); }

/// 50 mcg within 10 minutes, every 6 hours: 25,000 nL, well within the flow range.
constexpr PeriodicBolus usual{50_ug, 10min, 6h, DoseRate(0)};

}  // namespace

TEST_CASE("IPT-STG-27 a daily dose lies within the pump's flow range, to the nanogram") {
  const std::string field = "simple_continuous.dose_ng_per_day ";
  // 48,000 and 24,000,000 nL/day of 2,000,000 ng/mL.
  CHECK(verdict(program(2000_ug_per_mL, 96'000), pump) == "accepted");
  CHECK(verdict(program(2000_ug_per_mL, 95'999), pump) == field + "95999 limit 96000");
  CHECK(verdict(program(2000_ug_per_mL, 48'000'000), pump) == "accepted");
  CHECK(verdict(program(2000_ug_per_mL, 48'000'001), pump) == field + "48000001 limit 48000000");
  CHECK(verdict(program(50_ug_per_mL, 2'400), pump) == "accepted");
  CHECK(verdict(program(50_ug_per_mL, 2'399), pump) == field + "2399 limit 2400");
  CHECK(verdict(program(50_ug_per_mL, 1'200'000), pump) == "accepted");
  CHECK(verdict(program(50_ug_per_mL, 1'200'001), pump) == field + "1200001 limit 1200000");
  CHECK(reason_of(program(2000_ug_per_mL, 95'999), pump) == Reason::out_of_range);
  CHECK(reason_of(program(2000_ug_per_mL, 48'000'001), pump) == Reason::out_of_range);
}

TEST_CASE("IPT-STG-27 a limit that falls between two nanograms is rounded to the inside") {
  Capabilities odd = pump;
  odd.minimum_flow = FlowRate(48'001);   // 2,400.05 ng of 50,000 ng/mL a day
  odd.maximum_flow = FlowRate(240'019);  // 12,000.95 ng
  CHECK(verdict(program(50_ug_per_mL, 2'400), odd) == "simple_continuous.dose_ng_per_day 2400 limit 2401");
  CHECK(verdict(program(50_ug_per_mL, 2'401), odd) == "accepted");
  CHECK(verdict(program(50_ug_per_mL, 12'000), odd) == "accepted");
  CHECK(verdict(program(50_ug_per_mL, 12'001), odd) == "simple_continuous.dose_ng_per_day 12001 limit 12000");
}

TEST_CASE("IPT-STG-30 a daily dose of 0 is refused, and a flow of a gram a day is judged by the flow alone") {
  CHECK(verdict(program(2000_ug_per_mL, 0), pump) == "simple_continuous.dose_ng_per_day 0 limit 96000");
  CHECK(reason_of(program(2000_ug_per_mL, 0), pump) == Reason::out_of_range);
  Capabilities strong = pump;
  strong.drugs = {{"morphine", {Concentration(100'000'000)}}};
  CHECK(verdict(program(Concentration(100'000'000), 2'400'000'000), strong) == "accepted");
  CHECK(verdict(program(Concentration(100'000'000), 2'400'000'001), strong) == "simple_continuous.dose_ng_per_day 2400000001 limit 2400000000");
}

TEST_CASE("IPT-THR-12 an amount as large as a number can be is refused by its limit") {
  CHECK(verdict(program(2000_ug_per_mL, INT64_MAX), pump) == "simple_continuous.dose_ng_per_day 9223372036854775807 limit 48000000");
  CHECK(verdict(program(Concentration(INT64_MAX), 120'000), pump) == "program.concentration_ng_per_ml");
  PeriodicBolus huge = usual;
  huge.dose = Nanograms(INT64_MAX);
  CHECK(verdict(periodic(huge), pump) == "periodic_bolus.dose_ng 9223372036854775807 limit 333333");
}

TEST_CASE("a program at a concentration that the pump does not know is refused") {
  CHECK(verdict(program(1000_ug_per_mL, 120'000), pump) == "program.concentration_ng_per_ml");
  CHECK(reason_of(program(1000_ug_per_mL, 120'000), pump) == Reason::unknown_concentration);
  CHECK(reason_of(a_change(Program{Concentration(0), MinimumRate{}}), pump) == Reason::unknown_concentration);
}

TEST_CASE("a pump that lists a concentration of 0 cannot make a program divide by it") {
  Capabilities strange = pump;
  strange.drugs = {{"water", {Concentration(0)}}};
  CHECK(reason_of(a_change(Program{Concentration(0), usual}), strange) == Reason::unknown_concentration);
  strange.drugs = pump.drugs;
  strange.minimum_flow = FlowRate(0);
  strange.maximum_flow = FlowRate(0);
  CHECK(reason_of(periodic(usual), strange) == Reason::out_of_range);
}

TEST_CASE("IPT-STA-02 a mode that the pump does not list is unsupported") {
  for (const Mode mode : {Mode::minimum_rate, Mode::simple_continuous, Mode::flex, Mode::periodic_bolus}) {
    const TherapyOperation changes[] = {a_change(Program{2000_ug_per_mL, MinimumRate{}}), program(2000_ug_per_mL, 120'000), flex(steps_of(1, 1)), periodic(usual)};
    for (const auto& change : changes) {
      Capabilities able = pump;
      able.modes = {mode};
      if (mode_of(std::get<Program>(change.kind)) == mode) {
        CHECK(verdict(change, able) == "accepted");
      } else {
        CHECK(verdict(change, able) == "program");
        CHECK(reason_of(change, able) == Reason::unsupported);
      }
    }
  }
}

TEST_CASE("IPT-STG-31 a weekday has at most 13 steps, and the count is said") {
  CHECK(verdict(flex(steps_of(1, 13)), pump) == "accepted");
  CHECK(verdict(flex(steps_of(1, 14)), pump) == "flex.steps 14 limit 13");
  CHECK(verdict(flex(steps_of(7, 20)), pump) == "flex.steps 20 limit 13");
  CHECK(reason_of(flex(steps_of(1, 14)), pump) == Reason::bad_schedule);
  std::vector<FlexStep> week;
  for (std::uint32_t weekday = 1; weekday <= 7; ++weekday) {
    for (const auto& step : steps_of(weekday, 13)) week.insert(week.begin(), step);
  }
  CHECK(verdict(flex(week), pump) == "accepted");
}

TEST_CASE("IPT-STG-31 a schedule without steps, with two at one time or beyond the day is no schedule") {
  CHECK(verdict(flex({}), pump) == "flex.steps");
  CHECK(reason_of(flex({}), pump) == Reason::bad_schedule);
  const FlexStep midnight{1, 0ms, 120_ug_per_day};
  CHECK(verdict(flex({midnight, midnight}), pump) == "flex.steps.time_of_day_ms");
  CHECK(reason_of(flex({midnight, midnight}), pump) == Reason::bad_schedule);
  CHECK(verdict(flex({midnight, {2, 0ms, 120_ug_per_day}}), pump) == "accepted");
  CHECK(verdict(flex({midnight, {1, 1ms, 120_ug_per_day}}), pump) == "accepted");
  CHECK(verdict(flex({{1, one_day - 1ms, 120_ug_per_day}}), pump) == "accepted");
  CHECK(verdict(flex({{1, one_day, 120_ug_per_day}}), pump) == "flex.steps.time_of_day_ms 86400000 limit 86399999");
  CHECK(reason_of(flex({{1, one_day, 120_ug_per_day}}), pump) == Reason::bad_schedule);
  CHECK(reason_of(flex({{0, 0ms, 120_ug_per_day}}), pump) == Reason::bad_schedule);
  CHECK(reason_of(flex({{8, 0ms, 120_ug_per_day}}), pump) == Reason::bad_schedule);
}

TEST_CASE("IPT-STG-27 every step of a schedule lies within the flow range, the last one too") {
  const auto with_last = [](std::int64_t dose) {
    auto steps = steps_of(3, 13);
    steps.back().dose = DoseRate(dose);
    return flex(steps);
  };
  const std::string field = "flex.steps.dose_ng_per_day ";
  CHECK(verdict(with_last(96'000), pump) == "accepted");
  CHECK(verdict(with_last(95'999), pump) == field + "95999 limit 96000");
  CHECK(verdict(with_last(48'000'000), pump) == "accepted");
  CHECK(verdict(with_last(48'000'001), pump) == field + "48000001 limit 48000000");
  CHECK(verdict(with_last(0), pump) == field + "0 limit 96000");
  CHECK(reason_of(with_last(0), pump) == Reason::out_of_range);
}

TEST_CASE("IPT-STG-32 periodic doses come at most 7 days apart, and each ends before the next one starts") {
  const auto every = [](Milliseconds interval, Milliseconds duration = 10min) {
    PeriodicBolus bolus = usual;
    bolus.interval = interval;
    bolus.duration = duration;
    return periodic(bolus);
  };
  CHECK(verdict(every(6h), pump) == "accepted");
  CHECK(verdict(every(one_week), pump) == "accepted");
  CHECK(verdict(every(one_week + 1ms), pump) == "periodic_bolus.interval_ms 604800001 limit 604800000");
  CHECK(verdict(every(0ms), pump) == "periodic_bolus.interval_ms 0 limit 600000");
  CHECK(verdict(every(10min), pump) == "accepted");
  CHECK(verdict(every(10min - 1ms), pump) == "periodic_bolus.duration_ms 600000 limit 599999");
  for (const auto& change : {every(one_week + 1ms), every(0ms), every(10min - 1ms)}) CHECK(reason_of(change, pump) == Reason::out_of_range);
}

TEST_CASE("IPT-STG-30 a periodic dose and its duration are above 0, and a basal of 0 means none") {
  PeriodicBolus bolus = usual;
  bolus.dose = 0_ng;
  CHECK(verdict(periodic(bolus), pump) == "periodic_bolus.dose_ng 0 limit 667");  // 48,000 nL/day for 10 minutes: 666.7 ng
  bolus = usual;
  bolus.duration = 0ms;
  CHECK(verdict(periodic(bolus), pump) == "periodic_bolus.duration_ms 0 limit 90000");
  bolus = usual;
  bolus.basal = DoseRate(95'999);
  CHECK(verdict(periodic(bolus), pump) == "periodic_bolus.basal_dose_ng_per_day 95999 limit 96000");
  bolus.basal = DoseRate(96'000);
  CHECK(verdict(periodic(bolus), pump) == "accepted");
}

TEST_CASE("IPT-STG-29 a periodic dose and its basal share one motor") {
  // 24,000,000 nL/day of 2,000,000 ng/mL: 48 mg a day. The basal takes 24 mg of it, and a dose of an hour the rest.
  PeriodicBolus bolus{1000_ug, 1h, 6h, 24'000_ug_per_day};
  CHECK(verdict(periodic(bolus), pump) == "accepted");
  bolus.dose = Nanograms(1'000'001);
  CHECK(verdict(periodic(bolus), pump) == "periodic_bolus.dose_ng 1000001 limit 1000000");
  CHECK(reason_of(periodic(bolus), pump) == Reason::out_of_range);
  bolus.dose = 1000_ug;
  bolus.basal = DoseRate(24'000'001);
  CHECK(verdict(periodic(bolus), pump) == "periodic_bolus.dose_ng 1000000 limit 999999");
  bolus.basal = DoseRate(0);
  bolus.dose = 2000_ug;
  CHECK(verdict(periodic(bolus), pump) == "accepted");
}
