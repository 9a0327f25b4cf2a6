#include "programmer/core/clinic.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "programmer/core/words.hpp"

namespace ipt {
namespace {

std::optional<Appointment> next_appointment(const ClinicRegister& all, const std::string& patient, PumpDay today) {
  for (const auto& appointment : all.appointments) {
    if (appointment.patient == patient && day_of(appointment.at) >= today) return appointment;
  }
  return {};
}

/// Why a refill-by date that is not there needs somebody's eyes; nothing if it does not.
std::optional<std::string> missing_date(const std::optional<ReadStatus>& status) {
  if (!status) return "never read: nobody knows when it has to be refilled";
  const auto* absent = std::get_if<DateAbsent>(&status->refill_by);
  if (absent == nullptr) return {};
  switch (*absent) {
    case DateAbsent::stopped: return "the pump is stopped: no drug is flowing";
    case DateAbsent::no_flow: return "nothing flows out of the pump";
    case DateAbsent::no_drug: return "the pump holds no drug";
    case DateAbsent::beyond_horizon: return {};
  }
  return {};
}

void look(DuePatient& line, PumpDay today) {
  if (line.days_left && line.days_left->count() < 0) line.attention.push_back(fmt::format("OVERDUE by {}", words::days(-line.days_left->count())));
  if (line.serial.empty()) line.attention.emplace_back("no pump is registered");
  else if (const auto why = missing_date(line.status)) line.attention.push_back(*why);
  if (line.patient.empty()) line.attention.emplace_back("whose pump is it? `programmer clinic add pump`");
  if (line.insurance_verified == false) line.attention.emplace_back("insurance pending");
  if (!line.patient.empty() && !line.appointment) line.attention.emplace_back("no appointment");
  if (line.appointment && line.days_left && day_of(line.appointment->at) > today + *line.days_left) line.attention.emplace_back("the appointment comes after the refill-by date");
}

}  // namespace

StepState programming_after(std::string_view outcome) {
  return outcome.empty() ? StepState::not_recorded : outcome == "done" ? StepState::done : StepState::left_out;
}

std::vector<DuePatient> due(const ClinicRegister& all, PumpDay today, std::chrono::days within) {
  std::vector<DuePatient> lines;
  const auto add = [&](const std::string& patient, const RegisteredPump* pump) {
    DuePatient line{patient, pump ? pump->serial : "", pump ? pump->status : std::nullopt, {}, {}, {}, {}};
    if (line.status) {
      if (const auto* day = std::get_if<PumpDay>(&line.status->refill_by)) line.days_left = *day - today;
    }
    if (line.days_left ? *line.days_left > within : pump && !missing_date(line.status)) return;
    for (const auto& one : all.patients) {
      if (one.name == patient) line.insurance_verified = one.insurance_verified;
    }
    if (!patient.empty()) line.appointment = next_appointment(all, patient, today);
    look(line, today);
    lines.push_back(std::move(line));
  };
  for (const auto& pump : all.pumps) add(pump.patient, &pump);
  for (const auto& patient : all.patients) {
    if (std::none_of(all.pumps.begin(), all.pumps.end(), [&](const auto& pump) { return pump.patient == patient.name; })) add(patient.name, nullptr);
  }
  const auto urgency = [](const DuePatient& line) { return std::tuple(line.days_left.value_or(std::chrono::days::max()), line.patient, line.serial); };
  std::sort(lines.begin(), lines.end(), [&](const auto& a, const auto& b) { return urgency(a) < urgency(b); });
  return lines;
}

std::vector<Nanolitres> discrepancies_of(const ClinicRegister& all, std::string_view serial) {
  std::vector<Nanolitres> found;
  for (const auto& refill : all.refills) {
    if (refill.serial == serial && refill.is_done() && refill.withdrawn) found.push_back(*refill.discrepancy());
  }
  return found;
}

}  // namespace ipt
