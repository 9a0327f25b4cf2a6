// The patient in a rehearsal: feels what the pump really delivers, and nobody else knows.
#include <doctest/doctest.h>

#include "tools/rehearsal/programmer.hpp"
#include "tools/rehearsal/rehearsal.hpp"

using namespace ipt;
using namespace std::chrono_literals;

TEST_CASE("a patient lives through a rehearsal, one leap or many, crash or none, and comes out the same") {
  const auto child = load_patient("child");
  REQUIRE(child);
  Rehearsal::Setup in_a_child;
  in_a_child.seed = 5;
  in_a_child.patient = *child;
  Rehearsal leaping{in_a_child};
  Rehearsal sliced{in_a_child};
  leaping.advance(24h);
  for (int hour = 0; hour < 24; ++hour) sliced.advance(1h);
  CHECK(leaping.patient().effect_ng_per_ml == doctest::Approx(sliced.patient().effect_ng_per_ml).epsilon(1e-9));
  CHECK(leaping.patient().effect_ng_per_ml == doctest::Approx(0.92 * 1.2 * 139.7).epsilon(0.01));
  for (Rehearsal* room : {&leaping, &sliced}) room->by_hand([](World& world, Uptime now) { stall(world, true, now); });
  leaping.advance(48h);
  for (int hour = 0; hour < 48; ++hour) {
    if (hour == 20) sliced.reboot();
    sliced.advance(1h);
  }
  CHECK(leaping.patient().effect_ng_per_ml == doctest::Approx(sliced.patient().effect_ng_per_ml).epsilon(1e-9));
  CHECK(leaping.patient().effect_ng_per_ml < 2);
  CHECK((leaping.truth() == sliced.truth()));
}
