#include "tools/benchmarks/therapy.hpp"

#include "common/check.hpp"

namespace ipt {
namespace {

using Clock = std::chrono::steady_clock;

constexpr Uptime week_start{one_day * 85};
constexpr Uptime week_end = week_start + one_week;

double years(Milliseconds span) { return static_cast<double>(span.count()) / (365.25 * static_cast<double>(one_day.count())); }
double seconds(Clock::duration span) { return std::chrono::duration<double>(span).count(); }

/// Far enough apart that no two pumps of a slice are alike, near enough to be made once.
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

double leap_through_lives(std::chrono::nanoseconds slice, std::uint64_t first_pump) {
  const auto start = Clock::now();
  double sum = 0;
  for (std::uint64_t pump = first_pump;; ++pump) {
    const Life& life = lives()[pump % lives().size()];
    const Implant old = lived(life, life.end);
    IPT_CHECK(old.firmware.now == life.end && old.notes.log.head() > life.visits.size());
    sum += years(life.end - Uptime{});
    // As many flex programs as simple ones, or the slices would not be alike.
    if (const auto spent = Clock::now() - start; spent >= slice && (pump - first_pump) % 2 == 1) return sum / seconds(spent);
  }
}

TickedWeek::TickedWeek(std::uint64_t pump) : life_(life_of_pump(pump)), start_(lived(life_, week_start)), end_(start_) {
  live(end_, life_, week_end);
  IPT_CHECK(end_.notes.log.head() > start_.notes.log.head() + 3);  // an alarm came, and went at the refill
}

double TickedWeek::tick() const {
  Implant implant = start_;
  const auto start = Clock::now();
  live(implant, life_, week_end, Milliseconds(1'000));
  const auto spent = Clock::now() - start;
  IPT_CHECK(implant == end_);
  return years(week_end - week_start) / seconds(spent);
}

}  // namespace ipt
