#include "programmer/core/screening.hpp"

#include <doctest/doctest.h>

#include "tests/programmer/core/advised.hpp"

using namespace ipt;
using namespace std::chrono_literals;

TEST_CASE("screening goes from 50 over 75 to 100 mcg, a day apart") {
  CHECK(screening_steps() == std::vector<ScreeningStep>{{50_ug, 0h}, {75_ug, 24h}, {100_ug, 48h}});
}

TEST_CASE("without relief the next bolus comes a day later, and after 100 mcg the trial is over") {
  const auto first = after_screening(50_ug, ScreeningOutcome::none, {});
  CHECK(first->next_bolus == 75_ug);
  CHECK(first->wait == 24h);
  CHECK(all_have_sources(first->advised));
  CHECK(after_screening(75_ug, ScreeningOutcome::none, {})->next_bolus == 100_ug);
  const auto last = after_screening(100_ug, ScreeningOutcome::none, {});
  CHECK_FALSE(last->next_bolus.has_value());
  REQUIRE(last->advised.find("no_response") != nullptr);
  CHECK(last->advised.find("no_response")->basis == Basis::assumed);
}

TEST_CASE("what is left of the day between two boluses is told, and nothing once it is over") {
  const auto early = after_screening(50_ug, ScreeningOutcome::none, 10h);
  CHECK(early->wait == 14h);
  CHECK(text_of_line(early->advised, "gap") == "Not before 14 h from now.");
  CHECK(cautions_of(early->advised) == std::vector<std::string>{"gap"});
  const auto later = after_screening(50_ug, ScreeningOutcome::none, 24h);
  CHECK(later->wait == 0h);
  CHECK(cautions_of(later->advised).empty());
}

TEST_CASE("relief ends the trial, and so does a bolus that was borne badly, with a caution") {
  const auto relief = after_screening(75_ug, ScreeningOutcome::relief, {});
  CHECK_FALSE(relief->next_bolus.has_value());
  CHECK(cautions_of(relief->advised).empty());
  CHECK(text_of_line(relief->advised, "relief").find("dosing start") != std::string::npos);
  const auto adverse = after_screening(75_ug, ScreeningOutcome::adverse, {});
  CHECK_FALSE(adverse->next_bolus.has_value());
  CHECK(cautions_of(adverse->advised) == std::vector<std::string>{"adverse"});
}

TEST_CASE("a bolus that is none of the three is said, and one above 100 mcg as well") {
  CHECK(cautions_of(after_screening(60_ug, ScreeningOutcome::relief, {})->advised) == std::vector<std::string>{"unusual_bolus"});
  CHECK(after_screening(60_ug, ScreeningOutcome::none, {})->next_bolus == 75_ug);
  CHECK(cautions_of(after_screening(150_ug, ScreeningOutcome::relief, {})->advised) == std::vector<std::string>{"bolus"});
}

TEST_CASE("therapy starts at twice the screening bolus a day, or once if its effect lasted longer than 8 h") {
  const auto twice = starting_dose(75_ug, 6h);
  CHECK(twice->dose == 150_ug_per_day);
  CHECK(twice->times == 2);
  CHECK(all_have_sources(twice->advised));
  CHECK(starting_dose(75_ug, 8h)->dose == 150_ug_per_day);
  CHECK(starting_dose(75_ug, 8h + Milliseconds(1))->dose == 75_ug_per_day);
  CHECK(text_of_line(twice->advised, "first_day") == "Nothing is increased in the first 24 h.");
}

TEST_CASE("a bolus or an effect that nobody means is an error that says what would be right") {
  CHECK(starting_dose(Nanograms(0), 6h).error().text == "0 mcg is no dose: it must be above 0");
  CHECK(starting_dose(Nanograms(-1), 6h).error().text.find("must be above 0") != std::string::npos);
  CHECK(starting_dose(Nanograms(1'000'000'001), 6h).error().text == "1000000.001 mcg is no dose that anybody means: at most 1000000 mcg");
  CHECK_FALSE(starting_dose(75_ug, 0h).has_value());
  CHECK_FALSE(after_screening(Nanograms(0), ScreeningOutcome::none, {}).has_value());
}

TEST_CASE("the outcomes are known by their names") {
  CHECK(screening_outcome("relief") == ScreeningOutcome::relief);
  CHECK(screening_outcome("none") == ScreeningOutcome::none);
  CHECK(screening_outcome("adverse") == ScreeningOutcome::adverse);
  CHECK_FALSE(screening_outcome("better").has_value());
}
