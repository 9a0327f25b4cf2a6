#include "common/amount.hpp"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <optional>
#include <span>

#include "common/wide.hpp"

namespace ipt {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view without_spaces(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// Larger than any amount of a pump in its smallest unit, and small enough that sums of two never overflow.
constexpr std::int64_t largest_meant = 1'000'000'000'000'000;

struct Unit {
  std::string_view name;
  std::int64_t each;  ///< smallest units in one of these
};

/// Unit names count as written, and m for milli is never M for mega.
constexpr std::array volume_units{Unit{"mL", 1'000'000}, Unit{"ml", 1'000'000}, Unit{"uL", 1'000}, Unit{"ul", 1'000}, Unit{"nL", 1}, Unit{"nl", 1}};
constexpr std::array concentration_units{Unit{"mcg/mL", 1'000}, Unit{"mcg/ml", 1'000}, Unit{"ug/mL", 1'000}, Unit{"ug/ml", 1'000},
                                         Unit{"mg/mL", 1'000'000}, Unit{"mg/ml", 1'000'000}, Unit{"ng/mL", 1}, Unit{"ng/ml", 1}};
constexpr std::array dose_units{Unit{"mcg", 1'000}, Unit{"ug", 1'000}, Unit{"mg", 1'000'000}, Unit{"ng", 1}};
constexpr std::array rate_units{Unit{"mcg/day", 1'000}, Unit{"mcg/d", 1'000}, Unit{"ug/day", 1'000}, Unit{"ug/d", 1'000}, Unit{"mg/day", 1'000'000},
                                Unit{"mg/d", 1'000'000}, Unit{"ng/day", 1}, Unit{"ng/d", 1}, Unit{"mcg/h", 24'000}, Unit{"mcg/hour", 24'000}, Unit{"ug/h", 24'000},
                                Unit{"ng/h", 24}};
constexpr std::array duration_units{Unit{"w", 7 * 86'400'000}, Unit{"d", 86'400'000}, Unit{"day", 86'400'000}, Unit{"days", 86'400'000}, Unit{"h", 3'600'000}, Unit{"hour", 3'600'000},
                                    Unit{"hours", 3'600'000}, Unit{"min", 60'000}, Unit{"m", 60'000}, Unit{"s", 1'000}, Unit{"ms", 1}};

/// The micro sign and the Greek letter look the same, and both say u.
std::string with_u(std::string_view name) {
  for (const std::string_view micro : {"\u00B5", "\u03BC"}) {
    if (name.starts_with(micro)) return "u" + std::string(name.substr(micro.size()));
  }
  return std::string(name);
}

std::optional<std::int64_t> each_of(std::span<const Unit> units, std::string_view written) {
  const std::string name = with_u(written);
  for (const auto& unit : units) {
    if (unit.name == name) return unit.each;
  }
  return {};
}

Result<std::int64_t> parse(std::string_view text, std::span<const Unit> units, std::int64_t least, const char* what, const char* examples) {
  const auto wrong = [&](const std::string& why) { return Error{fmt::format("'{}' is no {} ({}): write it like {}", text, what, why, examples)}; };
  const auto written = read_number(text);
  if (!written) return wrong(written.error().text);
  if (written->has_sign) return wrong("it has a sign");
  if (written->unit.empty()) return wrong("the unit is missing");
  const auto each = each_of(units, written->unit);
  if (!each) return wrong(fmt::format("unknown unit '{}'", written->unit));
  const auto value = written->times(*each);
  if (!value) return wrong(value.error().text);
  if (*value < least) return wrong(least > 0 ? "it must be above 0" : "it must not be below 0");
  return *value;
}

template <class Quantity>
Result<Quantity> as(const Result<std::int64_t>& number) {
  if (!number) return number.error();
  return Quantity(*number);
}

std::optional<int> digits_at(std::string_view text, std::size_t at, std::size_t count) {
  int number = 0;
  if (text.size() < at + count) return {};
  for (std::size_t i = at; i < at + count; ++i) {
    if (!is_digit(text[i])) return {};
    number = number * 10 + (text[i] - '0');
  }
  return number;
}

}  // namespace

Result<std::int64_t> Written::times(std::int64_t each) const {
  Wide value = static_cast<Wide>(digits) * each;
  for (int i = 0; i < decimals; ++i) {
    if (value % 10 != 0) return Error{"finer than can be measured"};
    value /= 10;
  }
  if (value > largest_meant) return Error{"too large to be meant"};
  return static_cast<std::int64_t>(value);
}

Result<Written> read_number(std::string_view text) {
  text = without_spaces(text);
  Written written;
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    written.has_sign = true;
    written.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  int count = 0;
  bool behind_point = false;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '.' && !behind_point && at > 0) {
      behind_point = true;
      continue;
    }
    if (text[at] == ',') return Error{"a comma could be a point or a thousand; use a point for decimals and nothing for thousands"};
    if (!is_digit(text[at])) break;
    if (++count > 15) return Error{"more than 15 digits"};
    written.digits = written.digits * 10 + (text[at] - '0');
    if (behind_point) ++written.decimals;
  }
  if (count == 0) return Error{"it starts with no number"};
  if (text[at - 1] == '.') return Error{"a digit is missing behind the point"};
  written.unit = without_spaces(text.substr(at));
  return written;
}

Result<Nanolitres> parse_volume(std::string_view text) { return as<Nanolitres>(parse(text, volume_units, 0, "volume", "18.6mL or 500uL")); }
Result<Concentration> parse_concentration(std::string_view text) {
  return as<Concentration>(parse(text, concentration_units, 1, "concentration", "2000mcg/mL or 2mg/mL"));
}
Result<Nanograms> parse_dose(std::string_view text) { return as<Nanograms>(parse(text, dose_units, 1, "dose", "50mcg")); }
Result<DoseRate> parse_dose_rate(std::string_view text) { return as<DoseRate>(parse(text, rate_units, 1, "daily dose", "120mcg/day or 5mcg/h")); }

Result<Milliseconds> parse_duration(std::string_view text) {
  const auto wrong = [&](const std::string& why) { return Error{fmt::format("'{}' is no duration ({}): write it like 90d, 6h, 48h30m, 10min or 20s", text, why)}; };
  std::string_view rest = without_spaces(text);
  Milliseconds sum{0};
  while (!rest.empty()) {
    std::size_t end = 0;
    while (end < rest.size() && !std::isalpha(static_cast<unsigned char>(rest[end]))) ++end;
    while (end < rest.size() && std::isalpha(static_cast<unsigned char>(rest[end]))) ++end;
    const auto written = read_number(rest.substr(0, end));
    if (!written) return wrong(written.error().text);
    if (written->has_sign) return wrong("it has a sign");
    const auto each = each_of(duration_units, written->unit);
    if (!each) return wrong(written->unit.empty() ? "the unit is missing" : fmt::format("unknown unit '{}'", written->unit));
    const auto value = written->times(*each);
    if (!value) return wrong(value.error().text);
    sum += Milliseconds(*value);
    if (sum.count() > largest_meant) return wrong("too large to be meant");
    rest = without_spaces(rest.substr(end));
  }
  if (sum <= Milliseconds{0}) return wrong("it must be above 0");
  return sum;
}

Result<PumpClock> parse_clock(std::string_view text) {
  const Error wrong{fmt::format("'{}' is no date and time of a pump's clock: write it like 2027-02-12T08:30", text)};
  const auto year = digits_at(text, 0, 4);
  const auto month = digits_at(text, 5, 2);
  const auto day = digits_at(text, 8, 2);
  if (!year || !month || !day || text[4] != '-' || text[7] != '-') return wrong;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)), std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *year < 1970) return wrong;
  const PumpClock midnight = std::chrono::local_days(date);
  if (text.size() == 10) return midnight;
  const auto hour = digits_at(text, 11, 2);
  const auto minute = digits_at(text, 14, 2);
  if (!hour || !minute || *hour > 23 || *minute > 59 || (text[10] != 'T' && text[10] != ' ') || text[13] != ':') return wrong;
  Milliseconds time = std::chrono::hours(*hour) + std::chrono::minutes(*minute);
  if (text.size() != 16) {
    const auto second = digits_at(text, 17, 2);
    if (!second || *second > 59 || text[16] != ':' || text.size() != 19) return wrong;
    time += std::chrono::seconds(*second);
  }
  return midnight + time;
}

std::string iso_day(PumpDay day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string iso_clock(PumpClock clock) {
  const PumpDay day = day_of(clock);
  const auto seconds = (clock - day).count() / 1'000;
  return fmt::format("{}T{:02}:{:02}:{:02}", iso_day(day), seconds / 3'600, seconds / 60 % 60, seconds % 60);
}

}  // namespace ipt
