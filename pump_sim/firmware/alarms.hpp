#pragma once
#include <optional>
#include <vector>

#include "common/messages.hpp"
#include "pump_sim/firmware/log.hpp"

namespace ipt {

/// Every alarm is an instance with a life of its own:
///
///              ┌─ acknowledged ─▶ active, acknowledged ── cleared ──▶ gone
///   raised ──▶ active
///              └─ cleared ──▶ latched ── acknowledged ──▶ gone
///
/// "Gone" means no longer shown; the log keeps it. Silence ends with the instance.
struct AlarmBook {
  std::vector<Alarm> open;  ///< active or latched, oldest first
  std::vector<std::uint64_t> shown;  ///< ids of those that a clinician has seen
  std::uint64_t last_id = 0;
  std::optional<Uptime> test_ends;
  bool operator==(const AlarmBook&) const = default;
};

[[nodiscard]] bool is_critical(AlarmKind);
/// Three seconds when critical, else one.
[[nodiscard]] Milliseconds tone_length(bool critical);
[[nodiscard]] bool is_active(const AlarmBook&, AlarmKind);

/// Raises or clears, if that is a change. `at` stamps the log.
void set_condition(AlarmBook&, AlarmKind, bool holds, const DeviceTime& at, Log&);
/// The tone of a test lasts as long as a real one: one second, or three when critical.
void start_test(AlarmBook&, bool critical, const DeviceTime& at, const std::string& who, Log&);
void end_test(AlarmBook&, const DeviceTime& at, Log&);

/// False: no such instance.
[[nodiscard]] bool acknowledge(AlarmBook&, std::uint64_t id, const DeviceTime& at, const std::string& who, Log&);
[[nodiscard]] bool silence(AlarmBook&, std::uint64_t id, const DeviceTime& at, const std::string& who, Log&);
/// Has an alarm that no clinician has seen yet.
[[nodiscard]] bool has_unshown(const AlarmBook&);
void mark_shown(AlarmBook&, const DeviceTime& at, const std::string& who, Log&);

}  // namespace ipt
