#pragma once
#include <chrono>

#include "tools/benchmarks/life.hpp"

namespace ipt {

enum class Kind { simple, flex };

/// Pump-years a second of processor time: whole lives of pumps of this kind, one after another, until the slice is over.
double leap_through_lives(Kind, std::chrono::nanoseconds slice);

/// Milliseconds of processor time that a year takes, with the whole log and a patient who is looked at in the end: as above.
double year_with_patient(Kind, std::chrono::nanoseconds slice);

/// A week of one life with a low-reservoir alarm, a refill and a dose change in it, in steps of one second.
class TickedWeek {
 public:
  explicit TickedWeek(Kind);
  /// Pump-years a second of processor time. The end is compared with the same week in leaps: every field must be equal.
  [[nodiscard]] double tick() const;

 private:
  Life life_;
  Implant start_;
  Implant end_;
};

}  // namespace ipt
