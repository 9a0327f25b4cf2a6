// The scenarios that are shipped: each passes, and each teaches.
#include <algorithm>
#include <filesystem>

#include "tests/rehearsing/written.hpp"

using namespace ipt;
using namespace ipt::test;

namespace {

std::vector<std::string> shipped() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(IPT_SOURCE) + "/tools/rehearsal/scenarios")) files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

/// Ends of sentences: a point with a capital letter, or with nothing, behind it.
int sentences(const std::string& text) {
  int count = 0;
  for (std::size_t at = text.find('.'); at != text.npos; at = text.find('.', at + 1)) {
    const bool ends = at + 1 == text.size() || (at + 2 < text.size() && text[at + 1] == ' ' && text[at + 2] >= 'A' && text[at + 2] <= 'Z');
    count += ends ? 1 : 0;
  }
  return count;
}

}  // namespace

TEST_CASE("every scenario that is shipped passes") {
  REQUIRE(!shipped().empty());
  for (const auto& file : shipped()) {
    INFO(file);
    const auto scenario = rehearsing::load_scenario(file);
    INFO((scenario ? "" : scenario.error().text));
    REQUIRE(scenario.has_value());
    CHECK(failures(rehearsing::perform(*scenario)) == "");
  }
}

TEST_CASE("every scenario that is shipped has its number in the brief as its name and seed, its moral in two sentences, and asks both sides") {
  for (const auto& file : shipped()) {
    INFO(file);
    const auto scenario = rehearsing::load_scenario(file);
    REQUIRE(scenario.has_value());
    const int number = std::stoi(std::filesystem::path(file).filename().string().substr(0, 2));
    CHECK(scenario->seed == 100U + static_cast<unsigned>(number));
    CHECK(sentences(scenario->moral) == 2);
    CHECK((scenario->who_knows == rehearsing::WhoKnows::no_incident) == (number == 0));
    if (number > 0) CHECK(scenario->source.find("incident " + std::to_string(number) + ":") != std::string::npos);
    bool pump_says = false, is_so = false;
    for (const auto& step : scenario->steps) {
      for (const auto& check : step.checks) {
        pump_says |= check.name.starts_with("pump_says.");
        is_so |= check.name.starts_with("is_so.");
      }
    }
    CHECK(pump_says);
    CHECK(is_so);
  }
}
