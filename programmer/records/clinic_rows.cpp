// What stands in the clinic's register, read whole: a clinic has hundreds of patients, not millions.
#include <algorithm>

#include "programmer/records/clinic.hpp"

namespace ipt {
namespace {

/// Columns of one row, one after the other. A damaged value reads as an empty one.
class Row {
 public:
  explicit Row(const Statement& statement) : statement_(statement) {}
  std::string text() { return std::string(statement_.text(column_++).value_or("")); }
  std::optional<std::int64_t> maybe() { return statement_.integer(column_++); }
  std::int64_t number() { return maybe().value_or(0); }
  /// Below zero: nobody told it.
  std::optional<Nanolitres> maybe_volume() {
    const Nanolitres volume(number());
    return volume.value < 0 ? std::nullopt : std::optional(volume);
  }
  PumpClock clock() { return PumpClock(Milliseconds(number())); }
  std::optional<PumpDay> maybe_day() {
    const auto days = maybe();
    if (!days) return {};
    return PumpDay(std::chrono::days(static_cast<int>(*days)));
  }
  Date date() {
    const auto day = maybe_day();
    const auto absent = maybe();
    if (day) return *day;
    return static_cast<DateAbsent>(std::clamp<std::int64_t>(absent.value_or(1), 1, static_cast<int>(DateAbsent::no_drug)));
  }
  /// One of 1 … last, as enumerators are kept.
  template <class Enum>
  Enum one_of(Enum last) { return static_cast<Enum>(std::clamp<std::int64_t>(number(), 1, static_cast<int>(last))); }
  std::optional<OperationId> operation() {
    const auto bytes = statement_.blob(column_++);
    OperationId id{};
    if (!bytes || bytes->size() != id.size()) return {};
    std::copy(bytes->begin(), bytes->end(), id.begin());
    return id;
  }

 private:
  const Statement& statement_;
  int column_ = 0;
};

RegisteredPump pump_of(Row row) {
  RegisteredPump pump{row.text(), row.text(), row.maybe_day(), row.text(), {}};
  const auto read = row.maybe();
  if (!read) return pump;
  ReadStatus status;
  status.read = PumpClock(Milliseconds(*read));
  status.mode = row.one_of(Mode::periodic_bolus);
  status.drug = row.text();
  status.concentration = Concentration(row.number());
  status.daily_dose = Nanograms(row.number());
  status.reservoir = Nanolitres(row.number());
  status.residual = Nanolitres(row.number());
  status.low_reservoir_alarm = row.date();
  status.refill_by = row.date();
  pump.status = std::move(status);
  return pump;
}

Prescription prescription_of(Row row) {
  Prescription one;
  one.patient = row.text();
  one.from = PumpDay(std::chrono::days(static_cast<int>(row.number())));
  one.drug = row.text();
  one.concentration = Concentration(row.number());
  one.dose = DoseRate(row.number());
  one.group = row.one_of(PatientGroup::child);
  one.prescriber = row.text();
  return one;
}

/// With the number of its row, by which its steps are found.
std::pair<std::int64_t, RegisteredRefill> refill_of(Row row) {
  const std::int64_t number = row.number();
  RegisteredRefill refill;
  refill.operation = row.operation();
  refill.serial = row.text();
  refill.at = row.clock();
  refill.expected = Nanolitres(row.number());
  refill.withdrawn = row.maybe_volume();
  refill.filled = row.maybe_volume();
  refill.drug = row.text();
  refill.concentration = Concentration(row.number());
  refill.lot = row.text();
  refill.expiry = row.maybe_day();
  refill.who = row.text();
  refill.second_person = row.text();
  refill.outcome = row.text();
  return {number, std::move(refill)};
}

StepRecord step_of(Row row) {
  StepRecord step{row.one_of(RefillStep::watch), row.one_of(StepState::out_of_order), {}};
  if (const auto after = row.maybe(); after && *after >= 1 && *after <= static_cast<int>(RefillStep::watch)) step.after = static_cast<RefillStep>(*after);
  return step;
}

/// Each row of a query, as `read` understands it. False: the database could not be read.
template <class Value, class Read>
bool read_rows(sqlite3* database, const char* query, std::vector<Value>& into, Read read) {
  Statement statement(database, query);
  if (!statement) return false;
  int code = SQLITE_ROW;
  while ((code = statement.step()) == SQLITE_ROW) into.push_back(read(Row(statement)));
  return code == SQLITE_DONE;
}

bool read_steps(sqlite3* database, std::int64_t refill, std::vector<StepRecord>& into) {
  Statement statement(database, "SELECT step, state, after FROM step WHERE refill = ?1 ORDER BY step");
  if (!statement) return false;
  statement.bind(1, refill);
  int code = SQLITE_ROW;
  while ((code = statement.step()) == SQLITE_ROW) into.push_back(step_of(Row(statement)));
  return code == SQLITE_DONE;
}

}  // namespace

Result<ClinicRegister> Clinic::all() {
  sqlite3* database = database_.get();
  ClinicRegister all;
  std::vector<std::pair<std::int64_t, RegisteredRefill>> refills;
  // One transaction: what another programmer writes meanwhile is in it whole or not at all.
  if (execute(database, "BEGIN") != SQLITE_OK) return failed("read");
  bool whole = read_rows(database, "SELECT name, insurance_verified FROM patient ORDER BY name", all.patients, [](Row row) { return Patient{row.text(), row.number() != 0}; }) &&
               read_rows(database, "SELECT * FROM pump ORDER BY serial", all.pumps, pump_of) &&
               read_rows(database, "SELECT patient, from_day, drug, concentration_ng_per_ml, dose_ng_per_day, patient_group, prescriber FROM prescription ORDER BY from_day, row", all.prescriptions, prescription_of) &&
               read_rows(database, "SELECT * FROM refill ORDER BY at_ms, row", refills, refill_of) &&
               read_rows(database, "SELECT patient, at_ms, what FROM appointment ORDER BY at_ms, row", all.appointments, [](Row row) { return Appointment{row.text(), row.clock(), row.text()}; });
  for (auto& [row, refill] : refills) {
    whole = whole && read_steps(database, row, refill.steps);
    all.refills.push_back(std::move(refill));
  }
  const Error error = failed("read");
  execute(database, "COMMIT");
  if (!whole) return error;
  return all;
}

}  // namespace ipt
