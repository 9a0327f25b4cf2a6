#pragma once
#include <optional>
#include <string>
#include <variant>

#include "common/result.hpp"
#include "pump_sim/firmware/firmware.hpp"

namespace ipt {

/// One input that changes the firmware, with its reply: durable before anyone reads the new state or hears the reply.
/// What happens between inputs is not written: it is computed again.
struct OperationRecord {
  std::string who;
  OperationId operation_id{};
  StageName stage;
  Digest request{};  ///< of the commit body
  Bytes operation;   ///< one TherapyOperation, as received
  Bytes result;      ///< one OperationResult, as answered; empty: the pump stops for it, and begins to write it
  bool operator==(const OperationRecord&) const = default;
};
struct StopRecord {
  std::string who;
  OperationId operation_id{};
  bool operator==(const StopRecord&) const = default;
};
struct AlarmRecord {
  enum class Act { acknowledge = 1, silence, test, test_critical, shown, interrogated };  // the last shows them too
  Act act = Act::shown;
  std::string who;
  std::uint64_t alarm_id = 0;
  bool operator==(const AlarmRecord&) const = default;
};
struct BootRecord {
  std::uint64_t nonce = 0;
  bool operator==(const BootRecord&) const = default;
};

/// The session that had an operation written has ended before it was.
struct InterruptionRecord {
  OperationId operation_id{};
  bool operator==(const InterruptionRecord&) const = default;
};

/// A patient has asked for a bolus, and has it.
struct PatientBolusRecord {
  std::string who;
  OperationId operation_id{};
  Bytes result;  ///< one OperationResult, as answered
  bool operator==(const PatientBolusRecord&) const = default;
};

using FirmwareInput = std::variant<OperationRecord, StopRecord, AlarmRecord, BootRecord, InterruptionRecord, PatientBolusRecord>;

/// Takes the input at `firmware.now`: the one way, live and when a state is read back. An error means that the record
/// does not fit this state or this version's arithmetic; then the firmware must not be used.
std::optional<Error> apply(Firmware&, const FirmwareSettings&, const FirmwareInput&, Notes&);

/// The result that an operation will have, computed beforehand on a copy.
OperationResult foresee(const Firmware&, const FirmwareSettings&, const TherapyOperation&, const Bytes& bytes, const OperationId&);
OperationResult foresee_patient_bolus(const Firmware&, const FirmwareSettings&, const OperationId&);

}  // namespace ipt
