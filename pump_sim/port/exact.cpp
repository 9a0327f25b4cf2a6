#include "pump_sim/port/exact.hpp"

#include <numeric>

namespace ipt {
namespace {

/// Rounded fractions are multiples of 2^-40 nL.
constexpr int rounding_bits = 40;

constexpr Wide greatest_common_divisor(Wide a, Wide b) {
  while (b != 0) {
    if (a <= INT64_MAX && b <= INT64_MAX) return std::gcd(static_cast<std::int64_t>(a), static_cast<std::int64_t>(b));
    const Wide rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

struct Fraction {
  std::int64_t part;
  std::int64_t parts;
};

/// part ÷ parts (below 1; parts below 2^126) in lowest terms, or rounded down when those do not fit.
Fraction lowest_terms(Wide part, Wide parts) {
  IPT_CHECK(part >= 0 && part < parts && parts < (Wide{1} << 126));
  if (part == 0) return {0, 1};
  const Wide divisor = greatest_common_divisor(parts, part);
  part /= divisor;
  parts /= divisor;
  if (parts <= largest_denominator) return {static_cast<std::int64_t>(part), static_cast<std::int64_t>(parts)};
  std::int64_t rounded = 0;  // floor(part × 2^40 ÷ parts), bit by bit: the product would not fit
  for (int bit = 0; bit < rounding_bits; ++bit) {
    part *= 2;
    rounded *= 2;
    if (part >= parts) {
      part -= parts;
      rounded += 1;
    }
  }
  return lowest_terms(rounded, Wide{1} << rounding_bits);
}

}  // namespace

Exact Exact::ratio(Wide numerator, Wide denominator) {
  IPT_CHECK(numerator >= 0 && denominator > 0);
  const Wide whole = numerator / denominator;
  IPT_CHECK(whole <= INT64_MAX);
  const Fraction fraction = lowest_terms(numerator - whole * denominator, denominator);
  return {static_cast<std::int64_t>(whole), fraction.part, fraction.parts};
}

Exact Exact::of(Nanolitres volume) {
  IPT_CHECK(volume.value >= 0);
  return {volume.value, 0, 1};
}

std::strong_ordering Exact::operator<=>(const Exact& other) const {
  if (whole != other.whole) return whole <=> other.whole;
  const Wide left = static_cast<Wide>(part) * other.parts;
  const Wide right = static_cast<Wide>(other.part) * parts;
  return left < right ? std::strong_ordering::less : left > right ? std::strong_ordering::greater : std::strong_ordering::equal;
}

Exact operator+(const Exact& a, const Exact& b) {
  ExactSum sum(a);
  sum.add(b.whole, 1);
  sum.add(b.part, b.parts);
  return sum.reduced();
}

Exact operator-(const Exact& a, const Exact& b) {
  IPT_CHECK(a >= b);
  const Wide parts = static_cast<Wide>(a.parts) * b.parts;
  Wide part = static_cast<Wide>(a.part) * b.parts - static_cast<Wide>(b.part) * a.parts;
  std::int64_t whole = a.whole - b.whole;
  if (part < 0) {
    part += parts;
    --whole;
  }
  const Fraction fraction = lowest_terms(part, parts);
  return {whole, fraction.part, fraction.parts};
}

bool is_sound(const Exact& volume) {
  return volume.whole >= 0 && volume.part >= 0 && volume.part < volume.parts && volume.parts <= largest_denominator &&
         std::gcd(volume.part, volume.parts) == 1;
}

Exact exact_volume(Nanograms dose, Concentration concentration) {
  IPT_CHECK(dose.value >= 0 && dose.value <= 1'000'000'000);
  IPT_CHECK(concentration.value > 0 && concentration.value <= 100'000'000);
  return Exact::ratio(static_cast<Wide>(dose.value) * 1'000'000, concentration.value);
}

void ExactSum::add_fraction(std::int64_t part, std::int64_t parts) {
  std::int64_t product = 0;
  if (!__builtin_mul_overflow(parts_, parts, &product) && product <= largest_denominator) {
    const Wide sum = static_cast<Wide>(part_) * parts + static_cast<Wide>(part) * parts_;
    const bool carries = sum >= product;
    whole_ += carries ? 1 : 0;
    part_ = static_cast<std::int64_t>(carries ? sum - product : sum);
    parts_ = product;
    return;
  }
  const std::int64_t divisor = std::gcd(parts_, parts);
  const Wide common = static_cast<Wide>(parts_) * (parts / divisor);
  Wide sum = static_cast<Wide>(part_) * (parts / divisor) + static_cast<Wide>(part) * (parts_ / divisor);
  if (sum >= common) {
    whole_ += 1;
    sum -= common;
  }
  const Fraction fraction = lowest_terms(sum, common);
  part_ = fraction.part;
  parts_ = fraction.parts;
}

Exact ExactSum::reduced() const {
  IPT_CHECK(whole_ <= INT64_MAX);
  const Fraction fraction = lowest_terms(part_, parts_);
  return {static_cast<std::int64_t>(whole_), fraction.part, fraction.parts};
}

}  // namespace ipt
