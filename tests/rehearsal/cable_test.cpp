// The cable does what was planned, at the frame it was planned for.
#include <doctest/doctest.h>

#include "common/wire.hpp"
#include "tests/rehearsal/bedside_words.hpp"

using namespace ipt;
using namespace ipt::test;
using FaultKind = CableFault::Kind;

namespace {

constexpr LinkTime t(std::int64_t ms) { return LinkTime{Milliseconds{ms}}; }

std::string frame(std::uint64_t seq) {
  std::string bytes;
  wire::Codec().append_frame({9, seq, 0, Ping{}}, bytes);
  return bytes;
}

/// Three frames put at 0, then all that has arrived by `now`.
std::string arrived(Cable& cable, LinkTime now) {
  cable.put(Way::to_pump, frame(1) + frame(2), t(0));
  cable.put(Way::to_pump, frame(3), t(0));
  std::string all;
  while (auto one = cable.take(Way::to_pump, now)) all += *one;
  return all;
}

std::string after(CableFault fault) {
  Cable cable;
  cable.plan(fault);
  return arrived(cable, t(0));
}

}  // namespace

TEST_CASE("frames arrive whole and in order, and a fault meets only the frame it was planned for") {
  const std::string a = frame(1), b = frame(2), c = frame(3);
  CHECK(after({FaultKind::drop, Way::from_pump, 2, {}}) == a + b + c);
  CHECK(after({FaultKind::drop, Way::to_pump, 2, {}}) == a + c);
  CHECK(after({FaultKind::duplicate, Way::to_pump, 2, {}}) == a + b + b + c);
  CHECK(after({FaultKind::delay, Way::to_pump, 2, Milliseconds{100}}) == a + c + b);
  CHECK(after({FaultKind::cut_before, Way::to_pump, 2, {}}) == a);
  CHECK(after({FaultKind::cut_after, Way::to_pump, 2, {}}) == a + b);
}

TEST_CASE("a frame held back with none behind it arrives when its time has come") {
  Cable cable;
  cable.plan({FaultKind::delay, Way::to_pump, 3, Milliseconds{100}});
  CHECK(arrived(cable, t(99)) == frame(1) + frame(2));
  CHECK((cable.next_arrival() == t(100)));
  CHECK(!cable.is_empty(Way::to_pump));
  CHECK((cable.take(Way::to_pump, t(100)) == frame(3)));
  CHECK(cable.is_empty(Way::to_pump));
  CHECK(cable.frames(Way::to_pump) == 3);
}

TEST_CASE("an idle session lives as long as both ends answer each other's pings") {
  Rehearsal room({.seed = 71});
  auto& alice = room.programmer("alice");
  alice.connect();
  room.wait(hours(1));
  CHECK(alice.is_connected());
  CHECK(room.pump().device().sessions() == 1);
  CHECK(alice.status().has_value());
}
