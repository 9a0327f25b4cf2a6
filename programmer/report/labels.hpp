#pragma once
#include <string>
#include <vector>

namespace ipt::report {

/// Characters, not bytes.
int length_of(const std::string& text);

/// A label that wants to stand at `centre`, `width` wide, in any one unit.
struct Label {
  int centre = 0;
  int width = 0;
};

/// For each label its lane, counted from 0, so that no two of one lane touch; -1 where `most` lanes are not enough. Labels
/// stand in the order of their places.
std::vector<int> lanes_for(const std::vector<Label>&, int most);

}  // namespace ipt::report
