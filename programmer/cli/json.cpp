// Messages as JSON.
#include "common/amount.hpp"
#include "programmer/cli/output.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

namespace json = boost::json;

std::int64_t ms(Uptime at) { return at.time_since_epoch().count(); }

struct Delivery {
  json::object& to;
  void operator()(const MinimumRate&) const {}
  void operator()(const SimpleContinuous& simple) const { to["dose_ng_per_day"] = simple.dose.value; }
  void operator()(const Flex& flex) const {
    auto& steps = to["steps"].emplace_array();
    for (const auto& step : flex.steps) {
      steps.push_back(json::object{{"weekday", step.weekday}, {"time_of_day_ms", step.time_of_day.count()}, {"dose_ng_per_day", step.dose.value}});
    }
  }
  void operator()(const PeriodicBolus& periodic) const {
    to["dose_ng"] = periodic.dose.value;
    to["duration_ms"] = periodic.duration.count();
    to["interval_ms"] = periodic.interval.count();
    to["basal_dose_ng_per_day"] = periodic.basal.value;
  }
};

json::object json_of(const PatientLimits& limits) {
  return {{"dose_ng", limits.dose.value}, {"duration_ms", limits.duration.count()}, {"lockout_ms", limits.lockout.count()}, {"allotted_per_24h", limits.allotted_per_24h}};
}

json::array json_of(const std::vector<CriticalValues::OtherDose>& others) {
  json::array out;
  for (const auto& other : others) out.push_back(json::object{{"drug", other.drug}, {"concentration_ng_per_ml", other.concentration.value}, {"daily_dose_ng", other.daily_dose.value}});
  return out;
}

}  // namespace

void put_date(json::object& to, const std::string& name, const Date& date) {
  if (const auto* day = std::get_if<PumpDay>(&date)) {
    to[name] = iso_day(*day);
  } else {
    to[name] = nullptr;
    to[name + "_absent"] = words::name(std::get<DateAbsent>(date));
  }
}

json::object json_of(const Alarm& alarm) {
  json::object out{{"id", alarm.id}, {"kind", words::name(alarm.kind)}, {"critical", alarm.critical}, {"active", alarm.active}};
  out["acknowledged"] = alarm.acknowledged;
  out["silenced"] = alarm.silenced;
  out["tone"] = words::name(alarm.tone);
  out["raised_uptime_ms"] = ms(alarm.raised);
  if (alarm.cleared) out["cleared_uptime_ms"] = ms(*alarm.cleared);
  return out;
}

json::object json_of(const CriticalValues& values) {
  json::object out{{"mode", words::name(values.mode)}, {"drug", values.drug}, {"concentration_ng_per_ml", values.concentration.value}};
  out["daily_dose_ng"] = values.daily_dose.value;
  out["rate_nl_per_day"] = values.rate.value;
  out["reservoir_nl"] = values.reservoir.value;
  put_date(out, "low_reservoir_alarm_date", values.low_reservoir_alarm);
  put_date(out, "empty_date", values.empty);
  put_date(out, "refill_by_date", values.refill_by);
  out["low_reservoir_level_nl"] = values.low_reservoir_level.value;
  out["refill_lead_days"] = values.refill_lead_days;
  if (values.clock) out["clock"] = iso_clock(*values.clock);
  if (values.bolus) {
    out["bolus"] = json::object{{"dose_ng", values.bolus->dose.value}, {"volume_nl", values.bolus->volume.value},
                                {"achievable_nl", values.bolus->achievable.value}, {"duration_ms", values.bolus->duration.count()}};
  }
  if (const auto& bridge = values.bridge) {
    out["bridge"] = json::object{{"volume_nl", bridge->volume.value}, {"old_concentration_ng_per_ml", bridge->old_concentration.value}, {"old_daily_dose_ng", bridge->old_daily_dose.value},
                                 {"rate_nl_per_day", bridge->rate.value}, {"duration_ms", bridge->duration.count()}};
  }
  if (values.patient_limits) out["patient_limits"] = json_of(*values.patient_limits);
  if (!values.other_doses.empty()) out["other_doses"] = json_of(values.other_doses);
  return out;
}

json::object json_of(const Refusal& refusal) {
  json::object out{{"reason", words::name(refusal.reason)}};
  if (!refusal.field.empty()) out["field"] = refusal.field;
  if (refusal.asked) out["asked"] = *refusal.asked;
  if (refusal.limit) out["limit"] = *refusal.limit;
  if (refusal.holder) out["holder"] = words::name(*refusal.holder);
  out["text"] = refusal.text;
  return out;
}

