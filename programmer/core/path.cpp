#include "programmer/core/path.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/amount.hpp"
#include "common/wide.hpp"
#include "programmer/core/words.hpp"

namespace ipt {

Result<std::optional<Bridge>> bridge_from(std::string_view text, const Info& info, const Status& before, DoseRate dose, bool changes_drug) {
  if (text.empty() || text == "none") return std::optional<Bridge>();
  Nanolitres volume = info.path;
  if (text == "auto") {
    if (!changes_drug) return std::optional<Bridge>();
  } else {
    const auto given = parse_volume(text);
    if (!given) return Error{fmt::format("a bridge is auto, none or a volume: {}", given.error().text)};
    volume = *given;
  }
  if (dose.value == 0) return Error{"a bridge goes on with the dose before, and the pump shows none: give --bridge none"};
  return std::optional(Bridge{volume, before.concentration, dose});
}

Result<Prime> prime_from(std::string_view text, std::string_view over, const Info& info) {
  Prime prime;
  if (text == "full") {
    prime.volume = info.path;
  } else if (text == "catheter") {
    if (info.tubing.value == 0) return Error{"this pump does not tell how much of its path is tubing: give the catheter's volume, such as 0.198mL"};
    prime.volume = info.path - info.tubing;
  } else {
    const auto given = parse_volume(text);
    if (!given) return Error{fmt::format("a priming is full, catheter or a volume: {}", given.error().text)};
    prime.volume = *given;
  }
  if (!over.empty()) {
    const auto duration = parse_duration(over);
    if (!duration) return duration.error();
    prime.duration = *duration;
    return prime;
  }
  constexpr Milliseconds minute{60'000};
  const Wide most_a_minute = static_cast<Wide>(info.maximum_flow.value) * minute.count();
  const Wide asked = static_cast<Wide>(prime.volume.value) * one_day.count();
  prime.duration = minute * static_cast<std::int64_t>((asked + most_a_minute - 1) / std::max<Wide>(most_a_minute, 1));
  return prime;
}

}  // namespace ipt
