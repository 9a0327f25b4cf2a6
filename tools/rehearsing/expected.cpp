#include "tools/rehearsing/expected.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/amount.hpp"
#include "common/amount_text.hpp"

namespace ipt::rehearsing {
namespace {

template <class Quantity>
Result<std::int64_t> number(const Result<Quantity>& quantity) {
  if (!quantity) return quantity.error();
  return quantity->value;
}

bool is_number(Kind kind) { return kind <= Kind::moment; }

/// A dose may be nothing, which no prescription is.
bool is_zero(std::string_view text) {
  const auto written = ipt::read_number(text);
  return written && written->digits == 0 && !written->has_sign && !written->unit.empty();
}

Result<std::int64_t> parse_flow(const std::string& text) {
  constexpr std::string_view a_day = "/day";
  if (!text.ends_with(a_day)) return Error{fmt::format("'{}' is no flow: write it like 0.06mL/day", text)};
  return number(parse_volume(text.substr(0, text.size() - a_day.size())));
}

Result<std::int64_t> parse_count(const std::string& text) {
  const auto written = ipt::read_number(text);
  if (!written || !written->unit.empty() || written->decimals > 0 || written->negative) return Error{fmt::format("'{}' is no whole number", text)};
  return written->digits;
}

Result<std::int64_t> parse_level(const std::string& text) {
  const auto written = ipt::read_number(text);
  if (!written || written->unit != "ng/mL" || written->has_sign) return Error{fmt::format("'{}' is no level: write it like 140ng/mL", text)};
  return written->times(1);
}

Result<std::int64_t> parse_score(const std::string& text) {
  const auto written = ipt::read_number(text);
  if (!written || !written->unit.empty() || written->has_sign) return Error{fmt::format("'{}' is no score: write it like 1.25", text)};
  return written->times(100);
}

/// One bound or both; nothing: it is a word.
Result<std::optional<Expected>> read_range(Kind kind, const std::string& written) {
  Expected expected{.kind = kind, .least = {}, .most = {}, .text = {}, .list = {}, .written = written};
  const auto bound = [&](std::string text) -> Result<std::int64_t> {
    while (text.starts_with(' ')) text.erase(0, 1);
    while (text.ends_with(' ')) text.pop_back();
    return read_number_of(kind, text);
  };
  const auto take = [](std::optional<std::int64_t>& into, const Result<std::int64_t>& read) -> std::optional<Error> {
    if (!read) return read.error();
    into = *read;
    return {};
  };
  constexpr std::string_view at_least = "at least ", at_most = "at most ", to = "..";
  std::optional<Error> error;
  if (written.starts_with(at_least)) {
    error = take(expected.least, bound(written.substr(at_least.size())));
  } else if (written.starts_with(at_most)) {
    error = take(expected.most, bound(written.substr(at_most.size())));
  } else if (const auto dots = written.find(to); dots != written.npos) {
    error = take(expected.least, bound(written.substr(0, dots)));
    if (!error) error = take(expected.most, bound(written.substr(dots + to.size())));
    if (!error && *expected.least > *expected.most) error = Error{fmt::format("'{}' begins above its end", written)};
  } else {
    error = take(expected.least, bound(written));
    expected.most = expected.least;
  }
  if (error) return *error;
  return std::optional(expected);
}

bool contains(const std::vector<std::string>& list, const std::string& word) { return std::find(list.begin(), list.end(), word) != list.end(); }

/// An entry of the log fits what is expected if it begins with it: "alarm_raised" fits every alarm.
bool fits(const std::string& entry, const std::string& expected) { return entry == expected || entry.starts_with(expected + " "); }

bool in_order(const std::vector<std::string>& came, const std::vector<std::string>& expected) {
  if (expected.empty()) return came.empty();
  auto at = came.begin();
  for (const auto& word : expected) {
    at = std::find_if(at, came.end(), [&](const std::string& entry) { return fits(entry, word); });
    if (at == came.end()) return false;
    ++at;
  }
  return true;
}

bool none_of(const std::vector<std::string>& came, const std::vector<std::string>& unwanted) {
  return std::none_of(came.begin(), came.end(), [&](const auto& entry) { return std::any_of(unwanted.begin(), unwanted.end(), [&](const auto& word) { return fits(entry, word); }); });
}

bool same_set(std::vector<std::string> a, std::vector<std::string> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return a == b;
}

}  // namespace

Result<std::int64_t> read_number_of(Kind kind, const std::string& text) {
  const bool is_amount = kind == Kind::volume || kind == Kind::drug;
  if (is_amount && (text.starts_with('-') || text.starts_with('+'))) {
    const auto size = read_number_of(kind, text.substr(1));
    if (!size) return size;
    return text.front() == '-' ? -*size : *size;
  }
  switch (kind) {
    case Kind::volume: return number(parse_volume(text));
    case Kind::drug: return is_zero(text) ? Result<std::int64_t>(std::int64_t{0}) : number(parse_dose(text));
    case Kind::daily_dose: return is_zero(text) ? Result<std::int64_t>(std::int64_t{0}) : number(parse_dose_rate(text));
    case Kind::concentration: return number(parse_concentration(text));
    case Kind::flow: return parse_flow(text);
    case Kind::count: return parse_count(text);
    case Kind::level: return parse_level(text);
    case Kind::score: return parse_score(text);
    case Kind::day: {
      const auto clock = parse_clock(text);
      if (!clock || text.size() != 10) return Error{fmt::format("'{}' is no day: write it like 2027-02-12", text)};
      return day_of(*clock).time_since_epoch().count();
    }
    case Kind::moment: {
      const auto clock = parse_clock(text);
      if (!clock) return clock.error();
      return clock->time_since_epoch().count();
    }
    case Kind::word:
    case Kind::part:
    case Kind::words:
    case Kind::sequence:
    case Kind::absent: break;
  }
  return Error{fmt::format("'{}' is no number", text)};
}

Result<Expected> read_expected(Kind kind, const std::string& written) {
  if (written.empty()) return Error{"expected something to be compared, found an empty text"};
  const bool says_why = kind == Kind::day && contains({"stopped", "no_flow", "beyond_horizon", "no_drug"}, written);
  const bool is_nothing = is_number(kind) && written == "none";
  if (!is_number(kind) || says_why || is_nothing) return Expected{kind, {}, {}, written, {}, written};
  const auto range = read_range(kind, written);
  if (!range) return Error{fmt::format("expected an amount, `LOW..HIGH`, `at least AMOUNT`, `at most AMOUNT` or `none`: {}", range.error().text)};
  return **range;
}

Expected expected_list(Kind kind, std::vector<std::string> written) {
  std::string shown;
  for (const auto& word : written) shown += (shown.empty() ? "" : ", ") + word;
  if (written.size() == 1 && written.front() == "none") written.clear();
  return {kind, {}, {}, {}, std::move(written), std::move(shown)};
}

bool holds(const Expected& expected, const Fact& fact) {
  if (const auto* came = std::get_if<std::int64_t>(&fact)) {
    return is_number(expected.kind) && expected.text.empty() && *came >= expected.least.value_or(*came) && *came <= expected.most.value_or(*came);
  }
  if (const auto* came = std::get_if<std::string>(&fact)) {
    return expected.kind == Kind::part ? came->find(expected.text) != came->npos : *came == expected.text && !expected.text.empty();
  }
  if (const auto* came = std::get_if<std::vector<std::string>>(&fact)) {
    if (expected.kind == Kind::sequence) return in_order(*came, expected.list);
    if (expected.kind == Kind::absent) return none_of(*came, expected.list);
    return expected.kind == Kind::words && same_set(*came, expected.list);
  }
  return expected.text == "none";
}

std::string text_of(Kind kind, const Fact& fact) {
  if (const auto* text = std::get_if<std::string>(&fact)) return *text;
  if (const auto* list = std::get_if<std::vector<std::string>>(&fact)) {
    std::string shown;
    for (const auto& word : *list) shown += (shown.empty() ? "" : ", ") + word;
    return shown.empty() ? "none" : shown;
  }
  const auto* number = std::get_if<std::int64_t>(&fact);
  if (number == nullptr) return "none";
  switch (kind) {
    case Kind::volume: return ipt::text_of(Nanolitres(*number));
    case Kind::drug: return ipt::text_of(Nanograms(*number));
    case Kind::daily_dose: return ipt::text_of(DoseRate(*number));
    case Kind::concentration: return ipt::text_of(Concentration(*number));
    case Kind::flow: return ipt::text_of(FlowRate(*number));
    case Kind::level: return fmt::format("{} ng/mL", *number);
    case Kind::score: return fmt::format("{}.{:02}", *number / 100, *number % 100);
    case Kind::day: return iso_day(PumpDay(std::chrono::days(*number)));
    case Kind::moment: return iso_clock(PumpClock(Milliseconds(*number)));
    case Kind::count:
    case Kind::word:
    case Kind::part:
    case Kind::words:
    case Kind::sequence:
    case Kind::absent: break;
  }
  return fmt::format("{}", *number);
}

}  // namespace ipt::rehearsing
