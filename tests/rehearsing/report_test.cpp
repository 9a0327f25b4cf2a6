#include <boost/json.hpp>

#include "tests/rehearsing/written.hpp"
#include "tools/rehearsing/report.hpp"

using namespace ipt;
using namespace ipt::test;

namespace {

rehearsing::Played played(const std::string& steps) {
  auto scenario = rehearsing::parse_scenario(written(steps), "a<b.txtpb");
  REQUIRE(scenario.has_value());
  auto performance = rehearsing::perform(*scenario);
  return {*std::move(scenario), std::move(performance)};
}
constexpr const char* one_of_two = "step { at: \"1d\" expect { is_so { delivered: \"60uL\" } } }\nstep { expect { is_so { spilled: \"1mL\" } } }\n";

}  // namespace

TEST_CASE("people read PASS or FAIL by step, with what was expected and what came") {
  const std::string text = rehearsing::text_of(played(one_of_two), true);
  CHECK(text.starts_with("FAIL a<b.txtpb  A test (no incident; seed 1)\n"));
  CHECK(text.find("  PASS step 1, line 5, 2026-01-02T00:00:00  look\n         is_so.delivered: 0.06 mL\n") != std::string::npos);
  CHECK(text.find("  FAIL step 2, line 6, 2026-01-02T00:00:00  look\n    FAIL line 6: is_so.spilled\n         expected 1mL\n         came     0 mL\n") != std::string::npos);
  CHECK(rehearsing::text_of(played(one_of_two), false).find("step 1") == std::string::npos);
}

TEST_CASE("a CI system reads one suite a scenario and one case a step, whatever the names hold") {
  const std::string xml = rehearsing::junit_of({played(one_of_two)});
  CHECK(xml.find(R"(<testsuite name="A test" file="a&lt;b.txtpb" tests="2" failures="1">)") != std::string::npos);
  CHECK(xml.find(R"(<failure message="a&lt;b.txtpb:6: is_so.spilled: expected 1mL, came 0 mL">)") != std::string::npos);
}

TEST_CASE("a machine reads every check with what came of it") {
  const auto json = rehearsing::json_of(played(one_of_two));
  CHECK(json.at("passed") == false);
  CHECK(json.at("steps").as_array().size() == 2);
  const auto& check = json.at("steps").as_array()[1].as_object().at("checks").as_array()[0].as_object();
  CHECK(check.at("what") == "is_so.spilled");
  CHECK(check.at("expected") == "1mL");
  CHECK(check.at("came") == "0 mL");
  CHECK(check.at("passed") == false);
}
