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
  if (world.catheter == Catheter::occluded || driven.value == 0) return {};
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
         hardware.stroke.value <= one_litre && hardware.stall_detection.count() >= 0 && is_sound(hardware.battery);
}

bool is_sound(const Motor& motor, Uptime now) {
  const bool counts = motor.strokes_before.value >= 0 && motor.strokes_settled.value >= 0;
  const bool moves = motor.accuracy_ppm >= 500'000 && motor.accuracy_ppm <= 1'500'000 && motor.millionths >= 0 &&
                     motor.millionths < millionths_a_nanolitre;
  return counts && moves && is_sound(motor.order) && motor.order.since <= now &&
         motor.strokes_settled == strokes(motor.order, now) && is_sound_standing(motor, now);
}

bool is_sound(const Electronics& electronics) {
  constexpr std::int64_t a_century = 36'525;
  return electronics.interferences >= 0 && electronics.replace_by_off_days >= -a_century && electronics.replace_by_off_days <= a_century && electronics.readings_to_recover <= 100;
}

bool is_stall_noticed(const World& world, Uptime t) {
  const auto since = standing_since(world.motor, t);
  return since && t >= *since + world.hardware.stall_detection;
}

/// The first instant after `now` at which a stall is noticed, or one that was noticed is over.
Uptime next_stall_news(const World& world, Uptime now) {
  if (is_stall_noticed(world, now)) return next_turn(world.motor, now);
  for (Uptime at = now; at != never;) {
    const Uptime turn = next_turn(world.motor, at);
    if (const auto since = standing_since(world.motor, at)) {
      const Uptime noticed = *since + world.hardware.stall_detection;
      if (noticed < turn) return noticed;
    }
    at = turn;
  }
  return never;
}

/// What was driven from `from` to `to`, while the motor turned all along.
void settle_strokes(World& world, Uptime to, bool stands) {
  Motor& motor = world.motor;
  const Strokes made = strokes(motor.order, to);
  const Nanolitres moved = stands ? Nanolitres{} : moved_by(motor, made - motor.strokes_settled, world);
  motor.strokes_settled = made;
  push_through(world, moved);
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
  return place && catheter && is_sound(world.hardware) && is_sound(world.motor, world.now) && is_sound(world.electronics) &&
         is_sound(world.battery, world.hardware.battery, world.motor, world.now) && sound(world.reservoir) &&
         sound(world.pocket) && std::all_of(world.path.begin(), world.path.end(), sound) && is_conserved(world);
}

void advance(World& world, Uptime now) {
  IPT_CHECK(now >= world.now);
  for (Uptime at = world.now;;) {
    const Uptime to = std::min(now, next_turn(world.motor, at));
    settle_strokes(world, to, standing_since(world.motor, at).has_value());
    if (to == now) break;
    at = to;
  }
  world.now = now;
  IPT_CHECK(is_conserved(world));
}

Sensed sense(const World& world, Uptime now) {
  const Electronics& electronics = world.electronics;
  const BatteryKind& battery = world.hardware.battery;
  const Strokes driven = strokes_driven(world.motor, now);
  const std::int64_t charge = battery.capacity > 0 ? used(world.battery, battery, driven, now) : -1;
  return {.strokes_counted = driven,
          .stalled = is_stall_noticed(world, now),
          .battery_low = charge >= battery.low,
          .battery_end = charge >= battery.capacity,
          .battery_resets = world.battery.resets,
          .interferences = electronics.interferences,
          .readings_to_recover = electronics.readings_to_recover,
          .memory_worn = electronics.memory_worn,
          .replace_by_off_days = electronics.replace_by_off_days};
}

Uptime next_event(const World& world, Uptime now, Uptime until) {
  const Uptime next = std::min(next_stall_news(world, now), next_news(world.battery, world.hardware.battery, world.motor, now, until));
  return next > until ? never : next;
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
