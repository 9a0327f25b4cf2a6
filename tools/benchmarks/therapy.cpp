#include "tools/benchmarks/therapy.hpp"

#include <time.h>

#include "common/check.hpp"

namespace ipt {
namespace {

using Clock = std::chrono::steady_clock;

/// Of one core, however often others had it meanwhile.
std::chrono::nanoseconds processor_time() {
  timespec time{};
  IPT_CHECK(::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

constexpr Uptime week_start{one_day * 85};
constexpr Uptime week_end = week_start + one_week;

double years(Milliseconds span) { return static_cast<double>(span.count()) / (365.25 * static_cast<double>(one_day.count())); }
double seconds(std::chrono::nanoseconds span) { return std::chrono::duration<double>(span).count(); }

std::uint64_t pump_of(Kind kind, std::uint64_t number) { return 2 * number + (kind == Kind::flex ? 1 : 0); }

/// Some pumps of either kind, no two alike, laid out once.
const std::vector<Life>& lives() {
  static const std::vector<Life> made = [] {
    std::vector<Life> all;
    for (std::uint64_t pump = 0; pump < 16; ++pump) all.push_back(life_of_pump(pump));
    return all;
  }();
  return made;
}

Implant lived(const Life& life, Uptime to) {
  Implant implant = newborn(life);
  live(implant, life, to);
  return implant;
}

}  // namespace

double leap_through_lives(Kind kind, std::chrono::nanoseconds slice) {
  lives();
  const auto start = Clock::now();
  const auto used = processor_time();
  double sum = 0;
  for (std::uint64_t number = 0;; ++number) {
    const Life& life = lives()[pump_of(kind, number) % lives().size()];
    const Implant old = lived(life, life.end);
    IPT_CHECK(old.firmware.now == life.end && old.notes.log.head() > life.visits.size());
    sum += years(life.end - Uptime{});
    if (Clock::now() - start >= slice) return sum / seconds(processor_time() - used);
  }
}

double year_with_patient(Kind kind, std::chrono::nanoseconds slice) {
  static const PatientProfile profile = [] {
    auto loaded = load_patient("child");
    IPT_CHECK(loaded.has_value());
    return *std::move(loaded);
  }();
  lives();
  const auto start = Clock::now();
  const auto used = processor_time();
  double sum = 0;
  for (std::uint64_t number = 0;; ++number) {
    const Life& life = lives()[pump_of(kind, number) % lives().size()];
    Implant implant = newborn(life);
    implant.patient = admit(profile, implant.world);
    live(implant, life, life.end);
    IPT_CHECK(report(*implant.patient, life.end).effect_ng_per_ml > 0);
    sum += years(life.end - Uptime{});
    if (Clock::now() - start >= slice) return 1'000 * seconds(processor_time() - used) / sum;
  }
}

TickedWeek::TickedWeek(Kind kind) : life_(life_of_pump(pump_of(kind, 0))), start_(lived(life_, week_start)), end_(start_) {
  live(end_, life_, week_end);
  IPT_CHECK(end_.notes.log.head() > start_.notes.log.head() + 3);  // an alarm came, and went at the refill
}

double TickedWeek::tick() const {
  Implant implant = start_;
  const auto used = processor_time();
  live(implant, life_, week_end, Milliseconds(1'000));
  const auto spent = processor_time() - used;
  IPT_CHECK(implant == end_);
  return years(week_end - week_start) / seconds(spent);
}

}  // namespace ipt
