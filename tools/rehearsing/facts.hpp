#pragma once
#include <span>
#include <string_view>

#include "tools/rehearsing/expected.hpp"
#include "tools/rehearsing/play.hpp"

namespace ipt::rehearsing {

/// One thing that a witness can be asked, by the name of its field in scenario.proto.
struct Question {
  std::string_view name;
  Kind kind;
  Fact (*answer)(const Play&);
};

// What each witness can tell, and nothing that another knows.
std::span<const Question> what_pump_says();
std::span<const Question> what_programmer_shows();
std::span<const Question> what_hands_find();
std::span<const Question> what_is_so();
std::span<const Question> how_patient_fares();

/// Of old | new, the value in one of the two columns.
Fact shown_in_row(const Play&, const std::string& what, bool is_new);

}  // namespace ipt::rehearsing