json::object json_of(const LogEntry& entry) {
  json::object out{{"log_seq", entry.log_seq}, {"kind", words::name(entry.kind)}, {"boot_count", entry.time.boot_count}};
  out["uptime_ms"] = ms(entry.time.uptime);
  out["pump_time"] = iso_clock(entry.time.clock);
  if (!entry.who.empty()) out["who"] = entry.who;
  if (entry.alarm) out["alarm_id"] = entry.alarm_id, out["alarm"] = words::name(*entry.alarm);
  if (entry.operation_id) out["operation_id"] = words::hex(*entry.operation_id);
  if (entry.operation) out["operation"] = words::name(*entry.operation);
  if (entry.ending) out["ending"] = words::name(*entry.ending);
  if (entry.volume) out["volume_nl"] = entry.volume->value;
  if (entry.delivered) out["delivered_nl"] = entry.delivered->value;
  if (entry.discrepancy) out["discrepancy_nl"] = entry.discrepancy->value;
  if (entry.old_clock) out["old_pump_time"] = iso_clock(*entry.old_clock);
  if (const auto& before = entry.dose_before) out["lowest_daily_dose_before_ng"] = before->lowest.value, out["highest_daily_dose_before_ng"] = before->highest.value;
  if (const auto& after = entry.dose_after) out["lowest_daily_dose_ng"] = after->lowest.value, out["highest_daily_dose_ng"] = after->highest.value;
  if (!entry.why.empty()) out["why"] = entry.why;
  if (entry.count > 0) out["count"] = entry.count;
  return out;
}

json::object json_of(const Program& program) {
  json::object out{{"mode", words::name(mode_of(program))}, {"concentration_ng_per_ml", program.concentration.value}};
  std::visit(Delivery{out}, program.delivery);
  return out;
}

json::object json_of(const BolusProgress& bolus) {
  return {{"operation_id", words::hex(bolus.operation_id)}, {"volume_nl", bolus.volume.value}, {"delivered_nl", bolus.delivered.value}, {"remaining_ms", bolus.remaining.count()}};
}

json::array json_of(const std::vector<Caution>& cautions) {
  json::array out;
  for (const auto& caution : cautions) out.push_back(json::object{{"name", caution.name}, {"text", caution.text}});
  return out;
}

json::array json_of(const std::vector<Warning>& warnings) {
  json::array out;
  for (const auto warning : warnings) out.push_back(json::object{{"name", words::name(warning)}, {"text", words::sentence(warning)}});
  return out;
}

json::object json_of(const Status& status, const Info& info, const Response& header) {
  json::object out{{"serial", info.serial}, {"profile", info.model}, {"mode", words::name(status.mode)}, {"drug", status.drug}};
  out["concentration_ng_per_ml"] = status.concentration.value;
  out["daily_dose_ng"] = status.daily_dose.value;
  out["achievable_daily_dose_ng"] = status.achievable_daily_dose.value;
  out["rate_nl_per_day"] = status.rate.value;
  out["reservoir_nl"] = status.reservoir.value;
  put_date(out, "filled_on_date", status.filled_on);
  put_date(out, "low_reservoir_alarm_date", status.low_reservoir_alarm);
  put_date(out, "empty_date", status.empty);
  put_date(out, "refill_by_date", status.refill_by);
  put_date(out, "replace_by_date", status.replace_by);
  auto& alarms = out["alarms"].emplace_array();
  for (const auto& alarm : status.alarms) alarms.push_back(json_of(alarm));
  out["battery"] = words::name(status.battery);
  out["motor"] = words::name(status.motor);
  if (status.stopped_since) out["stopped_since_uptime_ms"] = ms(*status.stopped_since);
  if (status.bolus) out["bolus"] = json_of(*status.bolus);
  if (status.bridge) out["bridge"] = json_of(*status.bridge);
  if (const auto& patient = status.patient_boluses) {
    out["patient_boluses"] = json::object{{"limits", json_of(patient->limits)}, {"given_in_24h", patient->given_in_24h}, {"next_uptime_ms", ms(patient->next)}};
  }
  if (!status.other_doses.empty()) out["other_doses"] = json_of(status.other_doses);
  auto& operations = out["operations"].emplace_array();
  for (const auto& operation : status.operations) {
    operations.push_back(json::object{{"operation_id", words::hex(operation.operation_id)}, {"kind", words::name(operation.kind)}, {"state", words::name(operation.state)}, {"executed_uptime_ms", ms(operation.executed)}});
  }
  out["low_reservoir_level_nl"] = status.low_reservoir_level.value;
  out["refill_lead_days"] = status.refill_lead_days;
  out["log_head"] = status.log_head;
  out["state_version"] = header.state_version;
  out["boot_count"] = header.time.boot_count;
  out["uptime_ms"] = ms(header.time.uptime);
  out["pump_time"] = iso_clock(header.time.clock);
  return out;
}

}  // namespace ipt
