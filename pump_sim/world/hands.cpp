#include <algorithm>
#include <cstdlib>
#include <utility>

#include "pump_sim/world/accounts.hpp"
#include "pump_sim/world/world.hpp"

// What hands do: needle, syringe, and the faults that an instructor sets.
namespace ipt {
namespace {

/// In femtograms and nanolitres, over a pump's life: the sums of either side of the accounts still fit in 63 bits.
constexpr std::int64_t largest_total = INT64_MAX / 4;

/// "1.4 mL", "18.6 mL", "0.0025 mL": no more digits than the figure has.
std::string millilitres(Nanolitres volume) {
  std::string fraction = std::to_string(1'000'000 + volume.value % 1'000'000).substr(1);
  while (fraction.size() > 1 && fraction.back() == '0') fraction.pop_back();
  return std::to_string(volume.value / 1'000'000) + "." + fraction + " mL";
}

Moved moved(const Amount& amount) { return {amount.volume, Nanograms{amount.mass.value / 1'000'000}}; }

Error refused(std::string text) { return {std::move(text)}; }

Result<Moved> take_out(World& world, Fluid& from, Nanolitres volume) {
  const Amount out = amount(take(from, volume));
  world.totals.withdrawn += out;
  IPT_CHECK(is_conserved(world));
  return moved(out);
}

Result<Moved> withdraw_from_reservoir(World& world, std::optional<Nanolitres> asked) {
  const Nanolitres holds = volume(world.reservoir);
  const Nanolitres reachable = std::max(holds - world.hardware.residual, Nanolitres{0});
  if (asked.value_or(reachable) > reachable) {
    return refused("cannot withdraw " + millilitres(*asked) + ": the reservoir holds " + millilitres(holds) +
                   ", a needle leaves " + millilitres(world.hardware.residual) + ", so at most " + millilitres(reachable) +
                   " comes out; nothing was withdrawn");
  }
  return take_out(world, world.reservoir, asked.value_or(reachable));
}

Result<Moved> withdraw_from_pocket(World& world, std::optional<Nanolitres> asked) {
  const Nanolitres lies = volume(world.pocket);
  if (asked.value_or(lies) > lies) {
    return refused("cannot withdraw " + millilitres(*asked) + ": the needle is in the pocket, where only " +
                   millilitres(lies) + " lies; nothing was withdrawn");
  }
  return take_out(world, world.pocket, asked.value_or(lies));
}

std::optional<Error> refuse_syringe(const World& world, Nanolitres volume, const std::string& drug, Concentration concentration) {
  constexpr Nanolitres largest_syringe{100'000'000};
  constexpr Concentration strongest{100'000'000};
  constexpr std::size_t longest_name = 64;
  if (volume.value <= 0 || volume > largest_syringe) {
    return refused("a syringe holds more than 0 and up to " + millilitres(largest_syringe) + "; nothing was injected");
  }
  if (concentration.value < 0 || concentration > strongest) {
    return refused("a concentration of " + std::to_string(concentration.value) + " ng/mL is outside 0 to " +
                   std::to_string(strongest.value) + " ng/mL; nothing was injected");
  }
  if (drug.empty() || drug.size() > longest_name) {
    return refused("the drug's name must have 1 to " + std::to_string(longest_name) + " bytes; nothing was injected");
  }
  // fluid() fits: 10^8 nL × 10^8 ng/mL.
  if (world.totals.injected.mass.value > largest_total - volume.value * concentration.value ||
      world.totals.injected.volume.value > largest_total - volume.value) {
    return refused("more drug than this simulator can count has gone into this pump; nothing was injected. Start a fresh pump");
  }
  return std::nullopt;
}

}  // namespace

void move_needle(World& world, Place place, Uptime now) {
  advance(world, now);
  world.needle = place;
}

Result<Moved> withdraw(World& world, std::optional<Nanolitres> asked, Uptime now) {
  advance(world, now);
  if (asked && asked->value < 0) return refused("a volume to withdraw cannot be negative; nothing was withdrawn");
  switch (world.needle) {
    case Place::out:
      return refused("the needle is out: move it to the septum before withdrawing; nothing was withdrawn");
    case Place::septum:
      return withdraw_from_reservoir(world, asked);
    case Place::pocket:
      return withdraw_from_pocket(world, asked);
  }
  std::abort();  // no such place
}

Result<Moved> inject(World& world, Nanolitres injected, const std::string& drug, Concentration concentration, Uptime now) {
  advance(world, now);
  if (auto refusal = refuse_syringe(world, injected, drug, concentration)) return *std::move(refusal);
  const Fluid syringe = fluid(drug, injected, concentration);
  const Amount in = amount(syringe);
  switch (world.needle) {
    case Place::out:
      world.totals.spilled += in;
      break;
    case Place::septum: {
      const Nanolitres holds = volume(world.reservoir);
      const Nanolitres room = world.hardware.capacity - holds;
      if (injected > room) {
        return refused("cannot inject " + millilitres(injected) + ": the reservoir holds " + millilitres(holds) + " of " +
                       millilitres(world.hardware.capacity) + ", so at most " + millilitres(room) +
                       " fits; nothing was injected");
      }
      world.reservoir = mixed(world.reservoir, syringe);
      break;
    }
    case Place::pocket:
      world.pocket = mixed(world.pocket, syringe);
      break;
  }
  world.totals.injected += in;
  IPT_CHECK(is_conserved(world));
  return moved(in);
}

void stall(World& world, bool stalled, Uptime now) {
  advance(world, now);
  if (!stalled) {
    world.motor.stalled_since.reset();
  } else if (!world.motor.stalled_since) {
    world.motor.stalled_since = now;
  }
}

void set_catheter(World& world, Catheter catheter, Uptime now) {
  advance(world, now);
  world.catheter = catheter;
}

Moved renew_path(World& world, Uptime now) {
  advance(world, now);
  const Amount old = path_amount(world);
  const Fluid saline = fluid("saline", old.volume, Concentration(0));
  world.totals.withdrawn += old;
  world.totals.injected += amount(saline);
  world.path.clear();
  if (old.volume.value > 0) world.path.push_back(saline);
  IPT_CHECK(is_conserved(world));
  return moved(old);
}

Result<Moved> leak(World& world, Nanolitres lost, Uptime now) {
  advance(world, now);
  const Nanolitres holds = volume(world.reservoir);
  if (lost.value <= 0 || lost > holds) {
    return refused("cannot leak " + millilitres(lost) + ": the reservoir holds " + millilitres(holds) + "; nothing leaked");
  }
  const Fluid out = take(world.reservoir, lost);
  pour(out, world.pocket);
  IPT_CHECK(is_conserved(world));
  return moved(amount(out));
}

Result<std::int64_t> set_accuracy(World& world, std::int64_t ppm, Uptime now) {
  advance(world, now);
  constexpr std::int64_t least = 500'000;
  constexpr std::int64_t most = 1'500'000;
  if (ppm < least || ppm > most) {
    return refused("an accuracy of " + std::to_string(ppm) + " ppm is outside " + std::to_string(least) + " to " +
                   std::to_string(most) + " ppm (1000000 is exact); nothing was changed");
  }
  world.motor.accuracy_ppm = ppm;
  return ppm;
}

}  // namespace ipt
