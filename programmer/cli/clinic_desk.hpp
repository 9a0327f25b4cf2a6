#pragma once
#include <boost/json.hpp>
#include <optional>
#include <string>

#include "programmer/cli/visit.hpp"
#include "programmer/records/clinic.hpp"

namespace ipt {

/// Below every list of the register.
inline constexpr const char* made_up_notice = "Made-up patients. SIMULATION, not a medical device.";

/// The register as it stands, and what is needed to write into it.
class Desk {
 public:
  explicit Desk(const Words& words) : visit_(words) {}
  /// Opens the records and the register; refills that were uncertain take what the records know of them since.
  std::optional<Failure> open();

  Clinic& clinic() { return *clinic_; }
  [[nodiscard]] const ClinicRegister& all() const { return all_; }
  [[nodiscard]] const Patient* patient(const std::string& name) const;
  /// Why nothing can be entered for somebody of that name; nothing if the register has them.
  [[nodiscard]] std::optional<Failure> nobody(const std::string& name) const;

  struct Today {
    PumpDay day{};
    std::string source;  ///< in words
  };
  /// --today, or the newest pump time seen; nothing if there is neither.
  Result<std::optional<Today>, Failure> today_if_known();
  Result<Today, Failure> today();

 private:
  std::optional<Failure> settle();

  Visit visit_;
  std::optional<Clinic> clinic_;
  ClinicRegister all_;
};

/// The register's own failures end a command so.
Failure register_failure(const Error&);
/// A day as a person writes it; `what` names it in the failure.
Result<PumpDay, Failure> parse_day(const std::string& text, const char* what);

// clinic_json.cpp
boost::json::object json_of(const Appointment&);
/// With refills and their trend.
boost::json::object json_of(const RegisteredPump&, const ClinicRegister&);
/// With everything that is the patient's.
boost::json::object json_of(const Patient&, const ClinicRegister&);

}  // namespace ipt
