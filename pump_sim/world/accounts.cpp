#include "pump_sim/world/accounts.hpp"

namespace ipt {
namespace {

constexpr std::int64_t femtograms_a_nanogram = 1'000'000;

Amount sum(Amount a, const Amount& b) { return a += b; }

/// Shows masses as whole nanograms so that they still add up: each is the difference of two running sums, both rounded
/// down. So each is within one nanogram of the truth, nothing shows as something, and a row of accounts shows exactly
/// the rounded total. Accounts that rest come first: what moves later in the row does not change how they show.
class ShownMass {
 public:
  Nanograms next(const Amount& account) {
    const std::int64_t before = running_ / femtograms_a_nanogram;
    running_ += account.mass.value;
    return Nanograms{running_ / femtograms_a_nanogram - before};
  }

 private:
  std::int64_t running_ = 0;
};

}  // namespace

Amount path_amount(const World& world) {
  Amount all;
  for (const Fluid& stretch : world.path) all += amount(stretch);
  return all;
}

bool is_conserved(const World& world) {
  const Totals& totals = world.totals;
  const Amount in = sum(totals.initial, totals.injected);
  Amount out = sum(totals.delivered, totals.withdrawn);
  out += totals.spilled;
  out += amount(world.reservoir);
  out += amount(world.pocket);
  const Amount path = path_amount(world);
  out += path;
  return in == out && path.volume == world.hardware.path && volume(world.reservoir) <= world.hardware.capacity;
}

Truth truth(const World& then, Uptime now) {
  World world = then;
  advance(world, now);
  const Totals& totals = world.totals;
  const Amount reservoir = amount(world.reservoir);
  const Amount pocket = amount(world.pocket);
  const Amount path = path_amount(world);
  Truth shown;
  shown.initial_nl = totals.initial.volume;
  shown.injected_nl = totals.injected.volume;
  shown.reservoir_nl = reservoir.volume;
  shown.path_nl = path.volume;
  shown.delivered_nl = totals.delivered.volume;
  shown.withdrawn_nl = totals.withdrawn.volume;
  shown.pocket_nl = pocket.volume;
  shown.spilled_nl = totals.spilled.volume;
  ShownMass in;
  shown.initial_ng = in.next(totals.initial);
  shown.injected_ng = in.next(totals.injected);
  ShownMass out;
  shown.withdrawn_ng = out.next(totals.withdrawn);
  shown.spilled_ng = out.next(totals.spilled);
  shown.pocket_ng = out.next(pocket);
  shown.delivered_ng = out.next(totals.delivered);
  shown.path_ng = out.next(path);
  shown.reservoir_ng = out.next(reservoir);
  shown.strokes = sense(world, now).strokes_counted;
  shown.stalled = standing_since(world.motor, now).has_value();
  shown.accuracy_ppm = world.motor.accuracy_ppm;
  shown.needle = world.needle;
  shown.drug = world.reservoir.drug;
  shown.battery_used = used(world.battery, world.hardware.battery, world.motor, now);
  return shown;
}

}  // namespace ipt
