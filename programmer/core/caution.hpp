#pragma once
#include <optional>
#include <string>
#include <vector>

#include "common/messages.hpp"

namespace ipt {

/// A clinical figure with where it comes from. It forbids nothing: a clinician decides.
struct ClinicalFigure {
  std::int64_t value = 0;
  bool is_verified = false;
  const char* source = "";
};

/// What a programmer warns by. Increases are in tenths of a percent of the present dose, within 24 hours.
struct ClinicalFigures {
  ClinicalFigure largest_increase_child{150, true, "the project's brief: +5 to 15 % in 24 h for children and spasticity of cerebral origin, read in a source"};
  ClinicalFigure largest_increase_spinal{300, true, "the project's brief: +10 to 30 % in 24 h for spasticity of spinal origin, read in a source"};
  ClinicalFigure largest_decrease{300, false, "a choice of ours, the same as the largest increase; no source was read"};
  ClinicalFigure largest_daily_dose{1'199'000, true, "the project's brief: maintenance up to 1,199 mcg/day, read in a source; in ng"};
  ClinicalFigure largest_bolus{100'000, true, "the project's brief: screening boluses of 50, 75 and 100 mcg, read in a source; in ng"};
  ClinicalFigure screening_concentration{50'000, true, "the project's brief: 50 mcg/mL is for screening only, read in a source; in ng/mL"};
  ClinicalFigure shortest_interval{3'600'000, false, "a choice of ours: an interval below an hour was probably meant in hours; in ms"};
};

/// Something to think about before anything is sent. `name` is stable, for programs; `text` says what was asked, why it
/// is unusual and what may have been meant.
struct Caution {
  std::string name;
  std::string text;
  bool operator==(const Caution&) const = default;
};

/// What was in force, or waited, during the last 24 hours of pump time, as the pump's log tells it, whoever programmed it.
struct RecentDoses {
  std::vector<DoseRange> doses;  ///< empty: nothing was changed
  bool is_whole = true;          ///< false: the log does not reach back so far
};

/// What the operation is compared with.
struct Before {
  Status status;
  std::optional<Program> program;  ///< in force, or waiting on a stopped pump
  RecentDoses recent;
  Nanolitres path;      ///< tubing and catheter
  bool hourly = false;  ///< the new dose was written per hour
  FlowRate minimum_rate{};  ///< of the pump: what the minimum-rate mode gives
};

/// Every caution about this operation on a pump in this state.
std::vector<Caution> cautions(const TherapyOperation&, const Before&, const ClinicalFigures& = {});

}  // namespace ipt
