#include "programmer/core/clinic.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "programmer/core/expiry.hpp"

using namespace ipt;
using namespace std::chrono_literals;

namespace {

constexpr PumpDay today{std::chrono::sys_days(2026y / 4 / 1).time_since_epoch()};
using std::chrono::days;

RegisteredPump a_pump(const std::string& serial, const std::string& patient, Date refill_by) {
  ReadStatus status;
  status.read = today;
  status.refill_by = refill_by;
  return {serial, "ipt-20", {}, patient, status};
}

std::vector<std::string> serials(const std::vector<DuePatient>& lines) {
  std::vector<std::string> out;
  for (const auto& line : lines) out.push_back(line.serial);
  return out;
}

bool has(const DuePatient& line, const std::string& sentence) { return std::find(line.attention.begin(), line.attention.end(), sentence) != line.attention.end(); }

}  // namespace

TEST_CASE("who is due comes by the refill-by date, the longest overdue first, and who has time yet does not come") {
  ClinicRegister all;
  for (const char* name : {"A", "B", "C", "D", "E"}) all.patients.push_back({name, true});
  all.pumps = {a_pump("p-late", "A", today + days(14)), a_pump("p-soon", "B", today), a_pump("p-over", "C", today - days(3)), a_pump("p-longer", "D", today - days(30)), a_pump("p-time", "E", today + days(15))};
  const auto lines = due(all, today, days(14));
  REQUIRE(serials(lines) == std::vector<std::string>{"p-longer", "p-over", "p-soon", "p-late"});
  CHECK(lines[0].attention.front() == "OVERDUE by 30 days");
  CHECK_FALSE(has(lines[2], "OVERDUE by 0 days"));
  CHECK(lines[3].days_left == days(14));
}

TEST_CASE("nobody drops off the list in silence: a pump never read, stopped or empty stands at its end, and a pump of nobody too") {
  ClinicRegister all;
  for (const char* name : {"A", "B", "C", "D", "E"}) all.patients.push_back({name, true});
  all.pumps = {a_pump("p-stopped", "A", DateAbsent::stopped), {"p-unread", "", {}, "B", {}}, a_pump("p-empty", "C", DateAbsent::no_drug), a_pump("p-far", "D", DateAbsent::beyond_horizon), a_pump("p-nobody", "", today)};
  const auto lines = due(all, today, days(7));
  REQUIRE(serials(lines) == std::vector<std::string>{"p-nobody", "p-stopped", "p-unread", "p-empty", ""});
  CHECK_FALSE(lines[0].insurance_verified.has_value());
  CHECK(has(lines[0], "whose pump is it? `programmer clinic add pump`"));
  CHECK_FALSE(has(lines[0], "no appointment"));
  CHECK(has(lines[1], "the pump is stopped: no drug is flowing"));
  CHECK(has(lines[2], "never read: nobody knows when it has to be refilled"));
  CHECK(has(lines[3], "the pump holds no drug"));
  CHECK(has(lines[4], "no pump is registered"));
}

TEST_CASE("pending insurance, no appointment and one that comes too late each stand on the list") {
  ClinicRegister all;
  all.patients = {{"A", true}, {"B", false}, {"C", true}};
  all.pumps = {a_pump("a", "A", today + days(5)), a_pump("b", "B", today + days(6)), a_pump("c", "C", today + days(7))};
  all.appointments = {{"A", today - days(1), "past"}, {"A", PumpClock(today + days(5)) + 9h, "refill"}, {"A", today + days(90), "check"}, {"C", today + days(8), "refill"}};
  const auto lines = due(all, today, days(14));
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].appointment->what == "refill");
  CHECK(lines[0].attention.empty());
  CHECK((has(lines[1], "insurance pending") && has(lines[1], "no appointment")));
  CHECK(lines[2].attention == std::vector<std::string>{"the appointment comes after the refill-by date"});
}

TEST_CASE("a trend is made of refills that were done, of one pump") {
  ClinicRegister all;
  const auto add = [&](const char* serial, Nanolitres withdrawn, const char* outcome) {
    RegisteredRefill refill;
    refill.serial = serial, refill.expected = 5_mL, refill.withdrawn = withdrawn, refill.outcome = outcome;
    all.refills.push_back(refill);
  };
  add("p", 4_mL, "done");
  add("p", 1_mL, "not_done");
  add("p", 2_mL, "");
  add("q", 9_mL, "done");
  add("p", 6_mL, "done");
  CHECK(discrepancies_of(all, "p") == std::vector<Nanolitres>{-1_mL, 1_mL});
}

TEST_CASE("a drug is good on its last day and expired on the next; a month means its last day") {
  const auto last = parse_expiry("2028-02");
  REQUIRE(last.has_value());
  CHECK(*last == *parse_expiry("2028-02-29"));
  CHECK_FALSE(expiry_caution(*last, *last).has_value());
  const auto caution = expiry_caution(*last, *last + days(1));
  REQUIRE(caution.has_value());
  CHECK(caution->name == "drug_expired");
  CHECK(caution->text.find("expired on 29 Feb 2028, 1 day ago:") != std::string::npos);
  for (const char* wrong : {"", "2028", "2028-13", "2028-02-30", "02/2028", "2028-02-1", "2028-2-001"}) CHECK_FALSE(parse_expiry(wrong).has_value());
}
