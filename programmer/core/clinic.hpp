#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/messages.hpp"
#include "programmer/core/patient_group.hpp"
#include "programmer/core/refill_steps.hpp"

/// A clinic's register as plain values. Every patient in it is made up: nothing here is for clinical use.
namespace ipt {

/// A patient is known by a name that no other has.
struct Patient {
  std::string name;
  bool insurance_verified = false;  ///< else pending: a line on the clinic's list, not on the pump
  bool operator==(const Patient&) const = default;
};

/// What a pump showed when it was last read.
struct ReadStatus {
  PumpClock read{};
  Mode mode = Mode::stopped;
  std::string drug;
  Concentration concentration;
  Nanograms daily_dose;
  Nanolitres reservoir;
  Nanolitres residual;  ///< what a needle leaves behind, as the pump's profile assumes
  Date low_reservoir_alarm = DateAbsent::stopped;
  Date refill_by = DateAbsent::stopped;
  bool operator==(const ReadStatus&) const = default;
};

struct RegisteredPump {
  std::string serial;
  std::string profile;                ///< may be empty
  std::optional<PumpDay> implanted;
  std::string patient;                ///< empty: nobody has said whose it is
  std::optional<ReadStatus> status;   ///< nothing: never read
  bool operator==(const RegisteredPump&) const = default;
};

struct Prescription {
  std::string patient;
  PumpDay from{};
  std::string drug;
  Concentration concentration;
  DoseRate dose;
  PatientGroup group = PatientGroup::spinal;
  std::string prescriber;
  bool operator==(const Prescription&) const = default;
};

/// The outcome of a refill that was begun at the bedside and never sent to the pump. The others are those of a change.
inline constexpr const char* given_up = "given_up";

/// A refill, sent to a pump or given up before, with how it was gone through.
struct RegisteredRefill {
  std::optional<OperationId> operation{};  ///< nothing in a made-up history
  std::string serial;
  PumpClock at{};
  Nanolitres expected;
  std::optional<Nanolitres> withdrawn, filled;  ///< nothing: it was given up before
  std::string drug;
  Concentration concentration;
  std::string lot;
  std::optional<PumpDay> expiry{};
  std::string who;
  std::string second_person;  ///< empty: nobody
  std::string outcome;        ///< in the words of outcomes; empty: uncertain
  std::vector<StepRecord> steps;
  [[nodiscard]] std::optional<Nanolitres> discrepancy() const { return withdrawn ? std::optional(*withdrawn - expected) : std::nullopt; }
  [[nodiscard]] bool is_done() const { return outcome == "done"; }
  bool operator==(const RegisteredRefill&) const = default;
};

/// How the step `program` stands after such an outcome: done, left out, or not recorded while nobody knows.
StepState programming_after(std::string_view outcome);

struct Appointment {
  std::string patient;
  PumpClock at{};
  std::string what;
  bool operator==(const Appointment&) const = default;
};

/// All of it. Refills oldest first, appointments and prescriptions by their day, the rest by name.
struct ClinicRegister {
  std::vector<Patient> patients;
  std::vector<RegisteredPump> pumps;
  std::vector<Prescription> prescriptions;
  std::vector<RegisteredRefill> refills;
  std::vector<Appointment> appointments;
  bool operator==(const ClinicRegister&) const = default;
};

/// A line of the list of who has to come.
struct DuePatient {
  std::string patient;  ///< empty: a pump of nobody
  std::string serial;   ///< empty: a patient without a pump
  std::optional<ReadStatus> status;
  std::optional<std::chrono::days> days_left;  ///< until the refill-by date; below zero: overdue; nothing: there is no date
  std::optional<bool> insurance_verified;      ///< nothing without a patient
  std::optional<Appointment> appointment;      ///< the next one, today's included
  std::vector<std::string> attention;          ///< sentences, the gravest first; may be empty
};

/// Who is due within so many days of today, the longest overdue first; then those of whom nobody can tell, because the pump
/// was never read, is stopped or holds no drug, so that nobody drops off the list in silence.
std::vector<DuePatient> due(const ClinicRegister&, PumpDay today, std::chrono::days within);

/// The discrepancies of the refills of one pump that were done, oldest first.
std::vector<Nanolitres> discrepancies_of(const ClinicRegister&, std::string_view serial);

}  // namespace ipt
