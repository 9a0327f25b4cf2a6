#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ipt {

/// The known words that `word` may have been meant to be, the closest first, at most three. By letters changed, left
/// out, added or swapped; a known word that begins with it counts as close.
std::vector<std::string> did_you_mean(std::string_view word, std::span<const std::string> known);

/// `did you mean 'a' or 'b'?`, or nothing if there is no suggestion.
std::string suggestion(std::string_view word, std::span<const std::string> known);

}  // namespace ipt
