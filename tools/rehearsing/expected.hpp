#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/result.hpp"

namespace ipt::rehearsing {

/// How a fact is written, compared and shown.
enum class Kind {
  volume, drug, daily_dose, concentration, flow, count,  ///< whole numbers of the smallest unit
  level,    ///< whole ng/mL
  score,    ///< hundredths
  day,      ///< days since 1970, or a word that says why there is none
  moment,   ///< milliseconds since 1970
  word,     ///< exactly
  part,     ///< a text in which it stands
  words,    ///< a list, in any order
  sequence, ///< all of it, in this order, with whatever in between
  absent,   ///< none of it
};

/// What came. Nothing: there is none, or nobody told.
using Fact = std::variant<std::monostate, std::int64_t, std::string, std::vector<std::string>>;

/// What a scenario expects of one fact, and as it is written there.
struct Expected {
  Kind kind = Kind::word;
  std::optional<std::int64_t> least;
  std::optional<std::int64_t> most;
  std::string text;
  std::vector<std::string> list;
  std::string written;
};

/// `14.6mL`, `14mL..15mL`, `at least 14mL`, `at most 15mL`, a word. The error says what would be right.
Result<Expected> read_expected(Kind, const std::string& written);
/// A list; the single word `none` is the empty one.
Expected expected_list(Kind, std::vector<std::string> written);

[[nodiscard]] bool holds(const Expected&, const Fact&);
/// As it is shown to people.
std::string text_of(Kind, const Fact&);
/// A whole number of this kind, as it is written.
Result<std::int64_t> read_number_of(Kind, const std::string& written);

}  // namespace ipt::rehearsing
