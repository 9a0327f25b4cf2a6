#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "common/result.hpp"
#include "common/shell/sqlite.hpp"
#include "programmer/core/clinic.hpp"

namespace ipt {

/// The clinic's register: one SQLite file, `clinic.db`, beside the programmer's records and apart from them, so that no
/// dose ever waits for a list. Every patient in it is made up. What was written survives a crash.
class Clinic {
 public:
  /// Makes it if it is not there. An error says what is wrong with the file; then nothing was changed.
  static Result<Clinic> open(const std::filesystem::path& folder);

  /// All that is in it.
  Result<ClinicRegister> all();

  std::optional<Error> add(const Patient&);  ///< an error if there is one of that name
  std::optional<Error> set_insurance(const std::string& patient, bool verified);
  std::optional<Error> add(const Prescription&);
  std::optional<Error> add(const Appointment&);
  /// Whose pump it is; what is known of it from reading stays. An empty profile changes none.
  std::optional<Error> give(const RegisteredPump&);
  /// The newest that was read of a pump, whoever's it is. Its profile takes the place of what was said of it.
  std::optional<Error> read(const std::string& serial, const std::string& profile, const ReadStatus&);
  /// Takes the place of what was kept of the same operation.
  std::optional<Error> keep(const RegisteredRefill&);
  /// What became of a refill that was uncertain, and so of its step `program`.
  std::optional<Error> settle(const OperationId&, const std::string& outcome);

 private:
  Clinic(std::filesystem::path path, Database database) : path_(std::move(path)), database_(std::move(database)) {}
  Error failed(const char* doing) const;
  std::optional<Error> judge();
  std::optional<Error> insert(const RegisteredRefill&);
  std::optional<Error> update(const OperationId&, const std::string& outcome);
  /// What `write` does: all of it or nothing.
  template <class Write>
  std::optional<Error> at_once(Write write);

  std::filesystem::path path_;
  Database database_;
};

}  // namespace ipt
