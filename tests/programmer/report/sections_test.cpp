#include "programmer/report/sections.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "programmer/report/session_report.hpp"
#include "tests/programmer/report/made_up_visit.hpp"

using namespace ipt;
using namespace ipt::test;
using report::Row;

namespace {

/// The row with that first cell, of whichever table; without cells if there is none.
Row row_of(const report::Section& section, const std::string& what) {
  for (const auto& table : section.tables) {
    for (const auto& row : table.rows) {
      if (row.cells.front() == what) return row;
    }
  }
  return {};
}

std::string value_of(const report::Section& section, const std::string& what) {
  const auto row = row_of(section, what);
  return row.cells.size() < 2 ? "no such row" : row.cells[1];
}

bool is_attended(const report::Readings& read, const std::string& says) {
  return std::ranges::any_of(report::session_report(read).attentions, [&](const std::string& attention) { return attention.find(says) != std::string::npos; });
}

}  // namespace

TEST_CASE("what runs beside the program stands there: a bridge, what a patient may ask for, the other drug of a mixture") {
  auto read = made_up_visit();
  const auto present = report::present_section(read);
  CHECK(value_of(present, "bridge running") == "0.0125 mL of 0.199 mL, 76 h to go at the old dose; then the daily dose above");
  CHECK(value_of(present, "patient may ask for") == "10 mcg over 20 min: 1 of 3 within 24 h so far, the next in 1 h 30 min");
  CHECK(value_of(present, "with it") == "morphine 29.285 mcg/day, of 500 mcg/mL");
  read.status.bridge.reset();
  read.status.patient_boluses.reset();
  read.status.other_doses.clear();
  for (const char* gone : {"bridge running", "patient may ask for", "with it"}) CHECK(value_of(report::present_section(read), gone) == "no such row");
}

TEST_CASE("a priming is told as one, and a patient's bolus as the patient's") {
  auto read = made_up_visit();
  read.status.bolus = BolusProgress{made_up_id(8), 140'000_nL, 70'000_nL, std::chrono::minutes(6)};
  read.status.operations = {{made_up_id(8), OperationKind::prime, OperationState::executed, read.now.uptime}};
  CHECK(value_of(report::present_section(read), "priming running") == "0.07 mL of 0.14 mL, 6 min to go");
  read.status.operations.front().kind = OperationKind::patient_bolus;
  CHECK(value_of(report::present_section(read), "patient's bolus running") == "0.07 mL of 0.14 mL, 6 min to go");
}

TEST_CASE("a pump that wears out is told with the day on which it stops by itself") {
  auto read = made_up_visit();
  CHECK(is_attended(read, "must be REPLACED; its end of service, when it stops by itself: 6 May 2027"));
  CHECK(row_of(report::present_section(read), "battery").is_marked);
  CHECK(row_of(report::present_section(read), "replace pump by (end of service)").cells == std::vector<std::string>{"replace pump by (end of service)", "6 May 2027", "in 83 days"});
  read.status.battery = BatteryState::end;
  CHECK(is_attended(read, "NOTHING IS DELIVERED: the pump has reached its end of service"));
  CHECK(value_of(report::present_section(read), "end of service").starts_with("REACHED"));
  read.status.battery = BatteryState::good;
  CHECK_FALSE(is_attended(read, "REPLACED"));
  CHECK_FALSE(row_of(report::present_section(read), "battery").is_marked);
}

TEST_CASE("telemetry mode is told while it holds, and afterwards what it did") {
  auto read = made_up_visit();
  CHECK(value_of(report::present_section(read), "telemetry mode") == "was held in it by interference, and delivered nothing until it was interrogated");
  CHECK_FALSE(is_attended(read, "telemetry mode"));
  read.status.alarms.back().active = true;
  CHECK(value_of(report::present_section(read), "telemetry mode").starts_with("HELD"));
  CHECK(is_attended(read, "NOTHING IS DELIVERED: interference holds the pump in telemetry mode"));
  read.status.alarms.clear();
  CHECK(value_of(report::present_section(read), "telemetry mode") == "nothing told");
}

