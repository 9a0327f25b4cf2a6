#include "programmer/core/attention.hpp"

#include <fmt/format.h>

namespace ipt {
namespace {

const char* why_nothing_flows(const Status& status) {
  if (status.motor == MotorState::stalled) return "the motor is stalled";
  const bool newest_is_known = status.mode == Mode::stopped && !status.operations.empty();
  if (newest_is_known && status.operations.front().state == OperationState::pending) return "the pump is stopped while an operation is written: stay until it runs again";
  if (newest_is_known && status.operations.front().state == OperationState::interrupted) return "an update was interrupted and left the pump stopped: `programmer resume`, or the change again with --run";
  if (status.mode == Mode::stopped) return "the pump is stopped";
  if (status.drug.empty() || status.reservoir.value == 0) return "by its own account the reservoir is empty";
  return nullptr;
}

}  // namespace

std::vector<std::string> attentions(const Status& status, PumpClock now) {
  std::vector<std::string> all;
  if (const char* why = why_nothing_flows(status)) all.push_back(fmt::format("NOTHING IS DELIVERED: {}", why));
  const auto* due = std::get_if<PumpDay>(&status.refill_by);
  const auto overdue = due == nullptr ? std::chrono::days(0) : day_of(now) - *due;
  if (overdue.count() > 0) all.push_back(fmt::format("the refill is OVERDUE by {} days", overdue.count()));
  return all;
}

}  // namespace ipt
