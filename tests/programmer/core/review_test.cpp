#include "programmer/core/review.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "programmer/core/words.hpp"

using namespace ipt;

namespace {

CriticalValues values() {
  CriticalValues now;
  now.mode = Mode::simple_continuous;
  now.drug = "baclofen";
  now.concentration = 2'000_ug_per_mL;
  now.daily_dose = 120_ug;
  now.rate = 60'000_nL_per_day;
  now.reservoir = 14'600_uL;
  now.low_reservoir_alarm = PumpDay(std::chrono::days(20'754));
  now.empty = PumpDay(std::chrono::days(20'787));
  now.refill_by = PumpDay(std::chrono::days(20'634));
  return now;
}

std::vector<std::string> changed(const CriticalValues& now, const CriticalValues& after) {
  std::vector<std::string> names;
  for (const auto& row : review(now, after)) {
    if (row.changed) names.push_back(row.what);
  }
  return names;
}

}  // namespace

TEST_CASE("every value that differs between old and new is marked, and no other") {
  const CriticalValues now = values();
  CHECK(changed(now, now).empty());
  const auto differs = [&](auto change) {
    CriticalValues after = now;
    change(after);
    return changed(now, after);
  };
  using Names = std::vector<std::string>;
  CHECK(differs([](auto& v) { v.mode = Mode::stopped; }) == Names{"mode"});
  CHECK(differs([](auto& v) { v.drug = "morphine"; }) == Names{"drug"});
  CHECK(differs([](auto& v) { v.concentration = 500_ug_per_mL; }) == Names{"concentration"});
  CHECK(differs([](auto& v) { v.daily_dose = 130_ug; }) == Names{"daily dose"});
  CHECK(differs([](auto& v) { v.rate = 65'000_nL_per_day; }) == Names{"rate"});
  CHECK(differs([](auto& v) { v.reservoir = 20_mL; }) == Names{"reservoir"});
  CHECK(differs([](auto& v) { v.low_reservoir_alarm = DateAbsent::stopped; }) == Names{"low-reservoir alarm"});
  CHECK(differs([](auto& v) { v.empty = DateAbsent::beyond_horizon; }) == Names{"empty"});
  CHECK(differs([](auto& v) { v.refill_by = PumpDay(std::chrono::days(1)); }) == Names{"refill by"});
  CHECK(differs([](auto& v) { v.low_reservoir_level = 3_mL; }) == Names{"alarm level", "refill lead"});
  CHECK(differs([](auto& v) { v.bolus = CriticalValues::Bolus{50_ug, 25_uL, 25_uL, Milliseconds{1'200'000}}; }) == Names{"bolus"});
  CHECK(differs([](auto& v) { v.program_digest[0] = 1; }) == Names{"program"});
  CHECK(differs([](auto& v) { v.patient_limits = PatientLimits{20_ug, Milliseconds{600'000}, Milliseconds{7'200'000}, 3}; }) == Names{"patient may ask for"});
  CHECK(differs([](auto& v) { v.patient_limits = PatientLimits{}; }).empty());  // nothing before, nothing after
}

TEST_CASE("old and new stand side by side with the change in percent") {
  CriticalValues after = values();
  after.daily_dose = 130_ug;
  const auto text = review_text(review(values(), after));
  CHECK(text.find("* daily dose            120 mcg/day       | 130 mcg/day (+8.3 %)") != std::string::npos);
  CHECK(text.find("  drug                  baclofen          | baclofen") != std::string::npos);
}

TEST_CASE("a discrepancy is told with what it may mean and never as a diagnosis") {
  CHECK(discrepancy_sentence(0_mL, 1'400_uL) == "as expected");
  CHECK(discrepancy_sentence(-1'400_uL, 1'400_uL).find("needle leaves behind") != std::string::npos);
  CHECK(discrepancy_sentence(-1'401_uL, 1'400_uL).find("over-infusion, a leak") != std::string::npos);
  CHECK(discrepancy_sentence(1_uL, 1'400_uL).find("a stall or an occlusion") != std::string::npos);
  CHECK(discrepancy_sentence(-2'000_uL, 1'400_uL).ends_with("trend it, do not react to one"));
  CHECK(discrepancy_sentence(2'000_uL, 1'400_uL).ends_with("trend it, do not react to one"));
}

TEST_CASE("a difference above 2 mL is to be looked into, and one of too little may be a pocket fill") {
  CHECK(discrepancy_sentence(-2'001_uL, 1'400_uL) ==
        "less than expected: over-infusion, a leak or an incomplete aspiration; more than 2 mL: look closer, at the needle (is it in the port?) and at the patient: the last refill may lie in the pocket");
  CHECK(discrepancy_sentence(2'001_uL, 1'400_uL) == "more than expected: a stall or an occlusion; more than 2 mL: look closer");
  CHECK(discrepancy_sentence(-2'100_uL, 2'200_uL).find("needle leaves behind") != std::string::npos);
}

TEST_CASE("what a mixture gives beside its first drug is named on both sides, marked where it changes, and shown where it ends") {
  CriticalValues now = values();
  now.other_doses = {{"morphine", 5'000_ug_per_mL, 300_ug}};
  const auto with_it = [&](const CriticalValues& after) {
    std::string shown;
    for (const auto& row : review(now, after)) {
      if (row.what == "with it") shown += row.old_value + " | " + row.new_value + (row.changed ? " *\n" : "\n");
    }
    return shown;
  };
  CHECK(with_it(now) == "morphine 300 mcg/day | morphine 300 mcg/day\n");
  CriticalValues after = now;
  after.other_doses = {{"morphine", 5'000_ug_per_mL, 325_ug}};
  CHECK(with_it(after) == "morphine 300 mcg/day | morphine 325 mcg/day *\n");
  after.other_doses = {{"clonidine", 5'000_ug_per_mL, 20_ug}};
  CHECK(with_it(after) == "none | clonidine 20 mcg/day *\nmorphine 300 mcg/day | none *\n");
  after.other_doses.clear();
  CHECK(with_it(after) == "morphine 300 mcg/day | none *\n");
}

TEST_CASE("figures are written as a clinic writes them") {
  CHECK(words::volume(18'600_uL) == "18.6 mL");
  CHECK(words::volume(250_nL) == "0.00025 mL");
  CHECK(words::signed_volume(-1'400_uL) == "-1.4 mL");
  CHECK(words::signed_volume(200_uL) == "+0.2 mL");
  CHECK(words::dose(Nanograms(138'600)) == "138.6 mcg");
  CHECK(words::concentration(2'000_ug_per_mL) == "2000 mcg/mL");
  CHECK(words::flow(60'000_nL_per_day) == "0.06 mL/day");
  CHECK(words::duration(Milliseconds{174'600'000}) == "48 h 30 min");
  CHECK(words::duration(Milliseconds{0}) == "0 s");
  CHECK(words::percent(-50) == "-5 %");
  CHECK(words::date(DateAbsent::stopped) == "cannot be told: the pump is stopped");
  CHECK(words::moment(PumpClock(Milliseconds{1'802'420'999'000})) == "12 Feb 2027 08:29");
  CHECK(words::figure("bolus.dose_ng", 50'000) == "50 mcg");
  CHECK(words::figure("refill.volume_nl", 20'000'000) == "20 mL");
  CHECK(words::figure("flex.steps", 14) == "14");
}

TEST_CASE("IPT-LOG-10 control characters in received text are shown, never acted on") {
  CHECK(words::escaped("a\x1b[2Jb\nc\x7f") == "a\\x1b[2Jb\\x0ac\\x7f");
  CHECK(words::escaped("Lot Ü-7") == "Lot Ü-7");
}

TEST_CASE("an operation's id is written in hexadecimal and read back") {
  OperationId id{};
  for (std::size_t i = 0; i < id.size(); ++i) id[i] = static_cast<std::uint8_t>(17 * i);
  CHECK(words::operation_id(words::hex(id)) == id);
  CHECK_FALSE(words::operation_id("0123"));
  CHECK_FALSE(words::operation_id(std::string(32, 'g')));
}

TEST_CASE("IPT-EVO-02 a value that this version does not know has a name of its own") {
  CHECK(words::name(static_cast<Mode>(99)) == "unknown (99)");
  CHECK(words::name(static_cast<AlarmKind>(0)) == "unknown (0)");
  CHECK_FALSE(words::sentence(static_cast<Warning>(99)).empty());
}
