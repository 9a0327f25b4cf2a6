#include "programmer/report/since.hpp"

#include <doctest/doctest.h>

#include "tests/programmer/report/made_up_visit.hpp"

using namespace ipt;
using namespace ipt::test;
using namespace ipt::report;

namespace {

Since since_bells_last_visit(const std::optional<LastSeen>& last_seen) {
  const auto read = made_up_visit();
  return since_last_visit(read.log, "Dr Bell", read.now.uptime, last_seen);
}

}  // namespace

TEST_CASE("what this visit itself has done is new: the last visit is the one before") {
  // Bell acted on 30 Jun 2026 (#3) and today (#8 to #11).
  const auto since = since_bells_last_visit({});
  CHECK(since.from == 4);
  CHECK(since.when == "this programmer's visit of 30 Jun 2026 09:00");
}

TEST_CASE("a visit that only read counts as well, by what this programmer remembers of it") {
  const auto since = since_bells_last_visit(LastSeen{4, after(360).uptime, after(360).clock});
  CHECK(since.from == 5);
  CHECK(since.when == "this programmer read it, 27 Dec 2026 00:00");
}

TEST_CASE("what was read a moment ago belongs to this visit, and hides nothing") {
  CHECK(since_bells_last_visit(LastSeen{11, after(407, 8, 29).uptime, after(407, 8, 29).clock}).from == 4);
}

TEST_CASE("somebody else's visit is not this programmer's, and whoever comes for the first time reads all") {
  const auto read = made_up_visit();
  CHECK(since_last_visit(read.log, "Dr New", read.now.uptime, {}).from == 1);
  CHECK(since_last_visit(read.log, "", read.now.uptime, {}).when == "the pump's log begins");
}

TEST_CASE("from a time of the pump's clock on, the first entry that is not earlier is new, and beyond the newest none") {
  const auto read = made_up_visit();
  CHECK(since_clock(read.log, after(350, 9, 15).clock).from == 4);
  CHECK(since_clock(read.log, after(350, 9, 16).clock).from == 5);
  CHECK(since_clock(read.log, after(500).clock).from == 12);
  CHECK(since_clock({}, after(500).clock).from == 1);
}
