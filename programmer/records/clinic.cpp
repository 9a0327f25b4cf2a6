#include "programmer/records/clinic.hpp"

#include <fmt/format.h>

#include <system_error>

#include "common/shell/files.hpp"
#include "programmer/records/database_file.hpp"

namespace ipt {
namespace {

namespace fs = std::filesystem;

constexpr int application_id = 0x49505443;  // "IPTC"
constexpr int our_version = 1;

const char* const schema =
    "BEGIN;"
    "CREATE TABLE patient(name TEXT PRIMARY KEY, insurance_verified INTEGER NOT NULL) STRICT;"
    "CREATE TABLE pump(serial TEXT PRIMARY KEY, profile TEXT NOT NULL, implanted_day INTEGER, patient TEXT REFERENCES patient(name),"
    " read_ms INTEGER, mode INTEGER, drug TEXT, concentration_ng_per_ml INTEGER, daily_dose_ng INTEGER, reservoir_nl INTEGER, residual_nl INTEGER,"
    " alarm_day INTEGER, alarm_absent INTEGER, refill_by_day INTEGER, refill_by_absent INTEGER) STRICT;"
    "CREATE TABLE prescription(row INTEGER PRIMARY KEY, patient TEXT NOT NULL REFERENCES patient(name), from_day INTEGER NOT NULL, drug TEXT NOT NULL,"
    " concentration_ng_per_ml INTEGER NOT NULL, dose_ng_per_day INTEGER NOT NULL, patient_group INTEGER NOT NULL, prescriber TEXT NOT NULL) STRICT;"
    "CREATE TABLE refill(row INTEGER PRIMARY KEY, operation BLOB UNIQUE, serial TEXT NOT NULL, at_ms INTEGER NOT NULL, expected_nl INTEGER NOT NULL, withdrawn_nl INTEGER NOT NULL,"
    " filled_nl INTEGER NOT NULL, drug TEXT NOT NULL, concentration_ng_per_ml INTEGER NOT NULL, lot TEXT NOT NULL, expiry_day INTEGER, who TEXT NOT NULL, second_person TEXT NOT NULL,"
    " outcome TEXT NOT NULL) STRICT;"
    "CREATE TABLE step(refill INTEGER NOT NULL REFERENCES refill(row) ON DELETE CASCADE, step INTEGER NOT NULL, state INTEGER NOT NULL, after INTEGER, PRIMARY KEY(refill, step)) STRICT;"
    "CREATE TABLE appointment(row INTEGER PRIMARY KEY, patient TEXT NOT NULL REFERENCES patient(name), at_ms INTEGER NOT NULL, what TEXT NOT NULL) STRICT;"
    "PRAGMA application_id=1230001219; PRAGMA user_version=1; COMMIT";
static_assert(application_id == 1230001219);

constexpr Nanolitres no_volume{-1};  // in a column of a volume that nobody told

std::int64_t ms(PumpClock clock) { return clock.time_since_epoch().count(); }
std::int64_t number(PumpDay day) { return day.time_since_epoch().count(); }
std::string_view view(const OperationId& id) { return {reinterpret_cast<const char*>(id.data()), id.size()}; }

/// Into two columns: the day, or why there is none.
void bind_date(Statement& to, int place, const Date& date) {
  if (const auto* day = std::get_if<PumpDay>(&date)) to.bind(place, number(*day));
  else to.bind(place + 1, static_cast<std::int64_t>(std::get<DateAbsent>(date)));
}

std::int64_t pragma(sqlite3* database, const char* text) {
  Statement statement(database, text);
  return statement && statement.step() == SQLITE_ROW ? statement.integer(0).value_or(-1) : -1;
}

}  // namespace

Error Clinic::failed(const char* doing) const {
  const bool busy = (sqlite3_errcode(database_.get()) & 0xff) == SQLITE_BUSY;
  return {fmt::format("cannot {} the clinic's register '{}' ({}): {}", doing, path_.string(), sqlite3_errmsg(database_.get()), busy ? "another programmer is using it: try again when it is done" : "check the file, its folder and the disk, then try again")};
}

/// Of a file that was there before: it is ours and whole, or the error says what it is.
std::optional<Error> Clinic::judge() {
  const auto left = [&](const char* what) { return Error{fmt::format("'{}' {}: it was left as it is. Put a saved copy back, or move it away to begin a new register.", path_.string(), what)}; };
  std::error_code unknown;
  if (fs::file_size(path_, unknown) == 0) return left("is empty, which a clinic's register never is: what stood in it is lost");
  Statement check(database_.get(), "PRAGMA quick_check(1)");
  const int code = check ? check.step() : sqlite3_errcode(database_.get());
  if ((code & 0xff) == SQLITE_BUSY) return failed("read");
  if (code != SQLITE_ROW || check.text(0) != "ok") return left("is no clinic's register or is damaged");
  check.reset();
  if (pragma(database_.get(), "PRAGMA application_id") != application_id) return left("belongs to another program");
  if (pragma(database_.get(), "PRAGMA user_version") > our_version) return Error{fmt::format("'{}' was written by a newer programmer: it was left as it is. Use that version, or name another folder with --records.", path_.string())};
  if (pragma(database_.get(), "SELECT count(*) FROM sqlite_schema WHERE type = 'table'") != 6) return left("is damaged: its tables are not as they were made");
  return {};
}

Result<Clinic> Clinic::open(const fs::path& folder) {
  if (auto error = make_private_folder(folder)) return *error;
  const auto path = folder / "clinic.db";
  std::error_code unknown;
  if (fs::symlink_status(path, unknown).type() == fs::file_type::not_found) {
    if (auto error = make_database(path, schema, "a part of the clinic's register is lost")) return *error;
  }
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW, nullptr);
  Clinic clinic(path, Database(raw));
  if (code != SQLITE_OK) return clinic.failed("open");
  sqlite3_busy_timeout(raw, 2'000);
  if (auto error = clinic.judge()) return *error;
  if (execute(raw, "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON") != SQLITE_OK) return clinic.failed("open");
  return clinic;
}

std::optional<Error> Clinic::add(const Patient& patient) {
  Statement put(database_.get(), "INSERT INTO patient VALUES(?1, ?2)");
  if (!put || put.bind_text(1, patient.name).bind(2, patient.insurance_verified).run() != SQLITE_DONE) return failed("write");
  return {};
}

std::optional<Error> Clinic::set_insurance(const std::string& patient, bool verified) {
  Statement put(database_.get(), "UPDATE patient SET insurance_verified = ?2 WHERE name = ?1");
  if (!put || put.bind_text(1, patient).bind(2, verified).run() != SQLITE_DONE) return failed("write");
  return {};
}

std::optional<Error> Clinic::add(const Prescription& one) {
  Statement put(database_.get(), "INSERT INTO prescription VALUES(NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7)");
  if (!put) return failed("write");
  put.bind_text(1, one.patient).bind(2, number(one.from)).bind_text(3, one.drug).bind(4, one.concentration.value).bind(5, one.dose.value);
  put.bind(6, static_cast<std::int64_t>(one.group)).bind_text(7, one.prescriber);
  if (put.run() != SQLITE_DONE) return failed("write");
  return {};
}

std::optional<Error> Clinic::add(const Appointment& one) {
  Statement put(database_.get(), "INSERT INTO appointment VALUES(NULL, ?1, ?2, ?3)");
  if (!put || put.bind_text(1, one.patient).bind(2, ms(one.at)).bind_text(3, one.what).run() != SQLITE_DONE) return failed("write");
  return {};
}

std::optional<Error> Clinic::give(const RegisteredPump& pump) {
  Statement put(database_.get(),
                "INSERT INTO pump(serial, profile, implanted_day, patient) VALUES(?1, ?2, ?3, ?4) ON CONFLICT(serial) DO UPDATE SET patient = ?4,"
                " profile = CASE WHEN ?2 = '' THEN profile ELSE ?2 END, implanted_day = coalesce(?3, implanted_day)");
  if (!put) return failed("write");
  put.bind_text(1, pump.serial).bind_text(2, pump.profile).bind_text(4, pump.patient);
  if (pump.implanted) put.bind(3, number(*pump.implanted));
  if (put.run() != SQLITE_DONE) return failed("write");
  return {};
}

std::optional<Error> Clinic::read(const std::string& serial, const std::string& profile, const ReadStatus& status) {
  Statement put(database_.get(),
                "INSERT INTO pump VALUES(?1, ?2, NULL, NULL, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) ON CONFLICT(serial) DO UPDATE SET profile = ?2, read_ms = ?3, mode = ?4, drug = ?5,"
                " concentration_ng_per_ml = ?6, daily_dose_ng = ?7, reservoir_nl = ?8, residual_nl = ?9, alarm_day = ?10, alarm_absent = ?11, refill_by_day = ?12, refill_by_absent = ?13");
  if (!put) return failed("write");
  put.bind_text(1, serial).bind_text(2, profile).bind(3, ms(status.read)).bind(4, static_cast<std::int64_t>(status.mode)).bind_text(5, status.drug);
  put.bind(6, status.concentration.value).bind(7, status.daily_dose.value).bind(8, status.reservoir.value).bind(9, status.residual.value);
  bind_date(put, 10, status.low_reservoir_alarm);
  bind_date(put, 12, status.refill_by);
  if (put.run() != SQLITE_DONE) return failed("write");
  return {};
}

std::optional<Error> Clinic::insert(const RegisteredRefill& refill) {
  if (refill.operation) {
    Statement remove(database_.get(), "DELETE FROM refill WHERE operation = ?1");
    if (!remove || remove.bind_blob(1, view(*refill.operation)).run() != SQLITE_DONE) return failed("write");
  }
  Statement put(database_.get(), "INSERT INTO refill VALUES(NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)");
  if (!put) return failed("write");
  if (refill.operation) put.bind_blob(1, view(*refill.operation));
  put.bind_text(2, refill.serial).bind(3, ms(refill.at)).bind(4, refill.expected.value).bind(5, refill.withdrawn.value_or(no_volume).value).bind(6, refill.filled.value_or(no_volume).value);
  put.bind_text(7, refill.drug).bind(8, refill.concentration.value).bind_text(9, refill.lot);
  if (refill.expiry) put.bind(10, number(*refill.expiry));
  put.bind_text(11, refill.who).bind_text(12, refill.second_person).bind_text(13, refill.outcome);
  if (put.run() != SQLITE_DONE) return failed("write");
  const std::int64_t row = sqlite3_last_insert_rowid(database_.get());
  for (const auto& step : refill.steps) {
    Statement add(database_.get(), "INSERT INTO step VALUES(?1, ?2, ?3, ?4)");
    if (!add) return failed("write");
    add.bind(1, row).bind(2, static_cast<std::int64_t>(step.step)).bind(3, static_cast<std::int64_t>(step.state));
    if (step.after) add.bind(4, static_cast<std::int64_t>(*step.after));
    if (add.run() != SQLITE_DONE) return failed("write");
  }
  return {};
}

std::optional<Error> Clinic::update(const OperationId& id, const std::string& outcome) {
  Statement put(database_.get(), "UPDATE refill SET outcome = ?2 WHERE operation = ?1");
  if (!put || put.bind_blob(1, view(id)).bind_text(2, outcome).run() != SQLITE_DONE) return failed("write");
  Statement step(database_.get(), "UPDATE step SET state = ?2, after = NULL WHERE step = ?3 AND refill = (SELECT row FROM refill WHERE operation = ?1)");
  if (!step) return failed("write");
  step.bind_blob(1, view(id)).bind(2, static_cast<std::int64_t>(programming_after(outcome))).bind(3, static_cast<std::int64_t>(RefillStep::program));
  if (step.run() != SQLITE_DONE) return failed("write");
  return {};
}

template <class Write>
std::optional<Error> Clinic::at_once(Write write) {
  if (execute(database_.get(), "BEGIN IMMEDIATE") != SQLITE_OK) return failed("write");
  std::optional<Error> error = write();
  if (!error && execute(database_.get(), "COMMIT") != SQLITE_OK) error = failed("write");
  if (error) execute(database_.get(), "ROLLBACK");
  return error;
}

std::optional<Error> Clinic::keep(const RegisteredRefill& refill) {
  return at_once([&] { return insert(refill); });
}

std::optional<Error> Clinic::settle(const OperationId& id, const std::string& outcome) {
  return at_once([&] { return update(id, outcome); });
}

}  // namespace ipt
