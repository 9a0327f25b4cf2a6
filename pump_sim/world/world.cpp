#include "pump_sim/world/world.hpp"

#include <algorithm>
#include <utility>

#include "pump_sim/world/accounts.hpp"

namespace ipt {
namespace {

constexpr std::int64_t millionths_a_nanolitre = 1'000'000;

/// A stall, an occlusion or a dry reservoir lets strokes pass without moving anything, and nothing is owed for them afterwards. The
/// last stroke before empty moves what is left.
Nanolitres moved_by(Motor& motor, Strokes driven, const World& world) {
  if (motor.stalled_since || world.catheter == Catheter::occluded || driven.value == 0) return {};
  const Wide due = motor.millionths + static_cast<Wide>(driven.value) * world.hardware.stroke.value * motor.accuracy_ppm;
  const Nanolitres left = volume(world.reservoir);
  if (due / millionths_a_nanolitre >= left.value) {
    motor.millionths = 0;
    return left;
  }
  motor.millionths = static_cast<std::int64_t>(due % millionths_a_nanolitre);
  return Nanolitres{static_cast<std::int64_t>(due / millionths_a_nanolitre)};
}

/// From the reservoir into the path; what the path can no longer hold has left the tip.
void push_through(World& world, Nanolitres moved) {
  if (moved.value == 0) return;
  Fluid entering = take(world.reservoir, moved);
  if (!world.path.empty() && follows(world.path.back(), entering)) {
    world.path.back().to = entering.to;
  } else {
    world.path.push_back(std::move(entering));
  }
  auto last_out = world.path.begin();
  for (Nanolitres leaving = moved; leaving.value > 0;) {
    const Fluid out = take(*last_out, std::min(leaving, volume(*last_out)));
    if (world.catheter == Catheter::off) {
      pour(out, world.pocket);
    } else {
      world.totals.delivered += amount(out);
    }
    leaving -= volume(out);
    if (volume(*last_out).value == 0) ++last_out;
  }
  world.path.erase(world.path.begin(), last_out);
}

bool is_sound(const Hardware& hardware) {
  constexpr std::int64_t one_litre = 1'000'000'000;
  return hardware.capacity.value > 0 && hardware.capacity.value <= one_litre && hardware.residual.value >= 0 &&
         hardware.path.value >= 0 && hardware.path.value <= one_litre && hardware.stroke.value > 0 &&
         hardware.stroke.value <= one_litre && hardware.stall_detection.count() >= 0;
}

bool is_sound(const Motor& motor, Uptime now) {
  const bool counts = motor.strokes_before.value >= 0 && motor.strokes_settled.value >= 0;
  const bool moves = motor.accuracy_ppm >= 500'000 && motor.accuracy_ppm <= 1'500'000 && motor.millionths >= 0 &&
                     motor.millionths < millionths_a_nanolitre;
  return counts && moves && is_sound(motor.order) && motor.order.since <= now &&
         motor.strokes_settled == strokes(motor.order, now) && motor.stalled_since.value_or(now) <= now;
}

}  // namespace

World fresh_world(const Hardware& hardware, Nanolitres filled, std::string drug, Concentration concentration) {
  IPT_CHECK(is_sound(hardware));
  IPT_CHECK(filled.value >= 0 && filled <= hardware.capacity);
  World world;
  world.hardware = hardware;
  if (hardware.path.value > 0) world.path.push_back(fluid(drug, hardware.path, concentration));
  world.reservoir = fluid(std::move(drug), filled, concentration);
  world.totals.initial = amount(world.reservoir);
  world.totals.initial += path_amount(world);
  IPT_CHECK(is_sound(world));
  return world;
}

bool is_sound(const World& world) {
  const auto sound = [](const Fluid& stretch) { return is_sound(stretch); };
  const bool place = world.needle == Place::out || world.needle == Place::septum || world.needle == Place::pocket;
  const bool catheter = world.catheter == Catheter::whole || world.catheter == Catheter::occluded || world.catheter == Catheter::off;
  return place && catheter && is_sound(world.hardware) && is_sound(world.motor, world.now) && sound(world.reservoir) &&
         sound(world.pocket) && std::all_of(world.path.begin(), world.path.end(), sound) && is_conserved(world);
}

void advance(World& world, Uptime now) {
  IPT_CHECK(now >= world.now);
  Motor& motor = world.motor;
  const Strokes made = strokes(motor.order, now);
  const Nanolitres moved = moved_by(motor, made - motor.strokes_settled, world);
  motor.strokes_settled = made;
  world.now = now;
  push_through(world, moved);
  IPT_CHECK(is_conserved(world));
}

Sensed sense(const World& world, Uptime now) {
  const Motor& motor = world.motor;
  return {.strokes_counted = motor.strokes_before + strokes(motor.order, now),
          .stalled = motor.stalled_since && now >= *motor.stalled_since + world.hardware.stall_detection,
          .battery_low = false};
}

Uptime next_event(const World& world, Uptime now) {
  if (!world.motor.stalled_since) return never;
  const Uptime noticed = *world.motor.stalled_since + world.hardware.stall_detection;
  return noticed > now ? noticed : never;
}

void set_order(World& world, StandingOrder order) {
  IPT_CHECK(is_sound(order));
  IPT_CHECK(order.stroke == world.hardware.stroke || order.stroke.value == 0);
  advance(world, order.since);
  world.motor.strokes_before += world.motor.strokes_settled;
  world.motor.strokes_settled = Strokes{0};
  world.motor.order = std::move(order);
}

}  // namespace ipt
