#include "programmer/core/words.hpp"

#include <fmt/format.h>

#include <array>

#include "common/amount_text.hpp"
#include "common/printable.hpp"

namespace ipt::words {
namespace {

template <class Enum, std::size_t N>
std::string look_up(Enum value, const std::array<const char*, N>& names) {
  const auto index = static_cast<std::size_t>(value) - 1;
  return index < N ? names[index] : fmt::format("unknown ({})", static_cast<int>(value));
}

}  // namespace

std::string volume(Nanolitres v) { return text_of(v); }
std::string signed_volume(Nanolitres v) { return fmt::format("{}{}", v.value > 0 ? "+" : "", text_of(v)); }
std::string dose(Nanograms d) { return text_of(d); }
std::string daily_dose(Nanograms d) { return text_of(DoseRate(d.value)); }
std::string concentration(Concentration c) { return text_of(c); }
std::string flow(FlowRate f) { return text_of(f); }
std::string duration(Milliseconds d) { return text_of(d); }

std::string days(std::int64_t count) { return fmt::format("{} day{}", count, count == 1 ? "" : "s"); }

std::string day(PumpDay at) {
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::chrono::year_month_day date(at);
  return fmt::format("{} {} {}", static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()));
}

std::string date(const Date& date) {
  if (const auto* at = std::get_if<PumpDay>(&date)) return day(*at);
  switch (std::get<DateAbsent>(date)) {
    case DateAbsent::stopped: return "cannot be told: the pump is stopped";
    case DateAbsent::no_flow: return "cannot be told: nothing flows";
    case DateAbsent::beyond_horizon: return "beyond the pump's life";
    case DateAbsent::no_drug: return "cannot be told: never filled";
  }
  return "cannot be told";
}

std::string moment(PumpClock clock) { return fmt::format("{} {}", day(day_of(clock)), time_of_day(clock - day_of(clock))); }

