// The levels in a body: the figures of domain.md, and the closed form against a step-by-step integration.
#include <doctest/doctest.h>

#include <array>
#include <cmath>

#include "tests/pump_sim/patient/patients.hpp"

using namespace ipt;
using namespace ipt::test;
using doctest::Approx;

namespace {

double ashworth(const Volunteer& volunteer) {
  TreatedPatient patient = admit(volunteer.profile, full_pump());
  patient.body = volunteer.body;
  patient.then.now = volunteer.body.at;
  return report(patient, volunteer.body.at).ashworth;
}

}  // namespace

TEST_CASE("an infusion has 36, 48, 92 and 99.5 % of its effect after 6, 8, 24 and 48 hours") {
  Volunteer settled;
  settled.infuse(100_ug_per_day, 60 * one_day);
  for (const auto& [hour, percent] : {std::pair(6, 36), std::pair(8, 48), std::pair(24, 92)}) {
    Volunteer volunteer;
    volunteer.infuse(100_ug_per_day, hours(hour));
    CHECK(std::round(100 * volunteer.effect() / settled.effect()) == percent);
  }
  Volunteer volunteer;
  volunteer.infuse(100_ug_per_day, hours(48));
  CHECK(100 * volunteer.effect() / settled.effect() == Approx(99.5).epsilon(0.0005));
}

TEST_CASE("a bolus of 50 mcg is at its height after 4 hours, with 122.8 ng/mL at the effect site") {
  double highest = 0;
  Milliseconds when{};
  for (Milliseconds after = minutes(5); after < one_day; after += minutes(5)) {
    Volunteer volunteer;
    volunteer.inject(50_ug);
    volunteer.wait(after);
    if (volunteer.effect() > highest) highest = volunteer.effect(), when = after;
  }
  CHECK(highest == Approx(122.8).epsilon(0.0005));
  CHECK(std::chrono::round<hours>(when) == hours(4));
}

TEST_CASE("100 mcg a day settle at 139.7 ng/mL, as fluid and at the effect site; 33 % is left 12 hours after a stop, 8 % after 24") {
  Volunteer volunteer;
  volunteer.infuse(100_ug_per_day, 60 * one_day);
  CHECK(volunteer.effect() == Approx(139.7).epsilon(0.0005));
  CHECK(volunteer.body.levels.csf_ng_per_ml == Approx(139.7).epsilon(0.0005));
  const double settled = volunteer.effect();
  volunteer.wait(hours(12));
  CHECK(std::round(100 * volunteer.effect() / settled) == 33);
  volunteer.wait(hours(12));
  CHECK(std::round(100 * volunteer.effect() / settled) == 8);
}

TEST_CASE("50 mcg take an Ashworth of 3.3 to 1.30 in 6 hours; 100 mcg a day take 4.0 to 1.22") {
  Volunteer screened("epilepsy");
  CHECK(ashworth(screened) == Approx(3.3));
  screened.inject(50_ug);
  screened.wait(hours(6));
  CHECK(ashworth(screened) == Approx(1.30).epsilon(0.005));
  Volunteer treated("child");
  CHECK(ashworth(treated) == Approx(4.0));
  treated.infuse(100_ug_per_day, 60 * one_day);
  CHECK(ashworth(treated) == Approx(1.22).epsilon(0.005));
}

