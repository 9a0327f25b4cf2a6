#pragma once
#include <string>

#include "tests/common/wire_bytes.hpp"

namespace ipt::by_hand {

/// The bytes of a refill with a schedule, field by field, at all five depths: any part may be replaced by what is wrong,
/// and `in_…` adds something at that depth.
struct TherapyByHand {
  std::string serial = bytes(1, "IPT-0001");
  std::string mode_after = number(2, 1);
  std::string in_operation;

  std::string volume = number(1, 18'000'000);
  std::string withdrawn = number(2, 2'100'000);
  std::string expected = number(3, 2'000'000);
  std::string drug = bytes(4, "baclofen");
  std::string concentration = number(5, 2'000'000);
  std::string lot = bytes(6, "LOT-7");
  std::string in_refill;

  std::string program_concentration = number(1, 2'000'000);
  std::string in_program;

  std::string in_flex;

  std::string weekday = number(1, 7);
  std::string time_of_day = number(2, 3'600'000);
  std::string dose = number(3, 120'000);
  std::string in_step;

  [[nodiscard]] std::string step() const { return weekday + time_of_day + dose + in_step; }
  [[nodiscard]] std::string flex() const { return bytes(1, step()) + in_flex; }
  [[nodiscard]] std::string program() const { return program_concentration + bytes(4, flex()) + in_program; }
  [[nodiscard]] std::string refill() const { return volume + withdrawn + expected + drug + concentration + lot + bytes(7, program()) + in_refill; }
  [[nodiscard]] std::string whole() const { return serial + mode_after + bytes(7, refill()) + in_operation; }
};

/// Where something can be added, from the operation itself down to a single step.
inline constexpr std::string TherapyByHand::*every_depth[] = {&TherapyByHand::in_operation, &TherapyByHand::in_refill, &TherapyByHand::in_program, &TherapyByHand::in_flex,
                                                              &TherapyByHand::in_step};

/// Usual bytes with one part replaced.
inline std::string with(std::string TherapyByHand::*part, const std::string& content) {
  TherapyByHand therapy;
  therapy.*part = content;
  return therapy.whole();
}

}  // namespace ipt::by_hand
