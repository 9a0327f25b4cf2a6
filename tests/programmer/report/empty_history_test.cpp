#include <doctest/doctest.h>

#include "programmer/report/html.hpp"
#include "programmer/report/session_report.hpp"
#include "programmer/report/text.hpp"
#include "tests/programmer/report/made_up_visit.hpp"

using namespace ipt;
using namespace ipt::test;

TEST_CASE("a pump that was never used has a report, which says of each part that there is nothing") {
  const std::string text = report::text_of(report::session_report(empty_visit()));
  for (const char* says : {"log kept by the pump  nothing", "NOTHING IS DELIVERED: the pump is stopped", "drug  ", "cannot be told: never filled", "No change of therapy stands in the log since then.",
                           "None is listed, and none has come or gone.", "no refill stands in the log", "This pump has no program.", "No program stands in the log.", "Nothing stands in the log since then."}) {
    CAPTURE(says);
    CHECK(text.find(says) != std::string::npos);
  }
}

TEST_CASE("the page of a pump that was never used draws its reservoir at nothing and no dose") {
  const std::string page = report::html_of(report::session_report(empty_visit()));
  CHECK(page.find("Computed reservoir</figcaption>") != std::string::npos);
  CHECK(page.find("Programmed dose over the week") == std::string::npos);
  CHECK(page.find("Programmed dose since the log begins") == std::string::npos);
}

TEST_CASE("a program without a log, as of a pump whose log begins later, is drawn as it runs now") {
  auto read = empty_visit();
  read.now = after(9);
  read.program = Program{2'000_ug_per_mL, SimpleContinuous{120_ug_per_day}};
  const auto document = report::session_report(read);
  CHECK(report::html_of(document).find("Programmed dose since the log begins") != std::string::npos);
  CHECK(report::text_of(document).find("since the log begins  no change  \u2013            120 mcg/day") != std::string::npos);
}
