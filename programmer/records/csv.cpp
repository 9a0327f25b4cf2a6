#include "programmer/records/csv.hpp"

#include "common/amount.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

using Fields = std::vector<std::string>;

/// A file, a record at a time.
class Table {
 public:
  Table(std::string name, const Fields& headings) : file_{std::move(name), csv_record(headings)} {}
  void add(const Fields& fields) { file_.content += csv_record(fields); }
  CsvFile take() { return std::move(file_); }

 private:
  CsvFile file_;
};

template <class Unit>
std::string text(Quantity<Unit> quantity) { return std::to_string(quantity.value); }
std::string text(const std::optional<Nanolitres>& volume) { return volume ? text(*volume) : ""; }
std::string text(const std::optional<PumpDay>& day) { return day ? iso_day(*day) : ""; }
std::string text(const Date& date) {
  const auto* day = std::get_if<PumpDay>(&date);
  return day ? iso_day(*day) : words::name(std::get<DateAbsent>(date));
}

CsvFile patients(const ClinicRegister& all) {
  Table table("patients.csv", {"name", "insurance"});
  for (const auto& patient : all.patients) table.add({patient.name, patient.insurance_verified ? "verified" : "pending"});
  return table.take();
}

CsvFile pumps(const ClinicRegister& all) {
  Table table("pumps.csv", {"serial", "profile", "implanted", "patient", "read", "mode", "drug", "concentration_ng_per_ml", "daily_dose_ng", "reservoir_nl", "low_reservoir_alarm", "refill_by"});
  for (const auto& pump : all.pumps) {
    Fields fields{pump.serial, pump.profile, text(pump.implanted), pump.patient};
    if (const auto& status = pump.status) {
      for (auto& field : Fields{iso_clock(status->read), words::name(status->mode), status->drug, text(status->concentration), text(status->daily_dose), text(status->reservoir), text(status->low_reservoir_alarm), text(status->refill_by)}) {
        fields.push_back(std::move(field));
      }
    }
    fields.resize(12);
    table.add(fields);
  }
  return table.take();
}

CsvFile prescriptions(const ClinicRegister& all) {
  Table table("prescriptions.csv", {"patient", "from", "drug", "concentration_ng_per_ml", "dose_ng_per_day", "group", "prescriber"});
  for (const auto& one : all.prescriptions) table.add({one.patient, iso_day(one.from), one.drug, text(one.concentration), text(one.dose), name_of(one.group), one.prescriber});
  return table.take();
}

CsvFile refills(const ClinicRegister& all) {
  Table table("refills.csv", {"serial", "at", "expected_nl", "withdrawn_nl", "discrepancy_nl", "filled_nl", "drug", "concentration_ng_per_ml", "lot", "expiry", "who", "second_person", "outcome", "operation_id"});
  for (const auto& one : all.refills) {
    table.add({one.serial, iso_clock(one.at), text(one.expected), text(one.withdrawn), text(one.discrepancy()), text(one.filled), one.drug, text(one.concentration), one.lot, text(one.expiry), one.who, one.second_person,
               one.outcome.empty() ? "uncertain" : one.outcome, one.operation ? words::hex(*one.operation) : ""});
  }
  return table.take();
}

CsvFile steps(const ClinicRegister& all) {
  Table table("refill_steps.csv", {"serial", "at", "step", "state", "after", "risk"});
  for (const auto& refill : all.refills) {
    for (const auto& step : refill.steps) {
      const auto& terms = terms_of(step.step);
      table.add({refill.serial, iso_clock(refill.at), std::string(terms.name), std::string(name(step.state)), step.after ? std::string(terms_of(*step.after).name) : "", step.state == StepState::done ? "" : std::string(terms.risk)});
    }
  }
  return table.take();
}

CsvFile appointments(const ClinicRegister& all) {
  Table table("appointments.csv", {"patient", "at", "what"});
  for (const auto& one : all.appointments) table.add({one.patient, iso_clock(one.at), one.what});
  return table.take();
}

}  // namespace

std::string csv_record(std::span<const std::string> fields) {
  std::string record;
  for (const auto& field : fields) {
    if (&field != fields.data()) record += ',';
    if (field.find_first_of(",\"\r\n") == std::string::npos) {
      record += field;
      continue;
    }
    record += '"';
    for (const char letter : field) record.append(letter == '"' ? 2 : 1, letter);
    record += '"';
  }
  return record + "\r\n";
}

std::vector<CsvFile> csv_files(const ClinicRegister& all) { return {patients(all), pumps(all), prescriptions(all), refills(all), steps(all), appointments(all)}; }

}  // namespace ipt
