#include "programmer/report/labels.hpp"

#include <algorithm>
#include <limits>

namespace ipt::report {

int length_of(const std::string& text) {
  return static_cast<int>(std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::vector<int> lanes_for(const std::vector<Label>& labels, int most) {
  std::vector<int> ends(static_cast<std::size_t>(most), std::numeric_limits<int>::min());
  std::vector<int> lanes;
  for (const auto& label : labels) {
    const auto free = std::ranges::find_if(ends, [&](int end) { return end <= label.centre - label.width / 2; });
    lanes.push_back(free == ends.end() ? -1 : static_cast<int>(free - ends.begin()));
    if (free != ends.end()) *free = label.centre + label.width / 2;
  }
  return lanes;
}

}  // namespace ipt::report
