#pragma once
#include <chrono>
#include <cstdint>

namespace ipt {

using Milliseconds = std::chrono::duration<std::int64_t, std::milli>;
using Days = std::chrono::duration<std::int64_t, std::ratio<86'400>>;

/// The three times of the simulator. None of these clocks has a now(): time is an argument everywhere below `host/`.
/// World time drives everything physical; firmware sees it as uptime: pump time since the pump was first started. It
/// survives resets and stands still while the pump process is down.
struct PumpElapsed { using duration = Milliseconds; using rep = duration::rep; using period = duration::period; static constexpr bool is_steady = true; };
using Uptime = std::chrono::time_point<PumpElapsed, Milliseconds>;

/// What the pump's own wall clock shows: no zone, no summer time. Counted from 1970-01-01T00:00 of that clock.
using PumpClock = std::chrono::local_time<Milliseconds>;
using PumpDay = std::chrono::local_days;

/// Link time drives Hello, ping, lease and stage expiry. It never drives therapy.
struct LinkElapsed { using duration = Milliseconds; using rep = duration::rep; using period = duration::period; static constexpr bool is_steady = true; };
using LinkTime = std::chrono::time_point<LinkElapsed, Milliseconds>;

constexpr PumpDay day_of(PumpClock clock) { return std::chrono::floor<std::chrono::days>(clock); }

inline constexpr Milliseconds one_day{86'400'000};
inline constexpr Milliseconds one_week{7 * 86'400'000};
/// "Never": no event, no deadline.
inline constexpr Uptime never = Uptime::max();
inline constexpr LinkTime no_deadline = LinkTime::max();

}  // namespace ipt
