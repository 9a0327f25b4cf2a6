#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"
#include "common/time.hpp"
#include "common/units.hpp"
#include "pump_sim/profiles/figure.hpp"

namespace ipt {

struct DrugProfile {
  std::string name;
  std::string description;
  std::vector<Figure<Concentration>> concentrations;  ///< rising
  std::optional<Figure<std::uint32_t>> stability_days;  ///< how long it is good in a pump; absent: nothing is known about it
  /// What else is in it, as strong as told for each of `concentrations`.
  struct Admixture {
    std::string name;
    std::vector<Figure<Concentration>> concentrations;
    bool operator==(const Admixture&) const = default;
  };
  std::vector<Admixture> admixtures;
  /// Whether a patient may ask for boluses of it, and who says so.
  struct PatientBolus {
    bool permits = false;
    Certainty certainty = Certainty::assumed;
    std::string source;
    bool operator==(const PatientBolus&) const = default;
  };
  PatientBolus patient_bolus;
  bool operator==(const DrugProfile&) const = default;
};

/// What its battery holds and what uses it up, in nanoampere-hours.
struct BatteryFigures {
  Figure<std::uint64_t> capacity, low, a_stroke, a_day;
  bool operator==(const BatteryFigures&) const = default;
};

/// One kind of pump as a data file describes it: proto/bedside/v1/profile.proto. Generic, of no brand.
struct DeviceProfile {
  std::string name;
  std::string description;
  Figure<Nanolitres> capacity;  ///< the total that the reservoir may hold, residual included
  Figure<Nanolitres> residual;  ///< what a needle cannot withdraw
  Figure<Nanolitres> tubing;
  Figure<Nanolitres> catheter;
  Figure<Nanolitres> stroke;
  Figure<FlowRate> minimum_flow;
  Figure<FlowRate> maximum_flow;
  Figure<FlowRate> minimum_rate;  ///< of the minimum-rate mode
  Figure<std::uint32_t> maximum_steps_a_day;
  Figure<Nanolitres> low_reservoir_level;  ///< as a fresh pump has it
  Figure<std::uint32_t> refill_lead_days;
  Figure<std::uint32_t> refill_interval_days;  ///< the longest time from one fill to the next
  Figure<Milliseconds> stopped_alarm;
  Figure<Milliseconds> stall_detection;
  Figure<std::uint32_t> life_days;
  Figure<Nanolitres> discrepancy_warning;
  Figure<Milliseconds> critical_tone_interval;
  Figure<Milliseconds> noncritical_tone_interval;
  std::optional<Figure<Milliseconds>> update;  ///< how long it stops while a program or a refill is written; absent: needs no stop
  bool bolus_ends_stopped = false;  ///< after a single bolus the pump is stopped
  std::optional<BatteryFigures> battery;  ///< absent: it lasts as long as the pump
  std::optional<Figure<std::uint32_t>> replace_within_days;  ///< absent: nothing ends this pump
  std::vector<DrugProfile> drugs;
  bool operator==(const DeviceProfile&) const = default;

  /// Tubing and catheter: what lies between reservoir and tip.
  [[nodiscard]] Nanolitres path() const { return tubing.value + catheter.value; }
};

/// A profile by name (`ipt-20`, built into the program) or, with a slash or a dot in it, from a file (`./mine.txtpb`).
/// A file's drugs are looked for beside it (`drugs/NAME.txtpb`, `NAME.txtpb`), then among the built-in ones. An error
/// in a file begins with `file:line:column:` and says what was expected; an unknown name comes with the known ones.
Result<DeviceProfile> load_profile(std::string_view name_or_path);

/// The names of the built-in profiles, in order.
std::vector<std::string> profile_names();

/// One profile's text, whose drugs are built-in ones; `file` is only what errors call it.
Result<DeviceProfile> parse_profile(std::string_view text, std::string_view file);
/// One drug file's text; `file` is only what errors call it.
Result<DrugProfile> parse_drug(std::string_view text, std::string_view file);

}  // namespace ipt
