// What was done and happened, as the instructor and the debriefing read it.
#include "tools/bedside/console/timeline.hpp"

#include <doctest/doctest.h>

#include <boost/json.hpp>

using namespace ipt;
namespace json = boost::json;

namespace {
TimelineEntry of(const char* logged, const char* result = "{}") { return entry_of_log(json::parse(logged).as_object(), json::parse(result).as_object()); }
}  // namespace

TEST_CASE("an alarm in the pump's log tells which, and when by both clocks") {
  const auto entry = of(R"({"log_seq": "7", "time": {"boot_count": "1", "uptime_ms": "86400000", "clock_ms": "1767312000000"}, "kind": "LOG_KIND_ALARM_RAISED", "alarm": "ALARM_KIND_MOTOR_STALL"})");
  CHECK((entry.who == TimelineEntry::Who::pump));
  CHECK(entry.what == "alarm_raised");
  CHECK(entry.text == "alarm raised: motor stall");
  CHECK(entry.at_ms == 86'400'000);
  CHECK(json_of(entry).at("clock") == "2026-01-02T00:00:00");
}

TEST_CASE("an operation in the pump's log is called by its kind, with what was answered to it") {
  const auto entry = of(R"({"kind": "LOG_KIND_OPERATION", "who": "anna", "operation": "OPERATION_KIND_REFILL", "volume_nl": "20000000", "discrepancy_nl": "-1400000"})",
                        R"({"in_force": {"mode": "MODE_SIMPLE_CONTINUOUS", "drug": "baclofen", "concentration_ng_per_ml": "500000", "daily_dose_ng": "120000", "bridge": {"volume_nl": "338000"}}})");
  CHECK(entry.what == "refill");
  CHECK(entry.text == "refill, by anna");
  CHECK(entry.facts.at("volume_nl") == 20'000'000);
  CHECK(entry.facts.at("discrepancy_nl") == -1'400'000);
  CHECK(entry.facts.at("concentration_ng_per_ml") == 500'000);
  CHECK(entry.facts.at("bridged") == true);
  CHECK(entry.facts.at("stopped") == false);
  CHECK(of(R"({"kind": "LOG_KIND_OPERATION", "operation": "OPERATION_KIND_PROGRAM"})", R"({"in_force": {"mode": "MODE_STOPPED"}})").facts.at("stopped") == true);
}

TEST_CASE("a timeline that goes back gives the next entry the number of the first that never was") {
  Timeline timeline;
  for (int n = 0; n < 5; ++n) timeline.add({});
  timeline.back_to(2);
  CHECK(timeline.entries().size() == 2);
  TimelineEntry next;
  next.what = "return";
  CHECK(timeline.add(next).n == 3);
  timeline.back_to(0);
  CHECK(timeline.last() == 0);
}
