// strokes = floor(asked ÷ stroke), against a reckoning of another kind: sums over plain pieces of time in 128 bits, from the
// formulas of the protocol's chapter on delivery, sharing nothing with the pump's code but the operations given to it.
#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "common/wide.hpp"
#include "tests/pump_sim/implant/implants.hpp"

using namespace ipt;
using namespace ipt::test;

namespace {

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t per_ml = 2'000'000;  // ng
constexpr std::int64_t nl_a_ml = 1'000'000;

std::int64_t strokes_made(const Patient& patient) { return patient.truth().strokes.value; }
/// floor of (ng × ms of a daily rate) as strokes.
std::int64_t strokes_of_rate(Wide ng_per_day_times_ms, std::int64_t stroke) {
  return static_cast<std::int64_t>(ng_per_day_times_ms * nl_a_ml / (static_cast<Wide>(per_ml) * day_ms * stroke));
}
std::int64_t stroke_of(const Patient& patient) { return patient.settings.capabilities.stroke.value; }
DoseRate any_dose(Dice& dice) { return DoseRate{dice.between(96'000, 1'500'000)}; }
std::string any_profile(Dice& dice) { return dice.of<std::string>({"ipt-20", "valve-20"}); }

/// As a person reads a schedule: the latest step of this weekday that has begun, else the last one of the nearest day before
/// that has any. `minute` counts from Monday 00:00.
std::int64_t dose_at_minute(const std::vector<FlexStep>& steps, std::int64_t minute) {
  for (int back = 0; back <= 7; ++back) {
    const auto weekday = static_cast<std::uint32_t>(((minute / 1'440 - back) % 7 + 7) % 7 + 1);
    const FlexStep* latest = nullptr;
    for (const auto& step : steps) {
      const bool has_begun = back > 0 || step.time_of_day.count() <= minute % 1'440 * 60'000;
      if (step.weekday == weekday && has_begun && (latest == nullptr || step.time_of_day > latest->time_of_day)) latest = &step;
    }
    if (latest != nullptr) return latest->dose.value;
  }
  return 0;
}

}  // namespace

TEST_CASE("IPT-DLV-02 simple continuous: whole strokes of dose × time ÷ concentration, never one before it is owed") {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    INFO("seed ", seed);
    Dice dice(seed);
    const DoseRate dose = any_dose(dice);
    Patient patient(20_mL, dose, any_profile(dice));
    const std::int64_t t = dice.of_any_size(0, 20 * day_ms);
    patient.advance(Milliseconds{t});
    CHECK(strokes_made(patient) == strokes_of_rate(static_cast<Wide>(dose.value) * t, stroke_of(patient)));
  }
}

TEST_CASE("IPT-DLV-03 changes of dose, stops and resumes at any instants: the remainder is carried over each of them") {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    INFO("seed ", seed);
    Dice dice(seed);
    DoseRate dose = any_dose(dice);
    Patient patient(20_mL, dose, any_profile(dice));
    Wide asked = 0;
    bool running = true;
    for (int change = 0; change < 30; ++change) {
      const std::int64_t t = dice.of_any_size(0, day_ms / 2);
      patient.advance(Milliseconds{t});
      if (running) asked += static_cast<Wide>(dose.value) * t;
      CHECK(strokes_made(patient) == strokes_of_rate(asked, stroke_of(patient)));
      if (dice.one_in(4)) {
        patient.stop();
        running = false;
      } else {
        dose = any_dose(dice);
        CHECK(!patient.commit(continuous(dose), ModeAfter::running));
        running = true;
      }
    }
  }
}

TEST_CASE("IPT-DLV-09 flex: minute by minute through the weeks, as a person reads the schedule") {
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    INFO("seed ", seed);
    Dice dice(seed);
    std::vector<FlexStep> steps;
    for (std::uint32_t weekday = 1; weekday <= 7; ++weekday) {
      if (dice.one_in(3)) continue;
      std::int64_t minute = dice.between(0, 90);
      for (std::int64_t n = dice.between(1, 13); n > 0 && minute < 1'440; --n, minute += dice.between(1, 200)) steps.push_back({weekday, std::chrono::minutes(minute), any_dose(dice)});
    }
    if (steps.empty()) steps.push_back({static_cast<std::uint32_t>(dice.between(1, 7)), hours(8), any_dose(dice)});
    Patient patient(20_mL, std::nullopt, any_profile(dice));
    CHECK(!patient.commit(Program{2'000_ug_per_mL, Flex{steps}}, ModeAfter::running));
    Wide asked = 0;
    std::int64_t minute = 3 * 1'440;  // it begins on a Thursday
    for (int look = 0; look < 10; ++look) {
      for (std::int64_t n = dice.of_any_size(1, 2'000); n > 0; --n, ++minute) asked += static_cast<Wide>(dose_at_minute(steps, minute)) * 60'000;
      const std::int64_t beyond = dice.between(0, 59'999);
      patient.advance_to(std::chrono::minutes(minute - 3 * 1'440) + Milliseconds{beyond});
      CHECK(strokes_made(patient) == strokes_of_rate(asked + static_cast<Wide>(dose_at_minute(steps, minute)) * beyond, stroke_of(patient)));
      CHECK(patient.values().rate.value == dose_at_minute(steps, minute) * nl_a_ml / per_ml);
      ++minute;  // the minute begun is looked at whole next time
      asked += static_cast<Wide>(dose_at_minute(steps, minute - 1)) * 60'000;
    }
  }
}

TEST_CASE("IPT-BOL-08 periodic boluses and their basal: window by window") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    INFO("seed ", seed);
    Dice dice(seed);
    const std::int64_t duration = dice.between(1'800'000, 7'200'000);
    const std::int64_t interval = duration + dice.of_any_size(0, day_ms);
    const std::int64_t dose = dice.between(20'000, 60'000);
    const std::int64_t basal = dice.one_in(2) ? 0 : dice.between(96'000, 300'000);
    Patient patient(20_mL, std::nullopt, any_profile(dice));
    CHECK(!patient.commit(Program{2'000_ug_per_mL, PeriodicBolus{Nanograms{dose}, Milliseconds{duration}, Milliseconds{interval}, DoseRate{basal}}}, ModeAfter::running));
    std::int64_t t = 0;
    for (int look = 0; look < 10; ++look) {
      t += dice.of_any_size(1, day_ms);
      patient.advance_to(Milliseconds{t});
      Wide in_windows = 0;
      for (std::int64_t start = 0; start < t; start += interval) in_windows += std::min(t - start, duration);
      // dose × ms in windows ÷ duration + basal × ms ÷ day, over one denominator
      const Wide nanograms = static_cast<Wide>(dose) * in_windows * day_ms + static_cast<Wide>(basal) * t * duration;
      CHECK(strokes_made(patient) == static_cast<std::int64_t>(nanograms * nl_a_ml / (static_cast<Wide>(per_ml) * duration * day_ms * stroke_of(patient))));
    }
  }
}

TEST_CASE("IPT-BOL-01 a bolus on top of the dose: both into one motor, nothing floored before the stroke") {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    INFO("seed ", seed);
    Dice dice(seed);
    const std::int64_t dose = dice.between(20'001, 99'999);
    const std::int64_t duration = dice.between(600'000, 14'400'000);
    const DoseRate base = any_dose(dice);
    Patient patient(20_mL, base, any_profile(dice));
    const std::int64_t start = dice.of_any_size(0, day_ms);
    patient.advance_to(Milliseconds{start});
    REQUIRE(!patient.commit(bolus(Nanograms{dose}, Milliseconds{duration})));
    for (int look = 0; look < 6; ++look) {
      const std::int64_t t = dice.between(0, 2 * duration);
      Patient then = patient;
      then.advance(Milliseconds{t});
      const Wide nanograms = static_cast<Wide>(base.value) * (start + t) * duration + static_cast<Wide>(dose) * std::min(t, duration) * day_ms;
      CHECK(strokes_made(then) == static_cast<std::int64_t>(nanograms * nl_a_ml / (static_cast<Wide>(per_ml) * duration * day_ms * stroke_of(then))));
      // IPT-BOL-06: the bolus's own whole strokes
      const auto own = static_cast<std::int64_t>(static_cast<Wide>(dose) * std::min(t, duration) * nl_a_ml / (static_cast<Wide>(per_ml) * duration * stroke_of(then)));
      const auto bolus_now = then.status().bolus;
      CHECK(bolus_now.has_value() == (t < duration));
      CHECK((bolus_now ? bolus_now->delivered : *then.last_entry().delivered) == Nanolitres{own * stroke_of(then)});
    }
  }
}
