#include "common/shell/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ipt {
namespace {

/// Letters to change, add, leave out or swap with their neighbour to get from one word to the other.
std::size_t distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> before_last, last(to.size() + 1), row(to.size() + 1);
  for (std::size_t j = 0; j <= to.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= from.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t changed = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
      row[j] = std::min({changed, last[j] + 1, row[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last = last;
    last = row;
  }
  return last[to.size()];
}

}  // namespace

std::vector<std::string> did_you_mean(std::string_view word, std::span<const std::string> known) {
  if (word.empty() || word.size() > 64) return {};
  std::vector<std::pair<std::size_t, std::string>> close;
  for (const auto& candidate : known) {
    const std::size_t away = distance(word, candidate);
    const bool is_beginning = word.size() >= 2 && candidate.starts_with(word);
    if (is_beginning || away <= std::max<std::size_t>(1, candidate.size() / 3))
      close.emplace_back(is_beginning ? std::min<std::size_t>(away, 1) : away, candidate);
  }
  std::sort(close.begin(), close.end());
  std::vector<std::string> words;
  for (const auto& [away, candidate] : close)
    if (words.size() < 3) words.push_back(candidate);
  return words;
}

std::string suggestion(std::string_view word, std::span<const std::string> known) {
  const auto words = did_you_mean(word, known);
  if (words.empty()) return {};
  return fmt::format("did you mean '{}'?", fmt::join(words, "' or '"));
}

}  // namespace ipt
