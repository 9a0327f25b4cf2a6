#pragma once
#include "programmer/core/advice.hpp"

namespace ipt {

/// What runs in an hour of a dose a day, rounded down; and the dose a day of what runs in an hour.
Nanograms an_hour(DoseRate);
DoseRate a_day(Nanograms an_hour);

/// A dose a day in the other units, with the slips that units invite.
struct ConversionAsked {
  DoseRate dose;
  bool hourly = false;  ///< it was written per hour
  std::optional<DoseRate> present;
  std::optional<Concentration> concentration;
};
struct Conversion {
  Nanograms an_hour;  ///< rounded down
  bool is_exact = true;
  std::optional<FlowRate> flow;  ///< rounded down
  std::optional<std::int64_t> change_permille;
  Advised advised;
};
/// An error for amounts that nobody means.
Result<Conversion> convert(const ConversionAsked&, const PumpFigures&, const ClinicalFigures& = {});

/// A dose that comes again and again.
struct Repeated {
  std::int64_t doses_a_day = 0;  ///< rounded down
  DoseRate dose;                 ///< rounded down
  Advised advised;
};
Result<Repeated> repeated(Nanograms dose, Milliseconds interval, const ClinicalFigures& = {});

}  // namespace ipt
