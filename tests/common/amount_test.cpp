#include "common/amount.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

using namespace ipt;
using namespace ipt::literals;
using namespace std::chrono_literals;

namespace {

struct Bad {
  const char* text;
  const char* why;
};

/// Each text is refused: the sentence quotes it, says why, and says what would be right.
template <class Parse, std::size_t count>
void check_refused(Parse parse, const Bad (&bad)[count], const char* what, const char* right) {
  for (const auto& [text, why] : bad) {
    CAPTURE(text);
    const auto amount = parse(text);
    REQUIRE_FALSE(amount);
    CHECK(amount.error().text == fmt::format("'{}' is no {} ({}): write it like {}", text, what, why, right));
  }
}

constexpr const char* comma = "a comma could be a point or a thousand; use a point for decimals and nothing for thousands";

}  // namespace

TEST_CASE("a volume is read exactly in every unit in which people write it") {
  for (const char* text : {"18mL", "18 mL", " 18ml ", "18.0mL", "18000uL", "18000ul", "18000µL", "18000μL", "18000000nL", "18000000nl", "0018mL"}) {
    CAPTURE(text);
    CHECK(*parse_volume(text) == 18_mL);
  }
  CHECK(*parse_volume("18.6mL") == 18600_uL);
  CHECK(*parse_volume("0.000001mL") == 1_nL);
  CHECK(*parse_volume("0mL") == 0_nL);
  CHECK(*parse_volume("999999999999999nL") == Nanolitres(999'999'999'999'999));
  CHECK(*parse_volume("1000000000mL") == Nanolitres(1'000'000'000'000'000));
}

TEST_CASE("a concentration is read exactly in every unit in which people write it") {
  for (const char* text : {"2000mcg/mL", "2000 mcg/ml", "2000ug/mL", "2000ug/ml", "2000µg/mL", "2000μg/mL", "2mg/mL", "2.000mg/ml", "2000000ng/mL", "2000000ng/ml"}) {
    CAPTURE(text);
    CHECK(*parse_concentration(text) == 2000_ug_per_mL);
  }
}

TEST_CASE("a dose is read exactly in every unit in which people write it") {
  for (const char* text : {"50mcg", "50ug", "50µg", "50μg", "0.05mg", "50000ng", "50.000mcg"}) {
    CAPTURE(text);
    CHECK(*parse_dose(text) == 50_ug);
  }
  CHECK(*parse_dose("1ng") == 1_ng);
  CHECK(*parse_dose("0.001mcg") == 1_ng);
}

TEST_CASE("a daily dose is read exactly, and an hourly one is 24 times as much a day") {
  for (const char* text : {"120mcg/day", "120mcg/d", "120ug/day", "120ug/d", "120µg/day", "120μg/day", "0.12mg/day", "0.12mg/d", "120000ng/day", "120000ng/d", "5mcg/h", "5mcg/hour",
                           "5ug/h", "5µg/h", "5000ng/h"}) {
    CAPTURE(text);
    CHECK(*parse_dose_rate(text) == 120_ug_per_day);
  }
}

TEST_CASE("a duration is read in weeks to milliseconds, and in several of them") {
  CHECK(*parse_duration("2w") == Milliseconds(336h));
  CHECK(*parse_duration("90d") == 90 * one_day);
  CHECK(*parse_duration("1 day") == one_day);
  CHECK(*parse_duration("90days") == 90 * one_day);
  CHECK(*parse_duration("48h") == 48h);
  CHECK(*parse_duration("1hour") == 1h);
  CHECK(*parse_duration("6 hours") == 6h);
  CHECK(*parse_duration("10min") == 10min);
  CHECK(*parse_duration("10m") == 10min);
  CHECK(*parse_duration("20 s") == 20s);
  CHECK(*parse_duration("500ms") == 500ms);
  CHECK(*parse_duration("48h30m") == 48h + 30min);
  CHECK(*parse_duration(" 1d 2h 3min 4s 5ms ") == 26h + 3min + 4s + 5ms);
  CHECK(*parse_duration("1.5h") == 90min);
}

TEST_CASE("what is no amount gets a sentence that says what would be right") {
  check_refused(parse_volume, {{"", "it starts with no number"}, {"mL", "it starts with no number"}, {".5mL", "it starts with no number"}, {"18", "the unit is missing"},
                               {"18 ML", "unknown unit 'ML'"}, {"18L", "unknown unit 'L'"}, {"18mL!", "unknown unit 'mL!'"}, {"1.2.3mL", "unknown unit '.3mL'"},
                               {"-1mL", "it has a sign"}, {"+1mL", "it has a sign"}, {"-0mL", "it has a sign"}, {"18,6mL", comma}, {"1,000uL", comma},
                               {"18.mL", "a digit is missing behind the point"}},
                "volume", "18.6mL or 500uL");
  check_refused(parse_concentration, {{"2000", "the unit is missing"}, {"2000mcg", "unknown unit 'mcg'"}, {"0mcg/mL", "it must be above 0"}, {"0.0000mg/mL", "it must be above 0"}},
                "concentration", "2000mcg/mL or 2mg/mL");
  check_refused(parse_dose, {{"50", "the unit is missing"}, {"50Mg", "unknown unit 'Mg'"}, {"50mcg/day", "unknown unit 'mcg/day'"}, {"0mcg", "it must be above 0"}}, "dose", "50mcg");
  check_refused(parse_dose_rate, {{"120", "the unit is missing"}, {"120mcg", "unknown unit 'mcg'"}, {"120mcg / day", "unknown unit 'mcg / day'"}, {"0mcg/day", "it must be above 0"},
                                  {"-5mcg/day", "it has a sign"}},
                "daily dose", "120mcg/day or 5mcg/h");
  check_refused(parse_duration, {{"", "it must be above 0"}, {"0s", "it must be above 0"}, {"90", "the unit is missing"}, {"h", "it starts with no number"}, {"90x", "unknown unit 'x'"},
                                 {"48h30", "the unit is missing"}, {"5µs", "unknown unit 'µs'"}, {"-1h", "it has a sign"}, {"1h -30m", "it has a sign"}, {"1,5h", comma}},
                "duration", "90d, 6h, 48h30m, 10min or 20s");
}

TEST_CASE("a decimal that is no whole number of the smallest unit is refused, never rounded") {
  check_refused(parse_volume, {{"0.0000001mL", "finer than can be measured"}, {"1.5nL", "finer than can be measured"}, {"18.60000001mL", "finer than can be measured"}}, "volume",
                "18.6mL or 500uL");
  check_refused(parse_dose, {{"0.0005mcg", "finer than can be measured"}}, "dose", "50mcg");
  check_refused(parse_duration, {{"0.5ms", "finer than can be measured"}, {"0.0001s", "finer than can be measured"}}, "duration", "90d, 6h, 48h30m, 10min or 20s");
  CHECK(*parse_dose_rate("0.5ng/h") == DoseRate(12));
  CHECK_FALSE(parse_dose_rate("0.01ng/h"));
}

TEST_CASE("at most 15 digits are read, and nothing overflows") {
  CHECK(*parse_volume("000000000000001nL") == 1_nL);
  check_refused(parse_volume, {{"1000000000000000nL", "more than 15 digits"}, {"0000000000000001nL", "more than 15 digits"}, {"0.000000000000001mL", "more than 15 digits"},
                               {"1000000001mL", "too large to be meant"}, {"999999999999999mL", "too large to be meant"}, {"99999999999999999999999999mL", "more than 15 digits"}},
                "volume", "18.6mL or 500uL");
  check_refused(parse_duration, {{"999999999999999w", "too large to be meant"}}, "duration", "90d, 6h, 48h30m, 10min or 20s");
  std::string endless;
  for (int i = 0; i < 20'000; ++i) endless += "277777777h ";
  const auto sum = parse_duration(endless);
  REQUIRE_FALSE(sum);
  CHECK(sum.error().text.find("(too large to be meant)") != std::string::npos);
}

TEST_CASE("a number is read with its sign, its decimals and its unit, and nothing is lost") {
  const auto written = read_number(" -18.60 mL ");
  REQUIRE(written);
  CHECK(written->negative);
  CHECK(written->has_sign);
  CHECK(written->digits == 1860);
  CHECK(written->decimals == 2);
  CHECK(written->unit == "mL");
  CHECK(*written->times(1'000'000) == 18'600'000);
  CHECK_FALSE(written->times(1));
  CHECK_FALSE(read_number("+5")->negative);
  CHECK(read_number("+5")->has_sign);
}

TEST_CASE("a pump's clock is read and written in one form") {
  for (const char* text : {"1970-01-01T00:00:00", "2027-02-12T08:30:15", "2028-02-29T23:59:59", "9999-12-31T23:59:59"}) {
    CAPTURE(text);
    REQUIRE(parse_clock(text));
    CHECK(iso_clock(*parse_clock(text)) == text);
  }
  CHECK(iso_clock(*parse_clock("2027-02-12")) == "2027-02-12T00:00:00");
  CHECK(iso_clock(*parse_clock("2027-02-12 08:30")) == "2027-02-12T08:30:00");
  CHECK(parse_clock("1970-01-02")->time_since_epoch() == one_day);
  CHECK(iso_day(day_of(*parse_clock("2027-02-12T23:59"))) == "2027-02-12");
  CHECK(iso_clock(PumpClock(Milliseconds(-1))) == "1969-12-31T23:59:59");
}

TEST_CASE("a day or a time that no calendar has is refused") {
  for (const char* text : {"", "2027", "2027-02-29", "2027-13-01", "2027-00-10", "2027-01-00", "2027-04-31", "1969-12-31", "2027/02/12", "2027-2-12", "2027-02-12T", "2027-02-12T24:00",
                           "2027-02-12T08:60", "2027-02-12T08:30:60", "2027-02-12T08:30:15Z", "2027-02-12T08:30:1", "2027-02-12x08:30", "2027-02-12T08.30", "2027-02-12T08:30.15",
                           "12.02.2027", "2027-02-1a", " 2027-02-12", "+027-02-12"}) {
    CAPTURE(text);
    const auto clock = parse_clock(text);
    REQUIRE_FALSE(clock);
    CHECK(clock.error().text == fmt::format("'{}' is no date and time of a pump's clock: write it like 2027-02-12T08:30", text));
  }
}
