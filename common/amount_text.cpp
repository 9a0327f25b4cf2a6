#include "common/amount_text.hpp"

#include <fmt/format.h>

namespace ipt {

std::string decimal_text(std::int64_t value, int decimals) {
  std::uint64_t scale = 1;
  for (int i = 0; i < decimals; ++i) scale *= 10;
  const std::uint64_t size = value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  std::string text = fmt::format("{}{}", value < 0 ? "-" : "", size / scale);
  std::string part = decimals > 0 ? fmt::format("{:0{}}", size % scale, decimals) : std::string();
  while (!part.empty() && part.back() == '0') part.pop_back();
  return part.empty() ? text : fmt::format("{}.{}", text, part);
}

std::string text_of(Nanolitres volume) { return decimal_text(volume.value, 6) + " mL"; }
std::string text_of(Nanograms dose) { return decimal_text(dose.value, 3) + " mcg"; }
std::string text_of(DoseRate dose) { return decimal_text(dose.value, 3) + " mcg/day"; }
std::string text_of(Concentration concentration) { return decimal_text(concentration.value, 3) + " mcg/mL"; }
std::string text_of(FlowRate flow) { return decimal_text(flow.value, 6) + " mL/day"; }

std::string text_of(Milliseconds duration) {
  std::string text;
  const auto add = [&](std::int64_t count, const char* unit) {
    if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : " ", count, unit);
  };
  const std::int64_t ms = duration.count();
  add(ms / 3'600'000, "h");
  add(ms / 60'000 % 60, "min");
  add(ms / 1'000 % 60, "s");
  add(ms % 1'000, "ms");
  return text.empty() ? "0 s" : text;
}

}  // namespace ipt
