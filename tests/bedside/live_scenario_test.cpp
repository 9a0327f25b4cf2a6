// The rehearsal's scenarios as they come about at a bed.
#include "tools/bedside/console/live_scenario.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace ipt;

namespace {

const LiveScenario& named(std::string_view name) {
  for (const auto& scenario : live_scenarios()) {
    if (scenario.name == name) return scenario;
  }
  FAIL("no such scenario: " << name);
  return live_scenarios().front();
}

constexpr std::int64_t day = 86'400'000;

}  // namespace

TEST_CASE("every scenario of the rehearsal can be played, with its story, its start and its steps in order") {
  CHECK(live_scenarios().size() >= 23);
  for (const auto& scenario : live_scenarios()) {
    CAPTURE(scenario.name);
    CHECK_FALSE(scenario.title.empty());
    CHECK_FALSE(scenario.moral.empty());
    CHECK_FALSE(scenario.profile.empty());
    CHECK(scenario.start.volume_nl() > 0);
    CHECK_FALSE(scenario.steps.empty());
    CHECK(std::is_sorted(scenario.steps.begin(), scenario.steps.end(), [](const auto& a, const auto& b) { return a.at_ms < b.at_ms; }));
    for (const auto& step : scenario.steps) CHECK((step.whose == LiveStep::Whose::programmer) <= !step.act.has_value());
  }
}

TEST_CASE("a pocket fill leaves the hands to the learner and says what is expected of them") {
  const auto& scenario = named("11-pocket-fill");
  CHECK(scenario.start.dose_ng_per_day() == 300'000);
  CHECK(scenario.start.patient() == "spinal");
  CHECK(scenario.who_knows == "the programmer can know");
  const auto& interrogates = scenario.steps.at(0);
  CHECK(interrogates.at_ms == 90 * day);
  CHECK(interrogates.expected == "interrogates the pump");
  const auto& misses = scenario.steps.at(1);
  CHECK((misses.whose == LiveStep::Whose::hands));
  CHECK(misses.act->move_needle().place() == bedside::v1::PLACE_POCKET);
  CHECK_FALSE(scenario.steps.at(3).is_mislabelled);
  CHECK(scenario.steps.at(3).act->fill().volume_nl() == 18'000'000);
}

TEST_CASE("a label lies where the refill is programmed with another concentration than is injected, and nowhere else") {
  for (const auto& scenario : live_scenarios()) {
    const bool lies = std::any_of(scenario.steps.begin(), scenario.steps.end(), [](const auto& step) { return step.is_mislabelled; });
    CHECK_MESSAGE(lies == (scenario.name == "21-wrong-concentration"), scenario.name);
  }
}

TEST_CASE("what befalls the pump comes as an act of the bedside, on the calendar and after the step before") {
  const auto read = read_live_scenario("x", R"(
    title: "t" start { stopped: true clock: "2026-01-01T00:00" }
    step { at: "2026-01-03" accuracy: "-2.4%" }
    step { after: "1d" catheter: OFF }
    step { leak { volume: "14mL" } }
    step { stalls { times: 3 last: "30min" interval: "1d" } }
    step { leave_field { late: "2h" } }
    step { battery_used: "85%" }
    step { replace_by_off: "+400d" }
    step { replace_by_off: "-1d" }
    step { say: "nothing is done" }
    step { programmer_dies { once_it_is_sent: true } }
    step { expect { pump_says { mode: "stopped" } } }
  )");
  REQUIRE_MESSAGE(read, (read ? "" : read.error().text));
  CHECK_FALSE(read->start.has_dose_ng_per_day());
  const auto& steps = read->steps;
  REQUIRE(steps.size() == 10);
  CHECK(steps[0].at_ms == 2 * day);
  CHECK(steps[0].act->set_accuracy().parts_per_million() == 976'000);
  CHECK(steps[1].at_ms == 3 * day);
  CHECK(steps[1].act->set_catheter().state() == bedside::v1::CATHETER_OFF);
  CHECK(steps[2].act->leak().volume_nl() == 14'000'000);
  CHECK(steps[3].act->plan_stalls().interval_ms() == 86'400'000);
  CHECK(steps[4].act->leave_field().late_ms() == 7'200'000);
  CHECK(steps[5].act->use_battery().percent() == 85);
  CHECK(steps[6].act->misprint_replace_by().days() == 400);
  CHECK(steps[7].act->misprint_replace_by().days() == -1);
  CHECK(steps[8].say == "nothing is done");
  CHECK_FALSE(steps[9].act);
  CHECK_FALSE(steps[9].expected.empty());
}

TEST_CASE("a scenario that cannot be read says which and why") {
  CHECK(read_live_scenario("x", "title:").error().text.starts_with("x:1:"));
  CHECK(read_live_scenario("x", R"(start { volume: "much" } step { at: "1d" })").error().text.starts_with("x: "));
  CHECK_FALSE(read_live_scenario("x", R"(step { at: "1d" leak { volume: "much" } })"));
}
