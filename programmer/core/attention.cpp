#include "programmer/core/attention.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "programmer/core/words.hpp"

namespace ipt {
namespace {

const char* why_nothing_flows(const Status& status) {
  if (status.battery == BatteryState::end) return "the pump has reached its end of service and has stopped for good: it must be replaced";
  if (is_active(status, AlarmKind::telemetry_mode)) return "interference holds the pump in telemetry mode, until a clinician interrogates it";
  if (status.motor == MotorState::stalled) return "the motor is stalled";
  const bool newest_is_known = status.mode == Mode::stopped && !status.operations.empty();
  if (newest_is_known && status.operations.front().state == OperationState::pending) return "the pump is stopped while an operation is written: stay until it runs again";
  if (newest_is_known && status.operations.front().state == OperationState::interrupted) return "an update was interrupted and left the pump stopped: `programmer resume`, or the change again with --run";
  if (status.mode == Mode::stopped) return "the pump is stopped";
  if (status.drug.empty() || status.reservoir.value == 0) return "by its own account the reservoir is empty";
  return nullptr;
}

}  // namespace

bool is_active(const Status& status, AlarmKind kind) {
  return std::ranges::any_of(status.alarms, [&](const Alarm& alarm) { return alarm.kind == kind && alarm.active; });
}

std::vector<std::string> attentions(const Status& status, PumpClock now) {
  std::vector<std::string> all;
  if (const char* why = why_nothing_flows(status)) all.push_back(fmt::format("NOTHING IS DELIVERED: {}", why));
  const auto* due = std::get_if<PumpDay>(&status.refill_by);
  const auto overdue = due == nullptr ? std::chrono::days(0) : day_of(now) - *due;
  if (overdue.count() > 0) all.push_back("the refill is OVERDUE by " + words::days(overdue.count()));
  if (status.battery == BatteryState::low) all.push_back(fmt::format("the pump must be REPLACED; its end of service, when it stops by itself: {}", words::date(status.replace_by)));
  if (is_active(status, AlarmKind::battery_reset)) all.emplace_back("the battery failed for an instant: the minimum rate is all that runs until a program is sent");
  if (is_active(status, AlarmKind::minor_memory_error)) all.emplace_back("the pump cannot write its program memory: therapy goes on, and it refuses every change but a stop");
  return all;
}

}  // namespace ipt
