#include "tools/rehearsing/report.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <pugixml.hpp>
#include <sstream>

#include "common/amount_text.hpp"
#include "common/printable.hpp"

namespace ipt::rehearsing {
namespace {

std::string what_of(const StepResult& step) {
  if (!step.act.empty()) return step.act;
  return step.say.empty() ? "look" : step.say;
}

std::string failure_text(const std::string& file, const CheckResult& check) { return fmt::format("{}:{}: {}: expected {}, came {}", file, check.line, check.name, check.expected, check.came); }

std::string step_name(const StepResult& step) { return fmt::format("step {}, {}: {}", step.number, step.when, what_of(step)); }

}  // namespace

std::string text_of(const Played& played, bool all) {
  const auto& [scenario, performance] = played;
  std::string text = fmt::format("{} {}  {} ({}; seed {})\n", performance.passed() ? "PASS" : "FAIL", scenario.file, printable(scenario.title), name(scenario.who_knows), scenario.seed);
  if (all) text += fmt::format("      {}\n      source: {}\n", printable(scenario.moral), printable(scenario.source));
  for (const auto& step : performance.steps) {
    if (!all && step.passed()) continue;
    text += fmt::format("  {} step {}, line {}, {}  {}{}{}\n", step.passed() ? "PASS" : "FAIL", step.number, step.line, step.when, printable(what_of(step)), step.happened.empty() ? "" : " -> ", printable(step.happened));
    if (all && !step.say.empty() && !step.act.empty()) text += fmt::format("         \"{}\"\n", printable(step.say));
    for (const auto& check : step.checks) {
      if (check.passed && all) text += fmt::format("         {}: {}\n", check.name, printable(check.came));
      if (check.passed) continue;
      text += fmt::format("    FAIL line {}: {}\n         expected {}\n         came     {}\n", check.line, check.name, printable(check.expected), printable(check.came));
    }
  }
  return text;
}

boost::json::object json_of(const Played& played) {
  const auto& [scenario, performance] = played;
  boost::json::array steps;
  for (const auto& step : performance.steps) {
    boost::json::array checks;
    for (const auto& check : step.checks) {
      checks.push_back(boost::json::object{{"what", check.name}, {"line", check.line}, {"expected", check.expected}, {"came", check.came}, {"passed", check.passed}});
    }
    steps.push_back(boost::json::object{{"step", step.number}, {"line", step.line}, {"at_ms", step.at.count()}, {"when", step.when}, {"say", step.say}, {"act", step.act},
                                        {"happened", step.happened}, {"passed", step.passed()}, {"checks", std::move(checks)}});
  }
  return {{"file", scenario.file}, {"title", scenario.title}, {"moral", scenario.moral}, {"source", scenario.source}, {"who_knows", name(scenario.who_knows)},
          {"seed", scenario.seed}, {"patient", scenario.patient}, {"passed", performance.passed()}, {"fingerprint", fmt::format("{:016x}", performance.fingerprint)}, {"steps", std::move(steps)}};
}

std::string junit_of(const std::vector<Played>& all) {
  pugi::xml_document document;
  auto declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  auto suites = document.append_child("testsuites");
  for (const auto& [scenario, performance] : all) {
    auto suite = suites.append_child("testsuite");
    suite.append_attribute("name") = printable(scenario.title).c_str();
    suite.append_attribute("file") = printable(scenario.file).c_str();
    int failures = 0;
    for (const auto& step : performance.steps) failures += step.passed() ? 0 : 1;
    suite.append_attribute("tests") = performance.steps.size();
    suite.append_attribute("failures") = failures;
    for (const auto& step : performance.steps) {
      auto one = suite.append_child("testcase");
      one.append_attribute("classname") = printable(scenario.title).c_str();
      one.append_attribute("name") = printable(step_name(step)).c_str();
      one.append_attribute("line") = step.line;
      std::string why;
      for (const auto& check : step.checks) {
        if (!check.passed) why += (why.empty() ? "" : "\n") + printable(failure_text(scenario.file, check));
      }
      if (why.empty()) continue;
      auto failure = one.append_child("failure");
      failure.append_attribute("message") = why.substr(0, why.find('\n')).c_str();
      failure.text() = why.c_str();
    }
  }
  std::ostringstream out;
  document.save(out, "  ");
  return out.str();
}

}  // namespace ipt::rehearsing
