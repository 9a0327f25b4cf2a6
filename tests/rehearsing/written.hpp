#pragma once
#include <doctest/doctest.h>

#include <string>

#include "tools/rehearsing/performance.hpp"

namespace ipt::test {

/// A whole file around these steps. They begin in line 5.
inline std::string written(const std::string& steps) {
  return "title: \"A test\"\nmoral: \"It teaches. Nothing.\"\nsource: \"none\"\nwho_knows: NO_INCIDENT\n" + steps;
}

inline rehearsing::Performance performed(const std::string& steps) {
  const auto scenario = rehearsing::parse_scenario(written(steps), "test.txtpb");
  INFO((scenario ? "" : scenario.error().text));
  REQUIRE(scenario.has_value());
  return rehearsing::perform(*scenario);
}

/// The checks that failed, one a line.
inline std::string failures(const rehearsing::Performance& performance) {
  std::string text;
  for (const auto& step : performance.steps) {
    for (const auto& check : step.checks) {
      if (!check.passed) text += check.name + ": expected " + check.expected + ", came " + check.came + "\n";
    }
  }
  return text;
}

}  // namespace ipt::test
