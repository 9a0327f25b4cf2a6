#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace ipt {

enum class Role { observer = 1, clinician, patient };

/// Stable: a programmer may decide by it. Same names as `Reason` on the wire, whose comments say what each means.
enum class Reason {
  unknown_request = 1, not_allowed, busy, no_lease, bad_therapy, wrong_pump, out_of_range, overfill, not_enough_left,
  unknown_drug, unknown_concentration, concentration_mismatch, program_required, bad_schedule, bolus_running, stopped,
  unsupported, no_such_stage, bad_grant, bad_digest, bad_critical_values, bad_warnings, stale, conflict, no_such_alarm,
  storage, no_patient_bolus, lockout, allotted, older_than_journal, not_programmed, superseded, bad_request,
  update_running, interrupted, end_of_service, memory_error, telemetry_mode,
};

/// The pump says no, or would: the value at fault, the limit, and a sentence for people.
struct Refusal {
  Reason reason = Reason::unknown_request;
  std::string field;                  ///< by its name in the protocol
  std::optional<std::int64_t> asked;  ///< in the field's unit
  std::optional<std::int64_t> limit;  ///< the nearest value that would be allowed
  std::string text;
  std::optional<Role> holder;  ///< busy: who holds the lease
  bool operator==(const Refusal&) const = default;
};

}  // namespace ipt
