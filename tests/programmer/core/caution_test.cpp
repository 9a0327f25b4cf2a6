#include "programmer/core/caution.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace ipt;

namespace {

Before running(DoseRate dose = 120_ug_per_day) {
  Before before;
  before.status.mode = Mode::simple_continuous;
  before.status.drug = "baclofen";
  before.status.concentration = 2'000_ug_per_mL;
  before.status.daily_dose = Nanograms(dose.value);
  before.program = Program{2'000_ug_per_mL, SimpleContinuous{dose}};
  before.path = 338_uL;
  return before;
}

Program constant(DoseRate dose, Concentration concentration = 2'000_ug_per_mL) { return {concentration, SimpleContinuous{dose}}; }

std::vector<std::string> names(TherapyKind kind, const Before& before = running()) {
  std::vector<std::string> found;
  for (const auto& caution : cautions({"p", ModeAfter::unchanged, std::move(kind)}, before)) {
    CHECK_FALSE(caution.text.empty());
    found.push_back(caution.name);
  }
  return found;
}

using Names = std::vector<std::string>;

DoseRange always(Nanograms dose) { return {dose, dose}; }

}  // namespace

TEST_CASE("a change within the usual titration gets no caution") {
  CHECK(names(constant(120_ug_per_day)).empty());
  CHECK(names(constant(138_ug_per_day)).empty());  // +15 %
  CHECK(names(constant(84_ug_per_day)).empty());   // -30 %
  CHECK(names(Resume{}).empty());
  CHECK(names(SetClock{}).empty());
  CHECK(names(AlarmSettings{}).empty());
}

TEST_CASE("an increase beyond 15 and beyond 30 percent, and a large cut, are said") {
  CHECK(names(constant(DoseRate(138'200))) == Names{"titration"});
  CHECK(names(constant(156_ug_per_day)) == Names{"titration"});
  const auto beyond = cautions({"p", ModeAfter::unchanged, constant(157_ug_per_day)}, running());
  REQUIRE(beyond.size() == 1);
  CHECK(beyond[0].text.find("unusual for anybody") != std::string::npos);
  CHECK(names(constant(DoseRate(83'800))) == Names{"decrease"});
}

TEST_CASE("a figure that was assumed says so, one that was read does not") {
  CHECK(cautions({"p", ModeAfter::unchanged, constant(60_ug_per_day)}, running())[0].text.find("assumed") != std::string::npos);
  CHECK(cautions({"p", ModeAfter::unchanged, constant(157_ug_per_day)}, running())[0].text.find("assumed") == std::string::npos);
}

TEST_CASE("a dose of 60 mcg an hour instead of a day is found out") {
  Before before = running(60_ug_per_day);
  before.hourly = true;
  CHECK(names(constant(1'440_ug_per_day), before) == Names{"hourly_dose", "daily_dose", "hour_for_day", "titration"});
}

TEST_CASE("an hourly dose in a schedule is said with what the schedule then goes up to") {
  Before before = running();
  before.hourly = true;
  const Flex flex{{{1, Milliseconds{0}, 120_ug_per_day}, {2, Milliseconds{0}, 130_ug_per_day}}};
  const auto found = cautions({"p", ModeAfter::unchanged, Program{2'000_ug_per_mL, flex}}, before);
  REQUIRE(found.size() == 1);
  CHECK(found[0].name == "hourly_dose");
  CHECK(found[0].text == "A dose in the schedule was written per hour, which is 24 times its figure a day: the schedule now goes up to 130 mcg/day. If it was meant per day, write /day.");
}

TEST_CASE("an interval in minutes that was meant in hours is found out") {
  const PeriodicBolus typed{30_ug, Milliseconds{60'000}, Milliseconds{6 * 60'000}, {}};
  const auto found = cautions({"p", ModeAfter::unchanged, Program{2'000_ug_per_mL, typed}}, running());
  REQUIRE_FALSE(found.empty());
  CHECK(found[0].name == "minutes_for_hours");
  CHECK(found[0].text.find("240 doses a day") != std::string::npos);
  CHECK(found[0].text.find("every 6 h?") != std::string::npos);
  const PeriodicBolus meant{30_ug, Milliseconds{600'000}, Milliseconds{6 * 3'600'000}, {}};
  CHECK(names(Program{2'000_ug_per_mL, meant}).empty());
}

TEST_CASE("the highest step of a schedule is what is compared") {
  const Flex flex{{{1, Milliseconds{0}, 120_ug_per_day}, {2, Milliseconds{0}, 300_ug_per_day}}};
  CHECK(names(Program{2'000_ug_per_mL, flex}) == Names{"titration"});
}

TEST_CASE("a schedule that a constant dose would replace is said") {
  Before before = running();
  before.program = Program{2'000_ug_per_mL, Flex{{{1, Milliseconds{0}, 120_ug_per_day}}}};
  CHECK(names(constant(120_ug_per_day), before) == Names{"schedule_replaced"});
}

TEST_CASE("a bolus above the largest screening bolus is said") {
  CHECK(names(SingleBolus{100_ug, Milliseconds{60'000}, 2'000_ug_per_mL}).empty());
  CHECK(names(SingleBolus{Nanograms(100'001), Milliseconds{60'000}, 2'000_ug_per_mL}) == Names{"bolus"});
}

TEST_CASE("another drug, another concentration and a screening concentration at a refill are said") {
  const auto refill = [](std::string drug, Concentration concentration, std::optional<Program> program) {
    return Refill{20_mL, 1_mL, 1_mL, std::move(drug), concentration, {}, std::move(program), {}, {}};
  };
  CHECK(names(refill("baclofen", 2'000_ug_per_mL, {})).empty());
  CHECK(names(refill("baclofen", 500_ug_per_mL, constant(120_ug_per_day, 500_ug_per_mL))) == Names{"concentration", "old_drug"});
  CHECK(names(refill("morphine", 2'000_ug_per_mL, {})) == Names{"drug"});
  CHECK(names(refill("baclofen", 50_ug_per_mL, constant(240_ug_per_day, 50_ug_per_mL))) == Names{"screening_concentration", "concentration", "old_drug", "titration"});
}

TEST_CASE("that another drug or concentration ends what a patient may ask for is said, where there is such a thing") {
  Before before = running();
  before.status.patient_boluses = PatientBoluses{{20_ug, std::chrono::minutes(10), std::chrono::hours(2), 3}, 0, {}};
  const auto refill = [](std::string drug, Concentration concentration) { return Refill{20_mL, 1_mL, 1_mL, std::move(drug), concentration, {}, constant(120_ug_per_day, concentration), {}, {}}; };
  CHECK(names(refill("baclofen", 2'000_ug_per_mL), before).empty());
  CHECK(names(refill("morphine", 2'000_ug_per_mL), before) == Names{"drug", "patient_limits_end"});
  CHECK(names(refill("baclofen", 500_ug_per_mL), before) == Names{"concentration", "patient_limits_end", "old_drug"});
  CHECK(names(refill("morphine", 2'000_ug_per_mL)) == Names{"drug"});
}

TEST_CASE("2,000 to 500 mcg/mL at 300 mcg/day without a bridge: 1,200 mcg/day for 13 and a half hours") {
  const Refill refill{20_mL, 1_mL, 1_mL, "baclofen", 500_ug_per_mL, {}, constant(300_ug_per_day, 500_ug_per_mL), {}, {}};
  const auto found = cautions({"p", ModeAfter::unchanged, refill}, running(300_ug_per_day));
  REQUIRE(found.size() == 2);
  CHECK(found[1].text.find("0.338 mL of old drug") != std::string::npos);
  CHECK(found[1].text.find("for about 13 h 31 min the patient gets 1200 mcg/day instead of 300 mcg/day") != std::string::npos);
}

TEST_CASE("a periodic program that replaces a periodic one gives its first dose at once, and that is said") {
  const Program periodic{2'000_ug_per_mL, PeriodicBolus{30_ug, Milliseconds{600'000}, Milliseconds{21'600'000}, {}}};
  Before before = running();
  CHECK(names(periodic, before).empty());
  before.program = periodic;
  CHECK(names(periodic, before) == Names{"dose_at_once"});
}

TEST_CASE("a pump without any dose before is not compared with nothing") {
  Before before = running(DoseRate(0));
  before.program.reset();
  CHECK(names(constant(500_ug_per_day), before).empty());
  CHECK(names(constant(1'200_ug_per_day), before) == Names{"daily_dose"});
}

TEST_CASE("what is no matter of clinical figures is never cautioned about, and the minimum rate has no dose to compare") {
  using std::chrono::minutes;
  for (const TherapyKind& kind : std::vector<TherapyKind>{Prime{338_uL, minutes(30)}, Bridge{338_uL, 500_ug_per_mL, 110_ug_per_day}, Resume{}, SetClock{}, PatientLimits{}, AlarmSettings{2_mL, 3}}) {
    CHECK(names(kind).empty());
  }
}

TEST_CASE("small steps that add up to a large one within a day are said, whoever made them") {
  // Three times +14 %, none of which is unusual by itself: 100 -> 114 -> 130 -> 148 mcg/day.
  Before before = running(100_ug_per_day);
  CHECK(names(constant(114_ug_per_day), before).empty());
  before = running(114_ug_per_day);
  before.recent.doses = {always(100_ug), always(114_ug)};
  const auto second = cautions({"p", ModeAfter::unchanged, constant(130_ug_per_day)}, before);
  REQUIRE(second.size() == 1);
  CHECK(second[0].name == "titration");
  CHECK(second[0].text.find("after 100 mcg/day within the last 24 h (the present dose is 114 mcg/day) is +30 %: more than +15 % within 24 h is unusual for children") != std::string::npos);
  before = running(130_ug_per_day);
  before.recent.doses = {always(100_ug), always(114_ug), always(114_ug), always(130_ug)};
  const auto third = cautions({"p", ModeAfter::unchanged, constant(148_ug_per_day)}, before);
  REQUIRE(third.size() == 1);
  CHECK(third[0].text.find("unusual for anybody") != std::string::npos);
  before.recent.doses.clear();  // a day later
  CHECK(names(constant(148_ug_per_day), before).empty());
}

TEST_CASE("small cuts that add up to a large one within a day are said, and a step the other way is not") {
  Before before = running(80_ug_per_day);
  before.recent.doses = {always(100_ug), always(80_ug)};
  CHECK(names(constant(70_ug_per_day), before).empty());  // -30 % of 100
  CHECK(names(constant(69_ug_per_day), before) == Names{"decrease"});
  CHECK(names(constant(60_ug_per_day), before) == Names{"decrease"});
  before = running(60_ug_per_day);
  before.recent.doses = {always(100_ug), always(60_ug)};
  CHECK(names(constant(66_ug_per_day), before).empty());  // upwards by 10 %, though it is less than yesterday
  CHECK(names(constant(60_ug_per_day), before).empty());
}

TEST_CASE("the lowest step is titrated as the highest is, at once and over a day") {
  const auto flex = [](DoseRate night, DoseRate day) { return Program{2'000_ug_per_mL, Flex{{{1, std::chrono::hours(7), day}, {1, std::chrono::hours(21), night}}}}; };
  Before before = running();
  before.program = flex(96_ug_per_day, 400_ug_per_day);
  const auto night = cautions({"p", ModeAfter::unchanged, flex(399_ug_per_day, 400_ug_per_day)}, before);
  REQUIRE(night.size() == 1);
  CHECK(night[0].name == "titration");
  CHECK(night[0].text.find("399 mcg/day after 96 mcg/day, at the lowest step, is +315.6 %") != std::string::npos);
  CHECK(names(flex(105_ug_per_day, 440_ug_per_day), before).empty());
  CHECK(names(flex(96_ug_per_day, 250_ug_per_day), before) == Names{"decrease"});
  before.program = flex(300_ug_per_day, 400_ug_per_day);
  before.recent.doses = {{390_ug, 400_ug}, {300_ug, 400_ug}};
  CHECK(names(flex(270_ug_per_day, 400_ug_per_day), before) == Names{"decrease"});
  before.recent.doses.clear();
  CHECK(names(flex(270_ug_per_day, 400_ug_per_day), before).empty());
}

TEST_CASE("a log that does not reach back over the day is told, where a program is changed") {
  Before before = running();
  before.recent.is_whole = false;
  CHECK(names(constant(121_ug_per_day), before) == Names{"day_unknown"});
  CHECK(names(SingleBolus{50_ug, Milliseconds{60'000}, 2'000_ug_per_mL}, before).empty());
  before.program.reset();
  CHECK(names(constant(121_ug_per_day), before).empty());
}

TEST_CASE("a priming or a bridge of more than tubing and catheter hold is told with what the patient gets of it") {
  const Before before = running();
  REQUIRE(before.path > 0_nL);
  CHECK(names(Prime{before.path, Milliseconds{1'800'000}}, before).empty());
  CHECK(names(Prime{before.path + 1_nL, Milliseconds{1'800'000}}, before) == Names{"prime_beyond_path"});
  CHECK(names(Bridge{before.path, 500_ug_per_mL, 120_ug_per_day}, before).empty());
  CHECK(names(Bridge{before.path + 1_nL, 500_ug_per_mL, 120_ug_per_day}, before) == Names{"bridge_beyond_path"});
  const auto told = cautions({"p", ModeAfter::unchanged, Prime{before.path + 59'000_nL, Milliseconds{1'800'000}}}, before);
  CHECK(told[0].text.find("the other 0.059 mL go to the patient, 118 mcg at once") != std::string::npos);
}
