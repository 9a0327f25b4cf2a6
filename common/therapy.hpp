#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/time.hpp"
#include "common/units.hpp"

namespace ipt {

/// 16 bytes chosen by the client: one per intent, never one per try.
using OperationId = std::array<std::uint8_t, 16>;
/// SHA-256.
using Digest = std::array<std::uint8_t, 32>;
/// Sixteen random bytes, good for one commit.
using Grant = std::array<std::uint8_t, 16>;

enum class Mode { stopped = 1, minimum_rate, simple_continuous, flex, periodic_bolus };
enum class ModeAfter { running = 1, stopped, unchanged };

struct MinimumRate {
  bool operator==(const MinimumRate&) const = default;
};
struct SimpleContinuous {
  DoseRate dose;
  bool operator==(const SimpleContinuous&) const = default;
};
/// From this time of this weekday on, this rate. Before a day's first step the previous day's last rate goes on; a
/// weekday without a step carries the last rate round the week.
struct FlexStep {
  std::uint32_t weekday = 1;  ///< 1 Monday … 7 Sunday, as ISO 8601
  Milliseconds time_of_day{};
  DoseRate dose;
  bool operator==(const FlexStep&) const = default;
};
struct Flex {
  std::vector<FlexStep> steps;
  bool operator==(const Flex&) const = default;
};
/// The first dose at once, the next one `interval` later, start to start; the basal, if any, all along.
struct PeriodicBolus {
  Nanograms dose;
  Milliseconds duration{};
  Milliseconds interval{};
  DoseRate basal;
  bool operator==(const PeriodicBolus&) const = default;
};

/// What runs when nothing else is asked, computed for one concentration.
struct Program {
  Concentration concentration;
  std::variant<MinimumRate, SimpleContinuous, Flex, PeriodicBolus> delivery;
  bool operator==(const Program&) const = default;
};

struct SingleBolus {
  Nanograms dose;
  Milliseconds duration{};
  Concentration concentration;  ///< computed for
  bool operator==(const SingleBolus&) const = default;
};
struct Prime {
  Nanolitres volume;
  Milliseconds duration{};
  bool operator==(const Prime&) const = default;
};
struct Bridge {
  Nanolitres volume;  ///< old drug still between reservoir and tip
  Concentration old_concentration;
  DoseRate old_dose;
  bool operator==(const Bridge&) const = default;
};
/// Sets what the reservoir holds when the commit is journalled; never adds, never counts back.
struct Refill {
  Nanolitres volume;     ///< in the reservoir now
  Nanolitres withdrawn;  ///< what came out of it
  Nanolitres expected;   ///< what the pump showed before
  std::string drug;
  Concentration concentration;
  std::string lot;
  std::optional<Program> program;  ///< required when drug or concentration change
  std::optional<Prime> prime;
  std::optional<Bridge> bridge;
  bool operator==(const Refill&) const = default;
};
struct Resume {
  bool operator==(const Resume&) const = default;
};
struct SetClock {
  PumpClock clock;  ///< what the pump's clock shows at the instant of the commit
  bool operator==(const SetClock&) const = default;
};
/// What a patient may ask for; an allotment of 0 ends it.
struct PatientLimits {
  Nanograms dose;
  Milliseconds duration{};
  Milliseconds lockout{};
  std::uint32_t allotted_per_24h = 0;
  bool operator==(const PatientLimits&) const = default;
};
struct AlarmSettings {
  Nanolitres low_reservoir_level;
  std::uint32_t refill_lead_days = 0;
  bool operator==(const AlarmSettings&) const = default;
};

using TherapyKind =
    std::variant<Program, SingleBolus, Prime, Bridge, Refill, Resume, SetClock, PatientLimits, AlarmSettings>;

/// One change of therapy. It travels, is digested and is journalled as the exact bytes that encode it.
struct TherapyOperation {
  std::string pump_serial;
  ModeAfter mode_after = ModeAfter::unchanged;
  TherapyKind kind;
  bool operator==(const TherapyOperation&) const = default;
};

enum class OperationKind {
  program = 1, bolus, prime, bridge, refill, resume, clock, patient_limits, alarm_settings, stop, patient_bolus
};
OperationKind kind_of(const TherapyOperation&);
/// A program, or a refill that comes with one.
bool brings_program(const TherapyOperation&);
Mode mode_of(const Program&);

/// A day of the pump's own calendar, or why there is none.
enum class DateAbsent { stopped = 1, no_flow, beyond_horizon, no_drug };
using Date = std::variant<PumpDay, DateAbsent>;

/// What a clinician must not get wrong, as the pump computes it. The programmer shows these, never its own copy.
struct CriticalValues {
  Mode mode = Mode::stopped;
  std::string drug;
  Concentration concentration;
  Nanograms daily_dose;
  FlowRate rate;
  Nanolitres reservoir;
  Date low_reservoir_alarm = DateAbsent::stopped;
  Date empty = DateAbsent::stopped;
  Date refill_by = DateAbsent::stopped;
  std::optional<PumpClock> clock;  ///< set only by a clock operation
  Nanolitres low_reservoir_level;
  std::uint32_t refill_lead_days = 0;
  struct Bolus {
    Nanograms dose;
    Nanolitres volume;
    Nanolitres achievable;  ///< whole strokes
    Milliseconds duration{};
    bool operator==(const Bolus&) const = default;
  };
  std::optional<Bolus> bolus;  ///< a bolus, or a priming: then what a dose of the drug in the reservoir its volume is
  /// The old drug still on its way is given at the old dose before what stands above runs.
  struct Bridge {
    Nanolitres volume;
    Concentration old_concentration;
    Nanograms old_daily_dose;
    FlowRate rate;            ///< at its beginning
    Milliseconds duration{};  ///< until the volume has moved
    bool operator==(const Bridge&) const = default;
  };
  std::optional<Bridge> bridge;
  std::optional<PatientLimits> patient_limits;  ///< set only by an operation about them
  /// What goes along with the daily dose, out of a mixture.
  struct OtherDose {
    std::string drug;
    Concentration concentration;
    Nanograms daily_dose;
    bool operator==(const OtherDose&) const = default;
  };
  std::vector<OtherDose> other_doses;
  Digest program_digest{};  ///< of the operation bytes whose program runs then; zeros when there is none
  bool operator==(const CriticalValues&) const = default;
};

enum class Warning {
  old_drug_in_path = 1,
  discrepancy,
  stays_stopped,
  dose_not_achievable,
  refill_date_past,
  clock_moves_schedule,
  periodic_dose_cut,
  alarm_at_once,
  stops_while_written,
};

}  // namespace ipt
