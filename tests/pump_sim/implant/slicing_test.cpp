// However time is cut into pieces, the implant comes out the same: firmware, notes and world, to the nanolitre and the log entry.
#include <doctest/doctest.h>

#include <algorithm>

#include "pump_sim/world/mishaps.hpp"
#include "tests/pump_sim/implant/implants.hpp"

using namespace ipt;
using namespace ipt::test;

namespace {

/// A dose rate within the flow range of the pump (48,000 to 24,000,000 nL/day), small ones as likely as large ones.
DoseRate any_rate(Dice& dice, Concentration c) { return DoseRate{dice.of_any_size(c.value * 6 / 125, c.value * 2)}; }

Program any_program(Dice& dice, Concentration c) {
  switch (dice.between(0, 3)) {
    case 0: return {c, MinimumRate{}};
    case 1: return {c, SimpleContinuous{any_rate(dice, c)}};
    case 2: {
      Flex flex{any_week(dice)};
      for (auto& step : flex.steps) step.dose = any_rate(dice, c);
      if (flex.steps.empty()) flex.steps.push_back({4, hours(6), any_rate(dice, c)});
      return {c, flex};
    }
    default: {
      const Milliseconds duration{dice.between(60'000, 14'400'000)};
      const Milliseconds interval = duration + Milliseconds{dice.between(0, 86'400'000)};
      return {c, PeriodicBolus{Nanograms{multiply_divide(any_rate(dice, c).value, duration.count(), one_day.count()) + 1}, duration, interval, dice.one_in(2) ? DoseRate{0} : any_rate(dice, c)}};
    }
  }
}

ModeAfter any_mode(Dice& dice) { return dice.of({ModeAfter::unchanged, ModeAfter::unchanged, ModeAfter::running, ModeAfter::running, ModeAfter::stopped}); }

void any_refill(Patient& patient, Dice& dice) {
  const Concentration c{dice.of({500'000, 1'000'000, 2'000'000})};
  const Nanolitres volume{dice.of_any_size(0, 20'000'000)};
  patient.by_hand([&](World& world, Uptime now) {
    move_needle(world, Place::septum, now);
    (void)withdraw(world, {}, now);
    (void)inject(world, std::max(volume - truth(world, now).reservoir_nl, 1_nL), "baclofen", c, now);
    move_needle(world, Place::out, now);
  });
  Refill refill{volume, 1_mL, patient.computed(), "baclofen", c, "lot", {}, {}, {}};
  if (dice.one_in(2)) refill.program = any_program(dice, c);
  (void)patient.commit(refill, any_mode(dice));
}

void any_mishap(World& world, Dice& dice, Uptime now) {
  switch (dice.between(0, 8)) {
    case 0: return enter_field(world, now);
    case 1: return (void)leave_field(world, Milliseconds{dice.of_any_size(0, one_day.count())}, now);
    case 2: return (void)stall_again_and_again(world, dice.between(1, 10), Milliseconds{dice.between(1, 7'200'000)}, one_day, now);
    case 3: return short_feedthrough(world, dice.one_in(2), now);
    case 4: return drop_battery(world, now);
    case 5: return (void)set_battery_used(world, dice.between(0, 88), now);
    case 6: return wear_memory(world, dice.one_in(5), now);
    case 7: return (void)delay_recovery(world, static_cast<std::uint32_t>(dice.between(0, 2)), now);
    default: return interfere(world, now);
  }
}

/// Something that a clinician, a pair of hands or fate does. A refusal is as good as a deed: both must refuse alike.
std::optional<Refusal> any_act(Patient& patient, Dice& dice) {
  const Concentration c = patient.firmware().reservoir.concentration;
  switch (dice.between(0, 14)) {
    case 0: case 1: case 2: case 3: return patient.commit(any_program(dice, c), any_mode(dice));
    case 4: case 5: return patient.commit(SingleBolus{Nanograms{dice.of_any_size(1, c.value / 2)}, Milliseconds{dice.between(600'000, 86'400'000)}, c}, any_mode(dice));
    case 6: patient.stop(); return {};
    case 7: return patient.commit(Resume{}, ModeAfter::running);
    case 8: any_refill(patient, dice); return {};
    case 9: return patient.commit(SetClock{new_year + Milliseconds{dice.between(0, 30'000'000'000)}});
    case 10: return patient.commit(AlarmSettings{Nanolitres{dice.between(0, 19'999'999)}, static_cast<std::uint32_t>(dice.between(0, 30))});
    case 11: patient.by_hand([&](World& world, Uptime now) { stall(world, dice.one_in(2), now); }); return {};
    case 14: patient.by_hand([&](World& world, Uptime now) { any_mishap(world, dice, now); }); return {};
    case 12: patient.by_hand([&](World& world, Uptime now) { (void)set_accuracy(world, dice.between(850'000, 1'150'000), now); }); return {};
    default:
      if (dice.one_in(2)) patient.take(BootRecord{static_cast<std::uint64_t>(dice.between(1, 1'000'000))});
      else patient.take(AlarmRecord{dice.of({AlarmRecord::Act::test, AlarmRecord::Act::shown, AlarmRecord::Act::interrogated}), "alice", 0});
      return {};
  }
}

/// To that instant in pieces of any size, looking at everything on the way.
void advance_in_pieces(Patient& patient, Uptime to, Dice& looks) {
  while (patient.now() < to) {
    const Milliseconds left = to - patient.now();
    patient.advance(std::min(left, Milliseconds{looks.of_any_size(1, left.count())}));
    CHECK(adds_up(patient.truth()));
    (void)patient.status();
    if (looks.one_in(3)) settle(patient.implant, patient.settings);
  }
}

}  // namespace

TEST_CASE("IPT-DLV-10 one leap equals any slicing: the whole implant, whatever was done to it in whatever order") {
  int acts_done = 0, acts_refused = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    INFO("seed ", seed);
    Dice dice(seed), looks(seed * 7 + 1);
    const auto profile = dice.of<std::string>({"ipt-20", "valve-20"});
    Patient leaping(Nanolitres{dice.of_any_size(1'000, 20'000'000)}, 120_ug_per_day, profile);
    Patient sliced = leaping;
    for (int act = 0; act < 25; ++act) {
      const Uptime next = leaping.now() + Milliseconds{dice.of_any_size(0, 40 * one_day.count())};
      advance(leaping.implant, leaping.settings, next);
      advance_in_pieces(sliced, next, looks);
      REQUIRE((sliced.implant == leaping.implant));
      Dice same = dice;
      const auto refused = any_act(leaping, dice);
      CHECK((any_act(sliced, same) == refused));
      ++(refused ? acts_refused : acts_done);
      CHECK(adds_up(leaping.truth()));
      CHECK(leaping.truth().reservoir_nl >= 0_nL);
      CHECK(leaping.truth().reservoir_nl <= leaping.settings.capabilities.capacity);
    }
    const Uptime end = leaping.now() + 2 * 365 * one_day;
    advance(leaping.implant, leaping.settings, end);
    advance_in_pieces(sliced, end, looks);
    CHECK((sliced.implant == leaping.implant));
  }
  CHECK(acts_done > 5'000);
  CHECK(acts_refused > 500);
}

TEST_CASE("a pump whose strokes move what they should and whose refills are entered as they are believes what is so") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    INFO("seed ", seed);
    Dice dice(seed);
    Patient patient;
    for (int act = 0; act < 20; ++act) {
      patient.advance(Milliseconds{dice.of_any_size(0, 40 * one_day.count())});
      CHECK(patient.computed() == patient.truth().reservoir_nl);
      switch (dice.between(0, 4)) {
        case 0: patient.stop(); break;
        case 1: (void)patient.commit(bolus(Nanograms{dice.between(100'000, 800'000)}, hours(1))); break;
        case 2:
          patient.by_hand([&](World& world, Uptime now) {
            move_needle(world, Place::septum, now);
            CHECK((inject(world, Nanolitres{dice.between(1, 1'000'000)}, "baclofen", 2'000_ug_per_mL, now).has_value() || truth(world, now).reservoir_nl > 19_mL));
          });
          if (const auto refusal = patient.commit(refill_to(patient.truth().reservoir_nl))) {
            CHECK((refusal->reason == Reason::bolus_running));
            act = 20;  // what is in it can no longer be told to the pump
          }
          break;
        default: (void)patient.commit(any_program(dice, 2'000_ug_per_mL), ModeAfter::running);
      }
    }
  }
}

TEST_CASE("a pump whose strokes move too much or too little, or nothing, believes what it asked for, and the truth adds up") {
  for (const std::int64_t ppm : {855'000, 976'000, 1'000'000, 1'010'000, 1'145'000}) {
    INFO("accuracy ", ppm);
    Patient patient;
    patient.by_hand([&](World& world, Uptime now) { CHECK(set_accuracy(world, ppm, now).has_value()); });
    patient.advance(100 * one_day);
    CHECK(patient.computed() == 14_mL);
    CHECK(patient.truth().reservoir_nl == 20_mL - Nanolitres{6 * ppm});  // 6 mL as asked
    CHECK(adds_up(patient.truth()));
    patient.by_hand([&](World& world, Uptime now) { stall(world, true, now); });
    const Nanolitres then = patient.truth().reservoir_nl;
    patient.advance(10 * one_day);
    CHECK(patient.computed() == 13'400_uL);
    CHECK(patient.truth().reservoir_nl == then);
    CHECK(patient.raised(AlarmKind::motor_stall) == Milliseconds(100 * one_day + hours(1)));
  }
}
