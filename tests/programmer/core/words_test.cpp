// Values in a clinic's words: every name of the protocol, and nothing shown that a terminal would act on.
#include "programmer/core/words.hpp"

#include <doctest/doctest.h>

using namespace ipt;
using namespace ipt::literals;
using namespace std::chrono_literals;

namespace {

/// The names of 1, 2, …, then of the number behind the last, which no version knows yet.
template <class Enum>
std::string all_names(int last) {
  std::string text;
  for (int value = 1; value <= last + 1; ++value) text += words::name(static_cast<Enum>(value)) + " ";
  return text;
}

}  // namespace

TEST_CASE("one day is a day, and any other number are days") {
  CHECK(words::days(1) == "1 day");
  CHECK(words::days(0) == "0 days");
  CHECK(words::days(2) == "2 days");
  CHECK(words::days(21) == "21 days");
}

TEST_CASE("every value of the protocol has its name there, in its order, and one that is not known says its number") {
  CHECK(all_names<Mode>(5) == "stopped minimum_rate simple_continuous flex periodic_bolus unknown (6) ");
  CHECK(all_names<OperationKind>(11) == "program bolus prime bridge refill resume clock patient_limits alarm_settings stop patient_bolus unknown (12) ");
  CHECK(all_names<OperationState>(8) == "not_seen rejected pending executed partly_executed superseded older_than_journal interrupted unknown (9) ");
  CHECK(all_names<AlarmKind>(11) ==
        "low_reservoir empty_reservoir stopped_too_long motor_stall memory_error test elective_replacement end_of_service minor_memory_error battery_reset telemetry_mode unknown (12) ");
  CHECK(all_names<LogKind>(22) ==
        "boot operation stop bolus_ended periodic_dose_cut alarm_raised alarm_cleared alarm_acknowledged alarm_silenced alarm_shown clock_set update_begun update_interrupted "
        "armed pairing_started pairing_failed paired pairing_revoked session_opened session_refused stranger_refused insecure_allowed unknown (23) ");
  CHECK(all_names<Ending>(4) == "running complete stopped interrupted unknown (5) ");
  CHECK(all_names<MotorState>(3) == "turning halted stalled unknown (4) ");
  CHECK(all_names<BatteryState>(3) == "good low end unknown (4) ");
  CHECK(all_names<DateAbsent>(4) == "stopped no_flow beyond_horizon no_drug unknown (5) ");
  CHECK(all_names<Tone>(3) == "none single two_tone unknown (4) ");
  CHECK(all_names<Role>(3) == "observer clinician patient unknown (4) ");
  CHECK(all_names<Warning>(9) ==
        "old_drug_in_path discrepancy stays_stopped dose_not_achievable refill_date_past clock_moves_schedule periodic_dose_cut alarm_at_once stops_while_written unknown (10) ");
  CHECK(all_names<Reason>(38).starts_with("unknown_request not_allowed busy no_lease bad_therapy wrong_pump out_of_range overfill not_enough_left "));
  CHECK(all_names<Reason>(38).ends_with("older_than_journal not_programmed superseded bad_request update_running interrupted end_of_service memory_error telemetry_mode unknown (39) "));
  using Kind = Outcome::Kind;
  std::string outcomes;
  for (const Kind kind : {Kind::done, Kind::partly, Kind::refused, Kind::declined, Kind::not_done, Kind::interrupted, Kind::uncertain, Kind::needs_person, Kind::unheard}) outcomes += words::name(kind) + " ";
  CHECK(outcomes == "done partly refused declined not_done interrupted uncertain needs_person unheard ");
}

TEST_CASE("every warning of a pump is a sentence of its own, one from a newer version too") {
  const char* beginnings[] = {"Old drug is still in tubing", "What was withdrawn differs", "The pump will be stopped afterwards", "The bolus is no whole number of strokes", "The refill-by date lies in the past",
                              "Setting the clock moves", "A periodic dose under way ends", "The low-reservoir alarm will sound", "The pump stops while this is written", "The pump warns of something that this programmer does not know"};
  for (int number = 1; number <= 10; ++number) CHECK(words::sentence(static_cast<Warning>(number)).starts_with(beginnings[number - 1]));
}

TEST_CASE("a date that cannot be told says why") {
  CHECK(words::date(PumpDay(std::chrono::days(0))) == "1 Jan 1970");
  CHECK(words::date(DateAbsent::stopped) == "cannot be told: the pump is stopped");
  CHECK(words::date(DateAbsent::no_flow) == "cannot be told: nothing flows");
  CHECK(words::date(DateAbsent::beyond_horizon) == "beyond the pump's life");
  CHECK(words::date(DateAbsent::no_drug) == "cannot be told: never filled");
  CHECK(words::date(static_cast<DateAbsent>(99)) == "cannot be told");
}

TEST_CASE("a figure of the protocol is shown in the unit that its field's name ends in") {
  CHECK(words::figure("volume_nl", 18'600'000) == "18.6 mL");
  CHECK(words::figure("simple_continuous.dose_ng_per_day", 120'000) == "120 mcg/day");
  CHECK(words::figure("bolus.dose_ng", 50'000) == "50 mcg");
  CHECK(words::figure("concentration_ng_per_ml", 2'000'000) == "2000 mcg/mL");
  CHECK(words::figure("duration_ms", 1'800'000) == "30 min");
  CHECK(words::figure("expected_state_version", 41) == "41");
}

TEST_CASE("an operation's id is read back as it is shown, and nothing else is one") {
  const OperationId id{0x00, 0x9a, 0xff, 0x10};
  CHECK(words::operation_id(words::hex(id)) == id);
  CHECK(words::hex(id).starts_with("009aff10"));
  CHECK_FALSE(words::operation_id(words::hex(id).substr(1)).has_value());
  for (const char wrong : {'g', 'A', ' ', ':'}) CHECK_FALSE(words::operation_id(words::hex(id).substr(1) + wrong).has_value());
}

TEST_CASE("what comes over the wire is shown and never acted on") {
  CHECK(words::escaped("lot 7\x1b[2J\n\x7f") == "lot 7\\x1b[2J\\x0a\\x7f");
  CHECK(words::signed_volume(200_uL) == "+0.2 mL");
  CHECK(words::signed_volume(Nanolitres(-1'400'000)) == "-1.4 mL");
  CHECK(words::percent(83) == "+8.3 %");
  CHECK(words::percent(-50) == "-5 %");
  CHECK(words::moment(PumpClock(8h + 30min)) == "1 Jan 1970 08:30");
  CHECK(words::flow(60'000_nL_per_day) == "0.06 mL/day");
}

TEST_CASE("of an outcome is remembered what it left: how much went in, why the pump said no, or that it stands") {
  Outcome outcome{Outcome::Kind::partly, {}, {}, {}};
  CHECK(words::detail(outcome).empty());
  outcome.report = OperationReport{};
  CHECK(words::detail(outcome).empty());
  outcome.report->delivered = 12'500_nL;
  CHECK(words::detail(outcome).empty());
  outcome.report->volume = 25_uL;
  CHECK(words::detail(outcome) == "0.0125 mL of 0.025 mL went in");
  outcome.report->ending = Ending::stopped;
  CHECK(words::detail(outcome) == "0.0125 mL of 0.025 mL went in (stopped)");
  outcome.refusal = Refusal{Reason::stale, {}, {}, {}, "moved\n", {}};
  CHECK(words::detail(outcome) == "moved\\x0a");
}
