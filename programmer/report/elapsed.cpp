#include "programmer/report/elapsed.hpp"

namespace ipt::report {
namespace {

constexpr std::chrono::days long_life{30 * 366};

}  // namespace

std::optional<PumpClock> on_todays_clock(const DeviceTime& now, Uptime at) {
  if (at > now.uptime || at < Uptime{} || now.uptime - at > Milliseconds(long_life)) return {};
  return now.clock - (now.uptime - at);
}

std::optional<PumpClock> middle_of(const Date& date, const DeviceTime& now) {
  const auto* day = std::get_if<PumpDay>(&date);
  if (day == nullptr || *day > day_of(now.clock) + long_life || *day < day_of(now.clock) - long_life) return {};
  return *day + std::chrono::hours(12);
}

std::int64_t count(PumpClock clock) { return clock.time_since_epoch().count(); }

}  // namespace ipt::report
