// How host time becomes pump time.
#include "pump_sim/host/clock.hpp"

#include <doctest/doctest.h>

using namespace ipt;
using namespace std::chrono_literals;

TEST_CASE("time stands where it is held, however fast it went, and nothing beyond is waited for") {
  const LinkTime start{};
  WorldClock clock(Uptime{1h}, start, 3'600);
  clock.hold_at(Uptime{3h}, start);
  CHECK((clock.at(start + 1s) == Uptime{2h}));
  CHECK((clock.at(start + 10s) == Uptime{3h}));
  CHECK((clock.when(Uptime{3h}) == start + 2s));
  CHECK((clock.when(Uptime{3h} + 1ms) == no_deadline));
  clock.hold_at({}, start + 10s);  // the time that it stood is not made up
  CHECK((clock.at(start + 11s) == Uptime{4h}));
}

TEST_CASE("a leap beyond the hold goes on from there, and never back") {
  WorldClock clock(Uptime{1h}, LinkTime{}, 3'600);
  clock.hold_at(Uptime{3h}, LinkTime{});
  clock.restart(Uptime{5h}, LinkTime{1s});
  CHECK((clock.at(LinkTime{1s}) == Uptime{5h}));
  CHECK((clock.at(LinkTime{2s}) == Uptime{6h}));
  clock.restart(Uptime{3h}, LinkTime{2s});
  CHECK((clock.at(LinkTime{9s}) == Uptime{3h}));
}
