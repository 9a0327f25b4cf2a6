#pragma once
#include <optional>
#include <string>
#include <vector>

#include "common/messages.hpp"
#include "programmer/core/clinical_figures.hpp"

namespace ipt {

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
