#pragma once
#include <compare>
#include <cstdint>

#include "common/units.hpp"
#include "common/wide.hpp"

namespace ipt {

/// The finest fraction that is kept: no denominator grows beyond this.
inline constexpr std::int64_t largest_denominator = std::int64_t{1} << 62;

/// A non-negative volume in nanolitres without rounding: whole + part ÷ parts, with 0 <= part < parts and the fraction in
/// lowest terms (so equal volumes are equal field by field).
///
/// Exact as long as the denominator fits in 62 bits, which it does for every sequence of the concentrations and
/// durations in use. Beyond that the fraction is rounded DOWN to a multiple of 2^-40 nL: less than a millionth of a
/// millionth of a nanolitre is lost, and never more is owed than was asked.
struct Exact {
  std::int64_t whole = 0;
  std::int64_t part = 0;
  std::int64_t parts = 1;

  bool operator==(const Exact&) const = default;
  std::strong_ordering operator<=>(const Exact&) const;

  /// numerator ÷ denominator; numerator >= 0, denominator > 0, the quotient below 2^63.
  static Exact ratio(Wide numerator, Wide denominator);
  static Exact of(Nanolitres volume);
};

Exact operator+(const Exact&, const Exact&);
/// The first must not be smaller than the second.
Exact operator-(const Exact&, const Exact&);
/// Whole nanolitres, rounded down.
constexpr Nanolitres floor(const Exact& volume) { return Nanolitres(volume.whole); }
/// Whether the three numbers make an Exact; ask before trusting numbers from a file.
bool is_sound(const Exact&);

/// The volume of a dose, not rounded: dose ÷ concentration. Concentration 1 to 10^8 ng/mL, dose 0 to 10^9 ng.
Exact exact_volume(Nanograms dose, Concentration concentration);

/// Adds ratios without reducing them at every step: whole + part ÷ parts, the fraction not in lowest terms. Keeps the
/// same rule for large denominators, so that the same terms in the same order always give the same sum.
class ExactSum {
 public:
  ExactSum() = default;
  explicit ExactSum(const Exact& start) : whole_(start.whole), part_(start.part), parts_(start.parts) {}

  /// numerator >= 0; denominator from 1 to largest_denominator.
  void add(Wide numerator, std::int64_t denominator) {
    IPT_CHECK(numerator >= 0 && denominator > 0 && denominator <= largest_denominator);
    if (numerator == 0) return;
    std::int64_t rest = 0;
    if (numerator <= INT64_MAX) {  // 64-bit division is many times faster
      const auto small = static_cast<std::int64_t>(numerator);
      whole_ += small / denominator;
      rest = small % denominator;
    } else {
      const Wide quotient = numerator / denominator;
      whole_ += quotient;
      rest = static_cast<std::int64_t>(numerator - quotient * denominator);
    }
    if (rest != 0) add_fraction(rest, denominator);
  }

  [[nodiscard]] Wide whole() const { return whole_; }
  [[nodiscard]] std::int64_t part() const { return part_; }
  [[nodiscard]] std::int64_t parts() const { return parts_; }
  [[nodiscard]] Exact reduced() const;

 private:
  void add_fraction(std::int64_t part, std::int64_t parts);

  Wide whole_ = 0;
  std::int64_t part_ = 0;
  std::int64_t parts_ = 1;
};

}  // namespace ipt
