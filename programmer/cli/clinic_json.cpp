// The register as JSON: names and units as in the protocol, days of the pump's own calendar.
#include "common/amount.hpp"
#include "programmer/cli/clinic_desk.hpp"
#include "programmer/cli/output.hpp"
#include "programmer/core/trend.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

namespace json = boost::json;

json::value day_or_null(const std::optional<PumpDay>& day) { return day ? json::value(iso_day(*day)) : json::value(nullptr); }

json::value volume_or_null(const std::optional<Nanolitres>& volume) { return volume ? json::value(volume->value) : json::value(nullptr); }

json::object json_of(const ReadStatus& status) {
  json::object out{{"read_pump_time", iso_clock(status.read)}, {"mode", words::name(status.mode)}, {"drug", status.drug}, {"concentration_ng_per_ml", status.concentration.value},
                   {"daily_dose_ng", status.daily_dose.value}, {"reservoir_nl", status.reservoir.value}};
  put_date(out, "low_reservoir_alarm_date", status.low_reservoir_alarm);
  put_date(out, "refill_by_date", status.refill_by);
  return out;
}

json::object json_of(const StepRecord& step) {
  const auto& terms = terms_of(step.step);
  json::object out{{"step", terms.name}, {"state", name(step.state)}};
  if (step.after) out["after"] = terms_of(*step.after).name;
  if (step.state != StepState::done) out["told"] = sentence(step);
  return out;
}

json::object json_of(const RegisteredRefill& refill) {
  json::object out{{"pump_time", iso_clock(refill.at)}, {"expected_nl", refill.expected.value}, {"withdrawn_nl", volume_or_null(refill.withdrawn)}, {"discrepancy_nl", volume_or_null(refill.discrepancy())}, {"filled_nl", volume_or_null(refill.filled)},
                   {"drug", refill.drug}, {"concentration_ng_per_ml", refill.concentration.value}, {"lot", refill.lot}, {"expiry", day_or_null(refill.expiry)}, {"who", refill.who}, {"second_person", refill.second_person},
                   {"outcome", refill.outcome.empty() ? "uncertain" : refill.outcome}};
  if (refill.operation) out["operation_id"] = words::hex(*refill.operation);
  auto& steps = out["steps"].emplace_array();
  for (const auto& step : refill.steps) steps.push_back(json_of(step));
  return out;
}

json::object json_of(const Prescription& one) {
  return {{"from", iso_day(one.from)}, {"drug", one.drug}, {"concentration_ng_per_ml", one.concentration.value}, {"dose_ng_per_day", one.dose.value}, {"group", name_of(one.group)}, {"prescriber", one.prescriber}};
}

}  // namespace

json::object json_of(const Appointment& one) { return {{"at", iso_clock(one.at)}, {"what", one.what}}; }

json::object json_of(const RegisteredPump& pump, const ClinicRegister& all) {
  json::object out{{"serial", pump.serial}, {"profile", pump.profile}, {"implanted", day_or_null(pump.implanted)}};
  out["status"] = pump.status ? json::value(json_of(*pump.status)) : json::value(nullptr);
  auto& refills = out["refills"].emplace_array();
  for (const auto& refill : all.refills) {
    if (refill.serial == pump.serial) refills.push_back(json_of(refill));
  }
  const auto trend = trend_of(discrepancies_of(all, pump.serial));
  out["trend"] = json::object{{"refills", trend.refills}, {"mean_nl", trend.mean.value}, {"per_refill_nl", trend.per_refill.value}, {"direction", name(trend.direction)}, {"told", sentence(trend)}};
  return out;
}

json::object json_of(const Patient& patient, const ClinicRegister& all) {
  json::object out{{"name", patient.name}, {"made_up", true}, {"insurance", patient.insurance_verified ? "verified" : "pending"}};
  auto& prescriptions = out["prescriptions"].emplace_array();
  for (const auto& one : all.prescriptions) {
    if (one.patient == patient.name) prescriptions.push_back(json_of(one));
  }
  auto& pumps = out["pumps"].emplace_array();
  for (const auto& pump : all.pumps) {
    if (pump.patient == patient.name) pumps.push_back(json_of(pump, all));
  }
  auto& appointments = out["appointments"].emplace_array();
  for (const auto& one : all.appointments) {
    if (one.patient == patient.name) appointments.push_back(json_of(one));
  }
  return out;
}

}  // namespace ipt
