#pragma once
#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>

#include "common/validate.hpp"

namespace ipt {

/// What validate() says of a change, short enough to compare: "accepted", or the field at fault, and the value asked and
/// the nearest allowed one where the refusal carries them (IPT-REQ-12).
inline std::string verdict(const TherapyOperation& operation, const Capabilities& pump) {
  const auto refusal = validate(operation, pump);
  if (!refusal) return "accepted";
  CHECK_FALSE(refusal->text.empty());
  CHECK_FALSE(refusal->holder.has_value());
  CHECK(refusal->asked.has_value() == refusal->limit.has_value());
  std::string words = refusal->field;
  if (refusal->asked) words += " " + std::to_string(*refusal->asked);
  if (refusal->limit) words += " limit " + std::to_string(*refusal->limit);
  return words;
}

/// The reason of the refusal; one that no pump gives when the change is accepted.
inline Reason reason_of(const TherapyOperation& operation, const Capabilities& pump) {
  const auto refusal = validate(operation, pump);
  return refusal ? refusal->reason : Reason{0};
}

}  // namespace ipt
