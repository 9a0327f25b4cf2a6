#pragma once
#include <cstdint>
#include <random>
#include <vector>

#include "common/time.hpp"

namespace ipt {

/// Every choice of a soak: the same seed makes the same ones, on every machine.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  /// From `low` to `high`, both included.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(high - low + 1));
  }
  Milliseconds between(Milliseconds low, Milliseconds high) { return Milliseconds{between(low.count(), high.count())}; }
  /// True `times` in a hundred.
  bool percent(int times) { return between(1, 100) <= times; }
  template <class T>
  const T& of(const std::vector<T>& choices) { return choices[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(choices.size()) - 1))]; }
  std::uint64_t number() { return engine_(); }

 private:
  std::mt19937_64 engine_;
};

}  // namespace ipt
