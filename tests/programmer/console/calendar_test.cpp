#include "programmer/console/calendar.hpp"

#include <doctest/doctest.h>

using namespace ipt;

namespace {

PumpDay day(int year, unsigned month, unsigned of_month) {
  return PumpDay((std::chrono::sys_days(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(of_month))).time_since_epoch());
}

}  // namespace

TEST_CASE("a calendar holds the days that the pump tells, each as a whole day, and no other") {
  Info info;
  info.serial = "ipt-20-0001";
  Status status;
  status.refill_by = day(2027, 2, 28);
  status.low_reservoir_alarm = DateAbsent::stopped;
  const std::string text = calendar_of(info, status, PumpClock{} + std::chrono::hours(8));
  CHECK(text.find("DTSTART;VALUE=DATE:20270228\r\n") != std::string::npos);
  CHECK(text.find("DTEND;VALUE=DATE:20270301\r\n") != std::string::npos);
  CHECK(text.find("DTSTAMP:19700101T080000Z\r\n") != std::string::npos);
  CHECK(text.find("low-reservoir") == std::string::npos);
  CHECK(text.ends_with("END:VCALENDAR\r\n"));
}

TEST_CASE("what a pump calls itself cannot add to its calendar") {
  Info info;
  info.serial = "x\r\nBEGIN:VALARM;,";
  Status status;
  status.refill_by = day(2027, 2, 28);
  const std::string text = calendar_of(info, status, PumpClock{});
  CHECK(text.find("\nBEGIN:VALARM") == std::string::npos);
  CHECK(text.find("\\;\\,") != std::string::npos);
}
