#include <fmt/format.h>

#include <algorithm>

#include "programmer/core/attention.hpp"
#include "programmer/core/words.hpp"
#include "programmer/report/sections.hpp"

namespace ipt::report {
namespace {

std::string battery(const Status& status) {
  switch (status.battery) {
    case BatteryState::good: return "good";
    case BatteryState::low: return "LOW: the pump must be replaced, and stops by itself at its end of service";
    case BatteryState::end: return "at its END";
  }
  return words::name(status.battery);
}

bool is_listed(const Status& status, AlarmKind kind) { return std::ranges::find(status.alarms, kind, &Alarm::kind) != status.alarms.end(); }

/// What the pump tells only by an alarm: while it holds, when it is over and still listed, or nothing at all.
struct ByAlarm {
  AlarmKind kind;
  const char* what;
  const char* holds;
  const char* is_over;
};
constexpr ByAlarm by_alarm[] = {
    {AlarmKind::telemetry_mode, "telemetry mode", "HELD in it by interference: it delivers nothing until a clinician interrogates it", "was held in it by interference, and delivered nothing until it was interrogated"},
    {AlarmKind::battery_reset, "battery failure", "the battery failed for an instant: the minimum rate is all that runs until a program is sent", "the battery failed for an instant; a program was sent since"},
    {AlarmKind::minor_memory_error, "program memory", "CANNOT be written: therapy goes on, every change but a stop is refused", "could not be written for a time; it can be again"},
};

}  // namespace

Table device_table(const Readings& read) {
  const Status& status = read.status;
  Table table{"The device, as far as the pump tells", {"what", "reading"}, {}};
  const auto add = [&](const char* what, std::string reading, bool is_marked) { table.rows.push_back({{what, std::move(reading)}, is_marked}); };
  add("motor", words::name(status.motor), status.motor == MotorState::stalled);
  add("battery", battery(status), status.battery != BatteryState::good);
  const bool has_ended = status.battery == BatteryState::end;
  add("end of service", has_ended ? "REACHED: it has stopped for good, and takes no more changes" : fmt::format("not reached; {}", words::date(status.replace_by)), has_ended);
  for (const auto& [kind, what, holds, is_over] : by_alarm) {
    const bool does_hold = is_active(status, kind);
    add(what, does_hold ? holds : is_listed(status, kind) ? is_over : "nothing told", is_listed(status, kind));
  }
  return table;
}

}  // namespace ipt::report
