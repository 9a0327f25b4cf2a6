#include "programmer/records/csv.hpp"

#include <doctest/doctest.h>

using namespace ipt;

namespace {

std::string record(std::vector<std::string> fields) { return csv_record(fields); }

}  // namespace

TEST_CASE("a field with a comma, a quote or a line's end stands in quotes, and a quote stands twice (RFC 4180)") {
  CHECK(record({"a", "b c", ""}) == "a,b c,\r\n");
  CHECK(record({"Doe, Jane", "says \"hi\"", "two\r\nlines", "one\nmore"}) == "\"Doe, Jane\",\"says \"\"hi\"\"\",\"two\r\nlines\",\"one\nmore\"\r\n");
  CHECK(record({"\""}) == "\"\"\"\"\r\n");
}

TEST_CASE("each table of the register is a file with a line of headings, and each record has as many fields") {
  ClinicRegister all;
  all.patients = {{"A", true}, {"B", false}};
  all.pumps = {{"p", "ipt-20", {}, "A", {}}, {"q", "", PumpDay(std::chrono::days(365)), "", ReadStatus{}}};
  RegisteredRefill refill;
  refill.serial = "p", refill.expected = 14'600_uL, refill.withdrawn = 13'200_uL, refill.steps = {{RefillStep::needle, StepState::out_of_order, RefillStep::withdraw}};
  all.refills = {refill};
  all.prescriptions = {{"A", PumpDay(), "baclofen", 2000_ug_per_mL, 120_ug_per_day, PatientGroup::child, "Dr X"}};
  all.appointments = {{"A", PumpClock(), "refill"}};
  const auto files = csv_files(all);
  REQUIRE(files.size() == 6);
  for (const auto& file : files) {
    CAPTURE(file.name);
    std::vector<int> commas{0};  // of each record, outside quotes
    bool quoted = false;
    for (const char letter : file.content) {
      quoted = quoted != (letter == '"');
      if (!quoted && letter == ',') ++commas.back();
      if (!quoted && letter == '\n') commas.push_back(0);
    }
    commas.pop_back();
    CHECK(commas.size() >= 2);
    for (const auto number : commas) CHECK(number == commas.front());
  }
  CHECK(files[0].content == "name,insurance\r\nA,verified\r\nB,pending\r\n");
  CHECK(files[2].content.ends_with("A,1970-01-01,baclofen,2000000,120000,child,Dr X\r\n"));
  CHECK(files[3].content.find("p,1970-01-01T00:00:00,14600000,13200000,-1400000,,,0,,,,,uncertain,\r\n") != std::string::npos);
  CHECK(files[4].content.find("needle,out_of_order,withdraw,\"a needle beside the port: a pocket fill, with an overdose within hours\"\r\n") != std::string::npos);
}
