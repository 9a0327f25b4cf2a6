#pragma once
#include <string>

namespace ipt {

enum class Certainty { verified = 1, assumed };

/// A number of the real world with where it comes from: shown beside it, never judged by a program.
template <class T>
struct Figure {
  T value{};
  Certainty certainty = Certainty::assumed;
  std::string source;
  bool operator==(const Figure&) const = default;
};

}  // namespace ipt