std::string weekday(std::uint32_t iso) {
  constexpr std::array names{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  return iso >= 1 && iso <= names.size() ? names[iso - 1] : fmt::format("unknown ({})", iso);
}

std::string time_of_day(Milliseconds since_midnight) {
  const auto minutes = since_midnight.count() / 60'000;
  return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

std::string percent(std::int64_t permille) { return fmt::format("{}{} %", permille > 0 ? "+" : "", decimal_text(permille, 1)); }

std::string hex(const OperationId& id) {
  std::string text;
  for (const auto byte : id) text += fmt::format("{:02x}", byte);
  return text;
}

std::optional<OperationId> operation_id(std::string_view text) {
  OperationId id{};
  if (text.size() != 2 * id.size()) return {};
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (digit < 0) return {};
    id[i / 2] = static_cast<std::uint8_t>(id[i / 2] << 4 | digit);
  }
  return id;
}

std::string escaped(std::string_view text) { return printable(text); }

std::string name(Mode v) { return look_up(v, std::array{"stopped", "minimum_rate", "simple_continuous", "flex", "periodic_bolus"}); }
std::string name(OperationKind v) {
  return look_up(v, std::array{"program", "bolus", "prime", "bridge", "refill", "resume", "clock", "patient_limits", "alarm_settings", "stop", "patient_bolus"});
}
std::string name(OperationState v) {
  return look_up(v, std::array{"not_seen", "rejected", "pending", "executed", "partly_executed", "superseded", "older_than_journal", "interrupted"});
}
std::string name(AlarmKind v) { return look_up(v, std::array{"low_reservoir", "empty_reservoir", "stopped_too_long", "motor_stall", "memory_error", "test", "elective_replacement", "end_of_service",
                               "minor_memory_error", "battery_reset", "telemetry_mode"}); }
std::string name(LogKind v) {
  return look_up(v, std::array{"boot", "operation", "stop", "bolus_ended", "periodic_dose_cut", "alarm_raised", "alarm_cleared", "alarm_acknowledged",
                               "alarm_silenced", "alarm_shown", "clock_set", "update_begun", "update_interrupted", "armed", "pairing_started", "pairing_failed", "paired", "pairing_revoked",
                               "session_opened", "session_refused", "stranger_refused", "insecure_allowed"});
}
std::string name(Ending v) { return look_up(v, std::array{"running", "complete", "stopped", "interrupted"}); }
std::string name(Reason v) {
  return look_up(v, std::array{"unknown_request", "not_allowed", "busy", "no_lease", "bad_therapy", "wrong_pump", "out_of_range", "overfill", "not_enough_left",
                               "unknown_drug", "unknown_concentration", "concentration_mismatch", "program_required", "bad_schedule", "bolus_running", "stopped",
                               "unsupported", "no_such_stage", "bad_grant", "bad_digest", "bad_critical_values", "bad_warnings", "stale", "conflict", "no_such_alarm",
                               "storage", "no_patient_bolus", "lockout", "allotted", "older_than_journal", "not_programmed", "superseded", "bad_request",
                               "update_running", "interrupted", "end_of_service", "memory_error", "telemetry_mode"});
}
std::string name(MotorState v) { return look_up(v, std::array{"turning", "halted", "stalled"}); }
std::string name(BatteryState v) { return look_up(v, std::array{"good", "low", "end"}); }
std::string name(DateAbsent v) { return look_up(v, std::array{"stopped", "no_flow", "beyond_horizon", "no_drug"}); }
std::string name(Tone v) { return look_up(v, std::array{"none", "single", "two_tone"}); }
std::string name(Role v) { return look_up(v, std::array{"observer", "clinician", "patient"}); }

std::string name(Warning v) {
  return look_up(v, std::array{"old_drug_in_path", "discrepancy", "stays_stopped", "dose_not_achievable", "refill_date_past", "clock_moves_schedule", "periodic_dose_cut", "alarm_at_once",
                               "stops_while_written"});
}

std::string name(Outcome::Kind v) {
  const std::array names{"done", "partly", "refused", "declined", "not_done", "interrupted", "uncertain", "needs_person", "unheard"};
  return names.at(static_cast<std::size_t>(v));
}

std::string detail(const Outcome& outcome) {
  if (outcome.kind == Outcome::Kind::interrupted) return "it was not done, and it has left the pump stopped";
  if (outcome.refusal) return escaped(outcome.refusal->text);
  if (!outcome.report || !outcome.report->delivered || !outcome.report->volume) return {};
  std::string text = fmt::format("{} of {} went in", volume(*outcome.report->delivered), volume(*outcome.report->volume));
  if (outcome.report->ending) text += fmt::format(" ({})", name(*outcome.report->ending));
  return text;
}

std::string figure(std::string_view field, std::int64_t value) {
  if (field.ends_with("_nl")) return volume(Nanolitres(value));
  if (field.ends_with("_ng_per_day")) return daily_dose(Nanograms(value));
  if (field.ends_with("_ng")) return dose(Nanograms(value));
  if (field.ends_with("_ng_per_ml")) return concentration(Concentration(value));
  if (field.ends_with("_ms")) return duration(Milliseconds(value));
  return fmt::format("{}", value);
}

std::string sentence(Warning warning) {
  switch (warning) {
    case Warning::old_drug_in_path: return "Old drug is still in tubing and catheter: until it has passed, the patient gets it at the new flow.";
    case Warning::discrepancy: return "What was withdrawn differs from what was expected by more than this pump's figure: look closer.";
    case Warning::stays_stopped: return "The pump will be stopped afterwards: nothing is delivered.";
    case Warning::dose_not_achievable: return "The bolus is no whole number of strokes: what is achievable is shown.";
    case Warning::refill_date_past: return "The refill-by date lies in the past.";
    case Warning::clock_moves_schedule: return "Setting the clock moves the steps of the schedule.";
    case Warning::periodic_dose_cut: return "A periodic dose under way ends, and its rest is not given.";
    case Warning::stops_while_written: return "The pump stops while this is written. If it is interrupted, by a lost link too, it stays stopped: NO DRUG FLOWS until it is resumed.";
    case Warning::alarm_at_once: return "The low-reservoir alarm will sound at once.";
  }
  return "The pump warns of something that this programmer does not know.";
}

}  // namespace ipt::words
