#include "programmer/core/titration_limits.hpp"

#include <doctest/doctest.h>

#include <random>
#include <tuple>

#include "common/wide.hpp"
#include "tests/programmer/core/advised.hpp"

using namespace ipt;
using namespace std::chrono_literals;

namespace {

using Names = std::vector<std::string>;

TitrationLimits limits(const TitrationAsked& asked) {
  auto made = titration_limits(asked);
  REQUIRE(made.has_value());
  CHECK(all_have_sources(made->advised));
  return *std::move(made);
}

Names cautions(PatientGroup group, DoseRate present, DoseRate wanted) { return cautions_of(limits({group, present, wanted, {}, 48h}).advised); }

}  // namespace

TEST_CASE("spasticity of spinal origin is titrated by 10 to 30 percent in a day, of cerebral origin and in children by 5 to 15") {
  const auto spinal = limits({PatientGroup::spinal, 120_ug_per_day, {}, {}, {}});
  CHECK(spinal.lowest == 132_ug_per_day);
  CHECK(spinal.highest == 156_ug_per_day);
  for (const auto group : {PatientGroup::cerebral, PatientGroup::child}) {
    const auto other = limits({group, 120_ug_per_day, {}, {}, {}});
    CHECK(other.lowest == 126_ug_per_day);
    CHECK(other.highest == 138_ug_per_day);
  }
}

TEST_CASE("the limits themselves are usual, a nanogram more is not") {
  CHECK(cautions(PatientGroup::spinal, 120_ug_per_day, 156_ug_per_day).empty());
  CHECK(cautions(PatientGroup::spinal, 120_ug_per_day, DoseRate(156'001)) == Names{"titration"});
  CHECK(cautions(PatientGroup::child, 120_ug_per_day, 138_ug_per_day).empty());
  CHECK(cautions(PatientGroup::child, 120_ug_per_day, DoseRate(138'001)) == Names{"titration"});
  CHECK(cautions(PatientGroup::child, 120_ug_per_day, 84_ug_per_day).empty());
  CHECK(cautions(PatientGroup::child, 120_ug_per_day, DoseRate(83'999)) == Names{"decrease"});
  const auto small = limits({PatientGroup::spinal, 120_ug_per_day, DoseRate(131'999), {}, 48h});
  CHECK(small.advised.find("small_step") != nullptr);
  CHECK(cautions_of(small.advised).empty());
  CHECK(small.change_permille == 100);
}

TEST_CASE("nothing is increased in the first 24 hours of therapy") {
  const auto early = limits({PatientGroup::spinal, 120_ug_per_day, {}, {}, 24h - Milliseconds(1)});
  CHECK(early.lowest == 120_ug_per_day);
  CHECK(early.highest == 120_ug_per_day);
  CHECK(cautions_of(early.advised) == Names{"first_day"});
  const auto later = limits({PatientGroup::spinal, 120_ug_per_day, {}, {}, 24h});
  CHECK(later.highest == 156_ug_per_day);
  CHECK(later.advised.find("first_day") == nullptr);
  const auto unknown = limits({PatientGroup::spinal, 120_ug_per_day, {}, {}, {}});
  REQUIRE(unknown.advised.find("first_day") != nullptr);
  CHECK_FALSE(unknown.advised.find("first_day")->is_caution);
}

TEST_CASE("what was added within the last day counts, and once it fills the day nothing more is usual") {
  const auto part = limits({PatientGroup::spinal, 110_ug_per_day, 131_ug_per_day, 100_ug_per_day, 48h});
  CHECK(part.lowest == 110_ug_per_day);
  CHECK(part.highest == 130_ug_per_day);
  CHECK(cautions_of(part.advised) == Names{"titration"});
  CHECK(text_of_line(part.advised, "titration").find("131 mcg/day after 100 mcg/day is +31 %, the lowest dose of the last 24 h") != std::string::npos);
  const auto full = limits({PatientGroup::child, 115_ug_per_day, {}, 100_ug_per_day, 48h});
  CHECK(full.highest == 115_ug_per_day);
  CHECK(cautions_of(full.advised) == Names{"day_is_full"});
  CHECK(limits({PatientGroup::child, 115_ug_per_day, {}, DoseRate(0), 48h}).highest == DoseRate(132'250));
}

TEST_CASE("60 mcg an hour after 60 mcg a day is 24 times the dose") {
  const auto made = limits({PatientGroup::child, 60_ug_per_day, 1440_ug_per_day, {}, 48h});
  CHECK(cautions_of(made.advised) == Names{"titration", "hour_for_day", "above_maintenance"});
  CHECK(text_of_line(made.advised, "hour_for_day").find("24 times the present dose") != std::string::npos);
}

TEST_CASE("maintenance is 300 to 800 mcg/day of spinal origin, 90 to 703 of cerebral, and 24 to 1,199 under 12 years") {
  const auto said = [](PatientGroup group, std::int64_t dose) {
    Advised advised;
    check_maintenance(advised, DoseRate(dose), group);
    REQUIRE(advised.lines.size() == 1);
    CHECK(advised.lines[0].basis == Basis::verified);
    CHECK(advised.lines[0].is_caution == (advised.lines[0].name == "above_maintenance"));
    return advised.lines[0].name;
  };
  const std::tuple<PatientGroup, std::int64_t, std::int64_t> ranges[] = {{PatientGroup::spinal, 300'000, 800'000}, {PatientGroup::cerebral, 90'000, 703'000}, {PatientGroup::child, 24'000, 1'199'000}};
  for (const auto& [group, lowest, highest] : ranges) {
    CHECK(said(group, lowest - 1) == "below_maintenance");
    CHECK(said(group, lowest) == "maintenance");
    CHECK(said(group, highest) == "maintenance");
    CHECK(said(group, highest + 1) == "above_maintenance");
  }
}

TEST_CASE("whatever the dose, the usual next one is never more than the percentage of it, and less than a nanogram below") {
  std::mt19937_64 random(7);
  for (int n = 0; n < 2'000; ++n) {
    const DoseRate present(std::uniform_int_distribution<std::int64_t>(1, 1'000'000'000)(random));
    CAPTURE(present.value);
    for (const auto& [group, most] : {std::pair(PatientGroup::spinal, 1'300), std::pair(PatientGroup::child, 1'150)}) {
      const auto made = titration_limits({group, present, {}, {}, 48h});
      const Wide exact = static_cast<Wide>(present.value) * most;
      CHECK(static_cast<Wide>(made->highest.value) * 1'000 <= exact);
      CHECK(static_cast<Wide>(made->highest.value + 1) * 1'000 > exact);
      CHECK(made->lowest >= present);
      CHECK(made->lowest <= made->highest);
    }
  }
}

TEST_CASE("a dose that nobody means is an error, and groups are known by their names") {
  CHECK(titration_limits({PatientGroup::child, DoseRate(0), {}, {}, {}}).error().text == "0 mcg/day is no daily dose: it must be above 0");
  CHECK_FALSE(titration_limits({PatientGroup::child, 120_ug_per_day, DoseRate(-1), {}, {}}).has_value());
  for (const auto group : {PatientGroup::spinal, PatientGroup::cerebral, PatientGroup::child}) CHECK(patient_group(name_of(group)) == group);
  CHECK_FALSE(patient_group("adult").has_value());
}
