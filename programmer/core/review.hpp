#pragma once
#include <string>
#include <vector>

#include "common/messages.hpp"

namespace ipt {

/// One line of the comparison that a person confirms.
struct ReviewRow {
  std::string what;
  std::string old_value;
  std::string new_value;
  bool changed = false;
};

/// Old | new as the pump read them, from its receipt and from nothing else.
std::vector<ReviewRow> review(const CriticalValues& now, const CriticalValues& after);

/// The rows as text, changed ones marked.
std::string review_text(const std::vector<ReviewRow>&);

/// From the project's brief, read in a source: a larger difference is looked into at once.
inline constexpr Nanolitres look_closer_above{2'000'000};
/// What a difference between withdrawn and expected may mean. Never a diagnosis: of small ones a trend says more than one; a
/// large one is looked into, because the drug may lie in the pocket.
std::string discrepancy_sentence(Nanolitres withdrawn_less_expected, Nanolitres residual);

}  // namespace ipt
