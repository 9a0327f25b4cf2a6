#pragma once
#include <string>
#include <string_view>

#include "common/result.hpp"
#include "common/time.hpp"
#include "common/units.hpp"

/// Amounts as people write them at a command line, exactly: decimals are read as whole numbers, never as floating
/// point, and what cannot be a whole number of the smallest unit is refused. An error says what would be right.
namespace ipt {

/// A decimal number and the unit behind it: "18.6 mL" is 186 tenths of mL.
struct Written {
  bool negative = false;
  bool has_sign = false;
  std::int64_t digits = 0;    ///< all digits as one number
  int decimals = 0;           ///< how many of them stand behind the point
  std::string_view unit;      ///< as written, without spaces around it
  /// This many of something of which one unit holds `each`; nothing if that is no whole number or too large.
  [[nodiscard]] Result<std::int64_t> times(std::int64_t each) const;
};
/// At most 15 digits. The view lives as long as `text`.
Result<Written> read_number(std::string_view text);

/// `18mL`, `18.6 mL`, `500uL`, `250nL`. At least 0.
Result<Nanolitres> parse_volume(std::string_view text);
/// `2000mcg/mL`, `2mg/mL`. Above 0.
Result<Concentration> parse_concentration(std::string_view text);
/// `50mcg`, `0.05mg`, `800ng`. Above 0.
Result<Nanograms> parse_dose(std::string_view text);
/// `120mcg/day`, `5mcg/h`, `0.12mg/day`. Above 0. An hourly dose is 24 times as much a day.
Result<DoseRate> parse_dose_rate(std::string_view text);
/// `90d`, `48h`, `48h30m`, `10min`, `20 s`, `500ms`, `2w`. Above 0.
Result<Milliseconds> parse_duration(std::string_view text);
/// `2027-02-12` or `2027-02-12T08:30[:15]`: what a pump's clock shows.
Result<PumpClock> parse_clock(std::string_view text);

/// `2027-02-12T08:30:15`, `2027-02-12`.
std::string iso_clock(PumpClock);
std::string iso_day(PumpDay);

}  // namespace ipt