TEST_CASE("each built-in patient does well at a dose that such patients come to") {
  for (const auto& [name, dose] : {std::pair("spinal", 400), std::pair("cerebral", 275), std::pair("child", 100), std::pair("epilepsy", 100)}) {
    Volunteer volunteer(name);
    volunteer.infuse(DoseRate{dose * 1'000}, 90 * one_day);
    CHECK(ashworth(volunteer) < 1.5);
    CHECK(ashworth(volunteer) > 1.05);
  }
}

TEST_CASE("one leap equals any slicing of it, as far as doubles go") {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    INFO("seed ", seed);
    Dice dice(seed);
    Volunteer whole, sliced;
    for (Volunteer* one : {&whole, &sliced}) one->infuse(120_ug_per_day, 20 * one_day), one->body.levels.pocket_ng = 1'000'000;
    const Uptime end = whole.body.at + Milliseconds{dice.of_any_size(1'000, 30 * one_day.count())};
    whole.wait(end - whole.body.at);
    while (sliced.body.at < end) sliced.wait(std::min(end - sliced.body.at, Milliseconds{dice.of_any_size(1, one_day.count())}));
    CHECK(sliced.effect() == Approx(whole.effect()).epsilon(1e-9));
    CHECK(sliced.body.levels.accustomed_ng_per_ml == Approx(whole.body.levels.accustomed_ng_per_ml).epsilon(1e-9));
    REQUIRE(sliced.body.lacking_since.has_value() == whole.body.lacking_since.has_value());
    if (whole.body.lacking_since) CHECK(std::abs((*sliced.body.lacking_since - *whole.body.lacking_since).count()) <= 5);
  }
}

TEST_CASE("an ordinary month, closed form against small steps of Runge and Kutta, agrees to 0.1 %") {
  Hardware hardware = ipt_20;
  hardware.stroke = 1_nL;
  World world = fresh_world(hardware, 20_mL, "baclofen", 2'000_ug_per_mL);
  std::vector<FlexStep> steps;
  for (std::uint32_t day = 1; day <= 7; ++day) {
    for (int quarter = 0; quarter < 4; ++quarter) steps.push_back({day, hours(6 * quarter), DoseRate{90'000 + 20'000 * quarter + 3'000 * static_cast<std::int64_t>(day)}});
  }
  StandingOrder order = order_of(weekly_flow(steps, 2'000_ug_per_mL), 1_nL);
  order.bolus = BolusFlow{exact_volume(40_ug, 2'000_ug_per_mL), at(12 * one_day), hours(2)};
  set_order(world, order);

  const PatientProfile profile = profile_of("child");
  TreatedPatient patient = admit(profile, world);
  patient.body.levels.pocket_ng = 2'000'000;
  using State = std::array<double, 4>;  // pocket (ng), fluid, effect, accustomed (ng/mL)
  const auto slope = [&](const State& y, double ng_per_hour) -> State {
    const double taken_up = profile.pocket_absorption_per_hour.value * y[0];
    return {-taken_up, (ng_per_hour + profile.pocket_share.value * taken_up) / profile.csf_ml.value - profile.elimination_per_hour.value * y[1],
            profile.effect_per_hour.value * (y[1] - y[2]), profile.accustoming_per_hour.value * (y[2] - y[3])};
  };
  const auto moved = [](const State& y, const State& d, double by) { return State{y[0] + d[0] * by, y[1] + d[1] * by, y[2] + d[2] * by, y[3] + d[3] * by}; };
  State y{2'000'000, 0, 0, 0};
  constexpr Milliseconds step = std::chrono::seconds(30);
  constexpr double h = 30.0 / 3'600;
  int compared = 0;
  for (Uptime t{}; t < at(30 * one_day); t += step) {
    const double ng_per_hour = static_cast<double>(rate_at(order, t).value) * 2 / 24;  // nL a day of 2 ng/nL
    const State a = slope(y, ng_per_hour), b = slope(moved(y, a, h / 2), ng_per_hour), c = slope(moved(y, b, h / 2), ng_per_hour), d = slope(moved(y, c, h), ng_per_hour);
    for (std::size_t i = 0; i < y.size(); ++i) y[i] += h / 6 * (a[i] + 2 * b[i] + 2 * c[i] + d[i]);
    if ((t + step).time_since_epoch() % hours(5) != Milliseconds{0}) continue;
    const PatientReport so = report(patient, t + step);
    CHECK(so.csf_ng_per_ml == Approx(y[1]).epsilon(0.001));
    CHECK(so.effect_ng_per_ml == Approx(y[2]).epsilon(0.001));
    CHECK(so.accustomed_ng_per_ml == Approx(y[3]).epsilon(0.001));
    ++compared;
  }
  CHECK(compared == 144);
}
