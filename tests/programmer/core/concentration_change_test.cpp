#include "programmer/core/concentration_change.hpp"

#include <doctest/doctest.h>

#include <random>

#include "common/wide.hpp"
#include "tests/programmer/core/advised.hpp"

using namespace ipt;
using namespace std::chrono_literals;

namespace {

using Names = std::vector<std::string>;

constexpr ConcentrationChange stronger{338_uL, 500_ug_per_mL, 2'000_ug_per_mL, 300_ug_per_day, 300_ug_per_day};
constexpr ConcentrationChange weaker{338_uL, 2'000_ug_per_mL, 500_ug_per_mL, 300_ug_per_day, 300_ug_per_day};

BridgePlan plan(const ConcentrationChange& change, const PumpFigures& pump = {}) {
  auto made = plan_bridge(change, pump);
  REQUIRE(made.has_value());
  CHECK(all_have_sources(made->advised));
  return *std::move(made);
}

}  // namespace

TEST_CASE("500 to 2,000 mcg/mL at 300 mcg/day with a bridge: 13 and a half hours at 0.60 mL/day, at the old dose") {
  CHECK(bridged(stronger) == OldDrug{600'000_nL_per_day, Milliseconds(48'672'000), 300_ug_per_day});
  CHECK(text_of_line(plan(stronger).advised, "bridge") == "With a bridge 0.338 mL of old drug go on at 0.6 mL/day for 13 h 31 min: the patient gets 300 mcg/day as before.");
  CHECK(plan(stronger).flow_afterwards == 150'000_nL_per_day);
}

TEST_CASE("500 to 2,000 mcg/mL at 300 mcg/day without a bridge: 54 hours at 75 mcg/day, which brings on withdrawal") {
  CHECK(unbridged(stronger) == OldDrug{150'000_nL_per_day, Milliseconds(194'688'000), 75_ug_per_day});
  const auto made = plan(stronger);
  CHECK(cautions_of(made.advised) == Names{"without_bridge"});
  CHECK(text_of_line(made.advised, "without_bridge") == "Without a bridge the old drug flows at 0.15 mL/day for 54 h 4 min: the patient gets 75 mcg/day instead of 300 mcg/day (-75 %).");
  CHECK(made.advised.find("without_bridge")->reason.find("withdrawal") != std::string::npos);
}

TEST_CASE("2,000 to 500 mcg/mL at 300 mcg/day without a bridge: 13 and a half hours at 1,200 mcg/day, four times the dose") {
  CHECK(unbridged(weaker) == OldDrug{600'000_nL_per_day, Milliseconds(48'672'000), 1'200_ug_per_day});
  CHECK(plan(weaker).advised.find("without_bridge")->reason.find("overdose") != std::string::npos);
  CHECK(bridged(weaker) == OldDrug{150'000_nL_per_day, Milliseconds(194'688'000), 300_ug_per_day});
}

TEST_CASE("where the dose changes with the concentration, the bridge goes by the old dose and the rest by the new one") {
  ConcentrationChange change = stronger;
  change.new_dose = 330_ug_per_day;
  CHECK(bridged(change) == bridged(stronger));
  CHECK(unbridged(change).dose == DoseRate(82'500));
  CHECK(plan(change).flow_afterwards == 165'000_nL_per_day);
}

TEST_CASE("the same concentration needs no bridge, and nothing is said against it") {
  ConcentrationChange same = stronger;
  same.after = same.before;
  const auto made = plan(same);
  CHECK(cautions_of(made.advised).empty());
  REQUIRE(made.advised.lines.size() == 1);
  CHECK(made.advised.lines[0].name == "no_bridge_needed");
}

TEST_CASE("a flow that the pump does not keep is said for the bridge and for afterwards, with what it would take") {
  // 90 mcg/day of 2,000 mcg/mL: 0.045 mL/day.
  const auto slow = plan({338_uL, 500_ug_per_mL, 2'000_ug_per_mL, 90_ug_per_day, 90_ug_per_day});
  CHECK(cautions_of(slow.advised) == Names{"without_bridge", "flow_too_low"});
  CHECK(text_of_line(slow.advised, "flow_too_low") ==
        "90 mcg/day of 2000 mcg/mL flows at 0.045 mL/day afterwards, below the lowest flow of 0.048 mL/day: the pump would refuse it. At 2000 mcg/mL the lowest dose is 96 mcg/day; for 90 mcg/day the strongest concentration is 1875 mcg/mL.");
  CHECK(slow.advised.find("flow_too_low")->basis == Basis::assumed);
  CHECK(cautions_of(plan({338_uL, 500_ug_per_mL, 2'000_ug_per_mL, 96_ug_per_day, 96_ug_per_day}).advised) == Names{"without_bridge"});
  PumpFigures pump;
  pump.highest_flow = {500'000, Basis::pump, "as this pump tells it", pump.highest_flow.reason};
  const auto fast = plan(stronger, pump);
  CHECK(text_of_line(fast.advised, "flow_too_high") ==
        "300 mcg/day of 500 mcg/mL flows at 0.6 mL/day during the bridge, above the highest flow of 0.5 mL/day: the pump would refuse it. At 500 mcg/mL the highest dose is 250 mcg/day; for 300 mcg/day the weakest concentration is 600 mcg/mL.");
  CHECK(fast.advised.find("flow_too_high")->basis == Basis::pump);
}

TEST_CASE("a screening concentration in the reservoir is said") {
  CHECK(cautions_of(plan({338_uL, 500_ug_per_mL, 50_ug_per_mL, 300_ug_per_day, 300_ug_per_day}).advised) == Names{"without_bridge", "screening_concentration"});
}

TEST_CASE("a bridge never moves more old drug than lies in the path, and misses it by less than a millisecond") {
  std::mt19937_64 random(11);
  const auto any = [&](std::int64_t least, std::int64_t most) { return std::uniform_int_distribution<std::int64_t>(least, most)(random); };
  for (int n = 0; n < 2'000; ++n) {
    const ConcentrationChange change{Nanolitres(any(1, 1'000'000'000)), Concentration(any(1, 100'000'000)), Concentration(any(1, 100'000'000)), DoseRate(any(1, 1'000'000'000)), DoseRate(any(1, 1'000'000'000))};
    CAPTURE(n);
    const Wide path = static_cast<Wide>(change.path.value) * change.before.value * one_day.count();
    const auto moved = [&](std::int64_t ms) { return static_cast<Wide>(change.dose.value) * 1'000'000 * ms; };
    const auto lasts = bridged(change).lasts.count();
    CHECK(moved(lasts) <= path);
    CHECK(moved(lasts + 1) > path);
    const Wide exact_dose = static_cast<Wide>(change.new_dose.value) * change.before.value;
    CHECK(static_cast<Wide>(unbridged(change).dose.value) * change.after.value <= exact_dose);
    CHECK(static_cast<Wide>(unbridged(change).dose.value + 1) * change.after.value > exact_dose);
  }
}

TEST_CASE("amounts that nobody means are errors") {
  for (const auto& change : {ConcentrationChange{Nanolitres(-1), 500_ug_per_mL, 500_ug_per_mL, 300_ug_per_day, 300_ug_per_day}, ConcentrationChange{338_uL, Concentration(0), 500_ug_per_mL, 300_ug_per_day, 300_ug_per_day},
                             ConcentrationChange{338_uL, 500_ug_per_mL, Concentration(100'000'001), 300_ug_per_day, 300_ug_per_day}, ConcentrationChange{338_uL, 500_ug_per_mL, 500_ug_per_mL, DoseRate(0), 300_ug_per_day},
                             ConcentrationChange{338_uL, 500_ug_per_mL, 500_ug_per_mL, 300_ug_per_day, DoseRate(-5)}}) {
    CHECK_FALSE(plan_bridge(change, {}).has_value());
  }
  CHECK(plan_bridge({Nanolitres(-1), 500_ug_per_mL, 500_ug_per_mL, 300_ug_per_day, 300_ug_per_day}, {}).error().text == "-0.000001 mL is no volume: it must not be below 0");
}
