#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace ipt {

/// Counts what was refused until it is told: a flood makes one line a second.
class WebRefusals {
 public:
  /// `what` is one of a few; `first` is what a stranger sent, of which the first of each is told.
  void add(std::string_view what, std::string_view first);
  [[nodiscard]] bool is_empty() const { return counted_.empty(); }
  /// "refused: a wrong token 17 times; the Origin of another page (the first: 'http://evil')", and counts from none.
  std::string take();

 private:
  struct Counted {
    std::size_t times = 0;
    std::string first;
  };
  std::map<std::string, Counted, std::less<>> counted_;
};

}  // namespace ipt
