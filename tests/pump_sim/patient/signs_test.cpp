// How a patient fares: withdrawal, overdose, side effects, and a pocket that was filled.
#include <doctest/doctest.h>

#include "tests/pump_sim/patient/patients.hpp"

using namespace ipt;
using namespace ipt::test;

namespace {

/// A patient of this name whose pump has run this dose for sixty days.
struct Treated {
  explicit Treated(const std::string& name = "child", DoseRate dose = 120_ug_per_day) : world(running_pump(dose)), patient(admit(profile_of(name), world)) {
    advance(world, at(60 * one_day));
  }
  void run(DoseRate dose) {
    ipt::test::run(world, dose, world.now);
    follow(patient, world);
  }
  void halt() {
    StandingOrder none;
    none.since = world.now;
    none.carry = owed(world.motor.order, world.now);
    none.stroke = world.hardware.stroke;
    set_order(world, none);
    follow(patient, world);
  }
  void wait(Milliseconds span) { advance(world, world.now + span); }
  [[nodiscard]] PatientReport now() const { return report(patient, world.now); }
  [[nodiscard]] bool shows(SignKind kind, const std::string& name) const { return has_sign(now(), kind, name); }
  World world;
  TreatedPatient patient;
};

}  // namespace

TEST_CASE("a patient at a usual dose is well: soft, with no sign of too much or too little") {
  for (const auto& [name, dose] : {std::pair("spinal", 400), std::pair("cerebral", 275), std::pair("child", 100), std::pair("epilepsy", 100)}) {
    INFO(name);
    const Treated treated(name, DoseRate{dose * 1'000});
    CHECK(treated.now().signs.empty());
    CHECK(treated.now().ashworth < 1.5);
  }
}

TEST_CASE("after a stop itch and rebound tone come first, fever within a day, seizures between 24 and 72 hours") {
  Treated treated;
  treated.halt();
  treated.wait(hours(4));
  CHECK(treated.now().signs.empty());
  treated.wait(hours(10));
  CHECK(treated.shows(SignKind::withdrawal, "itch without rash"));
  CHECK(treated.shows(SignKind::withdrawal, "rebound tone"));
  CHECK_FALSE(treated.shows(SignKind::withdrawal, "fever"));
  treated.wait(hours(10));
  CHECK(treated.shows(SignKind::withdrawal, "fever"));
  CHECK_FALSE(treated.shows(SignKind::withdrawal, "seizures"));
  treated.wait(hours(40));
  CHECK(treated.shows(SignKind::withdrawal, "altered mind"));
  CHECK(treated.shows(SignKind::withdrawal, "seizures"));
  CHECK(treated.now().ashworth > treated.patient.profile.ashworth_untreated.value);
  CHECK(treated.now().lacking_hours == doctest::Approx(64 - 8).epsilon(0.05));
}

TEST_CASE("the signs of withdrawal go as therapy comes back, and slow weaning brings none") {
  Treated treated;
  treated.halt();
  treated.wait(hours(30));
  CHECK(treated.shows(SignKind::withdrawal, "fever"));
  treated.run(120_ug_per_day);
  treated.wait(hours(24));
  CHECK(count_signs(treated.now(), SignKind::withdrawal) == 0);
  CHECK(treated.now().lacking_hours == 0);
  Treated weaned;
  for (const auto dose : {100_ug_per_day, 85_ug_per_day, 70_ug_per_day, 58_ug_per_day, 48_ug_per_day}) {
    weaned.run(dose);
    for (int day = 0; day < 14; ++day) {
      weaned.wait(one_day);
      CHECK(count_signs(weaned.now(), SignKind::withdrawal) == 0);
    }
  }
}

TEST_CASE("one test bolus makes nobody dependent, and a short lack inside a leap is forgotten when it is over") {
  Volunteer volunteer;
  volunteer.inject(100_ug);
  for (int hour = 0; hour < 100; ++hour) {
    volunteer.wait(hours(1));
    CHECK_FALSE(volunteer.body.lacking_since.has_value());
  }
}

TEST_CASE("when the lack began is found inside a long leap, and again after a bolus that did not last") {
  Volunteer volunteer;
  volunteer.infuse(120_ug_per_day, 60 * one_day);
  const Uptime stopped = volunteer.body.at;
  volunteer.wait(3 * one_day);
  REQUIRE(volunteer.body.lacking_since.has_value());
  CHECK(std::chrono::round<hours>(*volunteer.body.lacking_since - stopped) == hours(9));
  const Uptime rescued = volunteer.body.at;
  volunteer.inject(75_ug);
  volunteer.wait(2 * one_day);
  REQUIRE(volunteer.body.lacking_since.has_value());
  CHECK(*volunteer.body.lacking_since > rescued + hours(8));
  CHECK(*volunteer.body.lacking_since < rescued + hours(30));
}

TEST_CASE("too much shows by stages: drowsy at first, then slow breath, cold, seizures, coma") {
  Treated treated;
  treated.run(1440_ug_per_day);  // 60 mcg every hour instead of every day
  const std::vector<std::string> stages{"drowsiness", "slow breathing", "cold", "seizures", "coma"};
  std::size_t reached = 0;
  for (int hour = 1; hour <= 24; ++hour) {
    treated.wait(hours(1));
    std::size_t now = 0;
    while (now < stages.size() && treated.shows(SignKind::overdose, stages[now])) ++now;
    CHECK(count_signs(treated.now(), SignKind::overdose) == static_cast<int>(now));
    CHECK(now >= reached);
    reached = now;
    if (hour == 2) CHECK(reached == 0);
    if (hour == 8) CHECK(reached >= 2);
  }
  CHECK(reached == stages.size());
}

TEST_CASE("a body that is used to much is not drowsy from what would put another to sleep") {
  Treated used;
  Volunteer naive;
  used.run(240_ug_per_day);
  used.wait(2 * one_day);
  naive.infuse(240_ug_per_day, 2 * one_day);
  CHECK(count_signs(used.now(), SignKind::overdose) == 0);
  TreatedPatient patient = admit(naive.profile, full_pump());
  patient.body = naive.body;
  patient.then.now = naive.body.at;
  CHECK(has_sign(report(patient, naive.body.at), SignKind::overdose, "drowsiness"));
}

TEST_CASE("a side effect may appear from its own level on; more seizures only with epilepsy") {
  Treated child("child", 130_ug_per_day), epileptic("epilepsy", 130_ug_per_day);
  CHECK(child.shows(SignKind::side_effect, "constipation"));
  CHECK(child.shows(SignKind::side_effect, "sleepiness"));
  CHECK_FALSE(child.shows(SignKind::side_effect, "blurred vision"));
  CHECK_FALSE(child.shows(SignKind::side_effect, "more seizures"));
  CHECK(epileptic.shows(SignKind::side_effect, "more seizures"));
}

TEST_CASE("drug in the pocket acts within hours though the pump delivers as before, and what is drawn back acts no more") {
  for (const auto& [name, dose] : {std::pair("child", 100), std::pair("spinal", 400)}) {
    INFO(name);
    Treated filled(name, DoseRate{dose * 1'000}), saved = filled;
    for (Treated* one : {&filled, &saved}) {
      move_needle(one->world, Place::pocket, one->world.now);
      REQUIRE(inject(one->world, 18'600_uL, "baclofen", 2'000_ug_per_mL, one->world.now));
      follow(one->patient, one->world);
      CHECK(one->now().pocket_ng == doctest::Approx(37'200'000));
      one->wait(minutes(5));
    }
    REQUIRE(withdraw(saved.world, {}, saved.world.now));
    follow(saved.patient, saved.world);
    CHECK(saved.now().pocket_ng == 0);
    filled.wait(hours(4)), saved.wait(hours(4));
    CHECK(count_signs(filled.now(), SignKind::overdose) >= 1);
    CHECK(count_signs(saved.now(), SignKind::overdose) == 0);
  }
  Treated with_another;
  move_needle(with_another.world, Place::pocket, with_another.world.now);
  REQUIRE(inject(with_another.world, 10_mL, "morphine", 2'000_ug_per_mL, with_another.world.now));
  follow(with_another.patient, with_another.world);
  CHECK(with_another.now().pocket_ng == 0);
  CHECK(with_another.now().not_modelled == std::vector<std::string>{"morphine"});
  REQUIRE(inject(with_another.world, 1_mL, "baclofen", 2'000_ug_per_mL, with_another.world.now));
  follow(with_another.patient, with_another.world);
  CHECK(with_another.now().pocket_ng == doctest::Approx(2'000'000));
}

TEST_CASE("which drugs of pump and pocket are not modelled is told, each once, and neither baclofen nor saline is one") {
  World world = fresh_world(ipt_20, 5_mL, "baclofen-morphine", 1'000_ug_per_mL);
  const auto told = [&] { return report(admit(profile_of("child"), world), world.now).not_modelled; };
  CHECK(told() == std::vector<std::string>{"morphine"});
  move_needle(world, Place::septum, world.now);
  REQUIRE(inject(world, 5_mL, "saline", 0_ug_per_mL, world.now));
  REQUIRE(inject(world, 5_mL, "clonidine", 100_ug_per_mL, world.now));
  CHECK(told() == std::vector<std::string>{"morphine", "clonidine"});
  CHECK(Treated().now().not_modelled.empty());
}

TEST_CASE("what a catheter that is off lets into the pocket is taken up from there, the same in one leap as in slices") {
  World world = running_pump();
  TreatedPatient patient = admit(profile_of("child"), world);
  advance(world, at(30 * one_day));
  set_catheter(world, Catheter::off, world.now);
  follow(patient, world);
  TreatedPatient sliced = patient;
  World step = world;
  for (int hour = 1; hour <= 96; ++hour) {
    set_catheter(step, Catheter::off, at(30 * one_day + hours(hour)));
    step.motor.accuracy_ppm = hour % 2 == 0 ? 1'000'000 : 1'000'001;  // as good as nothing, and yet followed
    follow(sliced, step);
  }
  const Uptime then = at(34 * one_day);
  const PatientReport leap = report(patient, then);
  CHECK(sliced.then.now == then);
  CHECK(report(sliced, then).pocket_ng == doctest::Approx(leap.pocket_ng).epsilon(0.025));  // a stroke is 2 % of it
  CHECK(report(sliced, then).effect_ng_per_ml == doctest::Approx(leap.effect_ng_per_ml).epsilon(1e-4));
  const PatientProfile& profile = patient.profile;
  const double ng_per_hour = 120'000.0 / 24;
  CHECK(leap.pocket_ng == doctest::Approx(ng_per_hour / profile.pocket_absorption_per_hour.value).epsilon(0.001));
  CHECK(leap.csf_ng_per_ml == doctest::Approx(profile.pocket_share.value * ng_per_hour / (profile.csf_ml.value * profile.elimination_per_hour.value)).epsilon(0.001));
  CHECK(count_signs(leap, SignKind::withdrawal) == 5);
}

TEST_CASE("half drawn back from the pocket leaves half of what is not yet taken up") {
  Treated treated;
  move_needle(treated.world, Place::pocket, treated.world.now);
  REQUIRE(inject(treated.world, 10_mL, "baclofen", 2'000_ug_per_mL, treated.world.now));
  follow(treated.patient, treated.world);
  treated.wait(hours(3));
  const double before = treated.now().pocket_ng;
  CHECK(before < 12'000'000);
  REQUIRE(withdraw(treated.world, 5_mL, treated.world.now));
  follow(treated.patient, treated.world);
  CHECK(treated.now().pocket_ng == doctest::Approx(before / 2));
}

TEST_CASE("looking changes nothing, nor does asking whether anything was done") {
  Treated looked_at, left_alone;
  for (int day = 0; day < 10; ++day) {
    looked_at.wait(one_day);
    (void)looked_at.now();
    follow(looked_at.patient, looked_at.world);
  }
  left_alone.wait(10 * one_day);
  CHECK((looked_at.patient == left_alone.patient));
  looked_at.run(200_ug_per_day), left_alone.run(200_ug_per_day);
  CHECK((looked_at.patient == left_alone.patient));
  CHECK(left_alone.patient.body.at == left_alone.world.now);
}

TEST_CASE("at the ends of what a patient file may say the tone is still one of the scale") {
  PatientProfile steep = profile_of("child");
  steep.hill_gamma.value = 100;
  steep.csf_ml.value = 0.001;
  for (const double ec50 : {0.001, 60.0, 1'000'000.0}) {
    steep.ec50_ng_per_ml.value = ec50;
    TreatedPatient patient = admit(steep, running_pump());
    CHECK(report(patient, at({})).ashworth == doctest::Approx(4));
    CHECK(report(patient, at(one_day * 20)).ashworth == doctest::Approx(1));
  }
}
