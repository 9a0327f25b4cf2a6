#include "pump_sim/firmware/patient_bolus.hpp"

#include <algorithm>

#include "common/amount_text.hpp"
#include "pump_sim/firmware/delivery.hpp"
#include "pump_sim/firmware/describe.hpp"

namespace ipt {
namespace {

Refusal refuse(Reason reason, std::string text) { return {reason, {}, {}, {}, std::move(text), {}}; }

}  // namespace

std::optional<Refusal> judge_patient_bolus(const Firmware& firmware, const FirmwareSettings& settings) {
  const auto& account = firmware.patient;
  if (auto refusal = refuse_to_deliver(firmware)) return refusal;
  if (is_stopped(firmware)) return refuse(Reason::stopped, "the pump is stopped");
  if (has_bolus(firmware)) return refuse(Reason::bolus_running, "a bolus, priming or bridge runs");
  if (!account.limits) return refuse(Reason::no_patient_bolus, "no clinician has allowed boluses on request");
  const Milliseconds wait = next_patient_bolus(account, firmware.now) - firmware.now;
  if (!account.starts.empty() && firmware.now < account.starts.back() + account.limits->lockout) return refuse(Reason::lockout, "the last one was too short a time ago: the next one may be asked for in " + text_of(wait));
  if (wait.count() > 0) return refuse(Reason::allotted, "as many as allowed have been given within 24 hours: the next one may be asked for in " + text_of(wait));
  const Nanolitres left = computed_reservoir(firmware, settings);
  if (exact_volume(account.limits->dose, firmware.reservoir.concentration) > Exact::of(left)) return refuse(Reason::not_enough_left, "the reservoir holds " + text_of(left));
  return {};
}

CriticalValues give_patient_bolus(Firmware& firmware, const FirmwareSettings& settings, const OperationId& id, const std::string& who, Notes& notes) {
  const PatientLimits limits = *firmware.patient.limits;
  auto& starts = firmware.patient.starts;
  starts.push_back(firmware.now);
  std::erase_if(starts, [&](Uptime start) { return firmware.now - start >= one_day; });
  const Exact volume = exact_volume(limits.dose, firmware.reservoir.concentration);
  firmware.bolus = RunningBolus{id, volume, limits.duration, firmware.now + limits.duration, false};
  ++firmware.state_version;
  LogEntry entry;
  entry.time = time_of(firmware);
  entry.kind = LogKind::operation;
  entry.who = who;
  entry.operation_id = id;
  entry.operation = OperationKind::patient_bolus;
  entry.volume = floor(volume);
  notes.log.append(std::move(entry));
  change_order(firmware, settings, notes);
  CriticalValues after = describe(firmware, settings);
  const Nanolitres stroke = settings.capabilities.stroke;
  after.bolus = CriticalValues::Bolus{limits.dose, floor(volume), stroke * (floor(volume) / stroke), limits.duration};
  return after;
}

}  // namespace ipt
