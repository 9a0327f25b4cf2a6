#include "programmer/core/dose.hpp"

#include <fmt/format.h>

#include "common/amount.hpp"
#include "common/wide.hpp"

namespace ipt {
namespace {

Error wrong(std::string_view text, const char* why) {
  return Error{fmt::format("'{}' is no daily dose ({}): write it like 120mcg/day, 5mcg/h, 0.06mL/day, +10% or -5%", text, why)};
}

/// Percent with at most three decimals, of `whole`: an increase is rounded down and a cut up, so that the dose is never
/// more than asked.
Result<std::int64_t> percent_of(const Written& written, std::int64_t whole) {
  const auto thousandths = written.times(1'000);
  if (!thousandths) return thousandths.error();
  if (*thousandths > 10'000'000) return Error{"more than 10,000 percent"};
  return written.negative ? multiply_divide_up(whole, *thousandths, 100'000) : multiply_divide(whole, *thousandths, 100'000);
}

}  // namespace

Result<DoseRate> dose_from(std::string_view text, Present present) {
  const auto written = read_number(text);
  if (!written) return wrong(text, written.error().text.c_str());
  if (written->unit == "%") {
    if (!written->has_sign) return wrong(text, "a percentage needs + or -, so that it is clear which way");
    const auto part = percent_of(*written, present.dose.value);
    if (!part) return wrong(text, part.error().text.c_str());
    if (present.dose.value == 0) return wrong(text, "there is no present dose to take a percentage of");
    const DoseRate dose(present.dose.value + (written->negative ? -*part : *part));
    if (dose.value <= 0) return wrong(text, "nothing would be left; use stop");
    return dose;
  }
  if (written->unit == "mL/day" || written->unit == "mL/d" || written->unit == "ml/day") {
    const auto nanolitres = written->times(1'000'000);
    if (!nanolitres || written->has_sign || *nanolitres <= 0) return wrong(text, "a flow is a number above 0");
    return DoseRate(multiply_divide(*nanolitres, present.concentration.value, 1'000'000));
  }
  if (written->has_sign) return wrong(text, "a sign goes with a percentage; for an amount use increase or decrease");
  return parse_dose_rate(text);
}

Result<DoseRate> changed_dose(std::string_view text, Present present, bool up) {
  const auto written = read_number(text);
  if (!written) return wrong(text, written.error().text.c_str());
  if (written->has_sign) return wrong(text, "leave the sign out: the command says which way");
  if (written->unit == "%") return dose_from(fmt::format("{}{}", up ? '+' : '-', text), present);
  const auto by = dose_from(text, present);
  if (!by) return by.error();
  const DoseRate dose = up ? present.dose + *by : present.dose - *by;
  if (dose.value <= 0) return wrong(text, "nothing would be left; use stop");
  return dose;
}

bool is_hourly(std::string_view text) {
  const auto written = read_number(text);
  return written && (written->unit.ends_with("/h") || written->unit.ends_with("/hour"));
}

std::int64_t change_in_permille(DoseRate before, DoseRate after) {
  if (before.value <= 0) return 0;
  const std::int64_t difference = after.value - before.value;
  const Wide doubled = static_cast<Wide>(difference < 0 ? -difference : difference) * 2'000 + before.value;
  const auto rounded = static_cast<std::int64_t>(doubled / (2 * static_cast<Wide>(before.value)));
  return difference < 0 ? -rounded : rounded;
}

}  // namespace ipt