TEST_CASE("a battery that failed and a memory that cannot be written are told with what they leave to do") {
  auto read = made_up_visit();
  read.status.alarms = {{3, AlarmKind::battery_reset, true, true, false, false, {}, {}, Tone::two_tone}, {4, AlarmKind::minor_memory_error, false, true, false, false, {}, {}, Tone::single}};
  CHECK(is_attended(read, "the minimum rate is all that runs until a program is sent"));
  CHECK(is_attended(read, "refuses every change but a stop"));
  CHECK(row_of(report::present_section(read), "program memory").is_marked);
}

TEST_CASE("old and new are the pump's own answers, then and now, and only what differs is marked") {
  const auto read = made_up_visit();
  const auto changes = report::changes_section(read);
  CHECK(row_of(changes, "mode").cells == std::vector<std::string>{"mode", "simple continuous", "flex"});
  CHECK(row_of(changes, "daily dose").cells == std::vector<std::string>{"daily dose", "120 mcg/day", "117.142 mcg/day (-2.4 %)"});
  CHECK(row_of(changes, "with it").cells == std::vector<std::string>{"with it", "30 mcg/day", "morphine 29.285 mcg/day"});
  CHECK(row_of(changes, "mode").is_marked);
  CHECK_FALSE(row_of(changes, "drug").is_marked);
  CHECK(row_of(changes, "patient may ask for").cells == std::vector<std::string>{"patient may ask for", "\u2013", "10 mcg over 20 min, 4 h apart, 3 within 24 h"});
}

TEST_CASE("the other drug of a mixture is marked only if its dose differs") {
  auto read = made_up_visit();
  CHECK(row_of(report::changes_section(read), "with it").is_marked);
  read.status.other_doses.front().daily_dose = 30_ug;
  CHECK(row_of(report::changes_section(read), "with it").cells.size() == 3);
  CHECK_FALSE(row_of(report::changes_section(read), "with it").is_marked);
}

TEST_CASE("where the journal does not reach back, the log's dose stands as the old one, and it is said that no more is known") {
  auto read = made_up_visit();
  read.operations.clear();
  const auto changes = report::changes_section(read);
  CHECK(row_of(changes, "daily dose").cells == std::vector<std::string>{"daily dose", "120 mcg/day", "117.142 mcg/day"});
  CHECK(value_of(changes, "mode") == "\u2013");
  CHECK(changes.notes == std::vector<std::string>{"The pump's journal does not tell what was in force before the first of these changes; its log tells the dose."});
}

TEST_CASE("what is uncertain comes first, as neither done nor not done") {
  auto read = made_up_visit();
  CHECK(report::changes_section(read).tables.front().caption.starts_with("UNCERTAIN"));
  CHECK(is_attended(read, "UNCERTAIN, neither done nor not done until the pump says so: bolus 30mcg over 20min"));
  read.sent.back().is_uncertain = false;
  CHECK_FALSE(report::changes_section(read).tables.front().caption.starts_with("UNCERTAIN"));
}

TEST_CASE("the reservoir account takes what is computed from what was filled, and sums what refills have shown") {
  const auto reservoir = report::reservoir_section(made_up_visit());
  CHECK(row_of(reservoir, "used since").cells == std::vector<std::string>{"used since", "3.4125 mL", "1365 strokes of 0.0025 mL"});
  CHECK(value_of(reservoir, "can come out by needle") == "14.1875 mL");
  CHECK(row_of(reservoir, "all together").cells[2] == "-2.6 mL");
}

TEST_CASE("the log holds what is new, and what is older only shapes the dose history") {
  const auto read = made_up_visit();
  const auto log = report::log_section(read);
  CHECK(log.tables.front().rows.front().cells.front() == "5");
  CHECK(log.tables.front().rows.size() == 7);
  const auto history = report::dose_history_section(read);
  CHECK(history.tables.front().rows.front().cells[1] == "program");
}
