#pragma once
#include <compare>
#include <cstdint>

namespace ipt {

/// A whole number of one unit. Different units neither mix nor convert silently: `reservoir - 3` does not compile.
template <class Unit>
struct Quantity {
  std::int64_t value = 0;

  constexpr Quantity() = default;
  constexpr explicit Quantity(std::int64_t number) : value(number) {}
  constexpr auto operator<=>(const Quantity&) const = default;

  constexpr Quantity& operator+=(Quantity other) { value += other.value; return *this; }
  constexpr Quantity& operator-=(Quantity other) { value -= other.value; return *this; }
  friend constexpr Quantity operator+(Quantity a, Quantity b) { return a += b; }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return a -= b; }
  friend constexpr Quantity operator-(Quantity a) { return Quantity{-a.value}; }
  friend constexpr Quantity operator*(Quantity a, std::int64_t times) { return Quantity{a.value * times}; }
  friend constexpr Quantity operator*(std::int64_t times, Quantity a) { return a * times; }
  /// How many whole `b` fit in `a`.
  friend constexpr std::int64_t operator/(Quantity a, Quantity b) { return a.value / b.value; }
};

using Nanolitres = Quantity<struct NanolitreUnit>;
using Nanograms = Quantity<struct NanogramUnit>;
/// Drug per volume. Numerically mcg/L; the clinic says mcg/mL, a thousand of these.
using Concentration = Quantity<struct NanogramsPerMillilitreUnit>;
/// Drug per 24 hours: how a prescription says a rate.
using DoseRate = Quantity<struct NanogramsPerDayUnit>;
/// Volume per 24 hours. For limits and for show: therapy runs on the exact ratio dose : concentration.
using FlowRate = Quantity<struct NanolitresPerDayUnit>;
/// Turns of the one motor that moves a fixed volume each.
using Strokes = Quantity<struct StrokeUnit>;

inline namespace literals {
constexpr Nanolitres operator""_nL(unsigned long long n) { return Nanolitres(static_cast<std::int64_t>(n)); }
constexpr Nanolitres operator""_uL(unsigned long long n) { return Nanolitres(static_cast<std::int64_t>(n) * 1'000); }
constexpr Nanolitres operator""_mL(unsigned long long n) { return Nanolitres(static_cast<std::int64_t>(n) * 1'000'000); }
constexpr Nanograms operator""_ng(unsigned long long n) { return Nanograms(static_cast<std::int64_t>(n)); }
constexpr Nanograms operator""_ug(unsigned long long n) { return Nanograms(static_cast<std::int64_t>(n) * 1'000); }
constexpr DoseRate operator""_ug_per_day(unsigned long long n) { return DoseRate(static_cast<std::int64_t>(n) * 1'000); }
constexpr Concentration operator""_ug_per_mL(unsigned long long n) { return Concentration(static_cast<std::int64_t>(n) * 1'000); }
constexpr FlowRate operator""_nL_per_day(unsigned long long n) { return FlowRate(static_cast<std::int64_t>(n)); }
}  // namespace literals

}  // namespace ipt
