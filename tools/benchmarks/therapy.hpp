#pragma once
#include <chrono>
#include <cstdint>

#include "tools/benchmarks/life.hpp"

namespace ipt {

/// Pump-years a second of host time: whole lives, one after another, until the slice is over.
double leap_through_lives(std::chrono::nanoseconds slice, std::uint64_t first_pump);

/// A week of one life with a low-reservoir alarm, a refill and a dose change in it, in steps of one second.
class TickedWeek {
 public:
  explicit TickedWeek(std::uint64_t pump);
  /// Pump-years a second of host time. The end is compared with the same week in leaps: every field must be equal.
  [[nodiscard]] double tick() const;

 private:
  Life life_;
  Implant start_;
  Implant end_;
};

}  // namespace ipt
