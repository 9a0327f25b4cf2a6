#pragma once
#include <string>
#include <vector>

#include "tests/rehearsal/bedside_words.hpp"

// Every kind of change that this pump accepts, each in a room in which it means something.
namespace ipt::test {

struct KindOfChange {
  std::string name;
  std::optional<TherapyOperation> operation;  ///< absent: Stop
  bool begins_stopped = false;
};

inline std::vector<KindOfChange> every_kind() {
  const Refill refill{18_mL, 16_mL, 17_mL, "baclofen", 500_ug_per_mL, "lot 7", continuous(200_ug_per_day, 500_ug_per_mL), {}, {}};
  return {{"program", operation(continuous(150_ug_per_day)), false},
          {"bolus", operation(bolus(50_ug, hours(1))), false},
          {"refill with program", operation(refill), false},
          {"resume", operation(Resume{}, ModeAfter::running), true},
          {"clock", operation(SetClock{new_year + hours(5)}), false},
          {"alarm settings", operation(AlarmSettings{3_mL, 5}), false},
          {"stop", {}, false}};
}

/// The room before the change; whoever prepared it has left.
inline void prepare(Rehearsal& room, const KindOfChange& kind) {
  if (!kind.begins_stopped) return;
  auto& nurse = room.programmer("nurse");
  nurse.stop();
  nurse.say_goodbye();
}

inline Outcome do_once(Programmer& clinician, const KindOfChange& kind) { return kind.operation ? clinician.change(*kind.operation) : clinician.stop(); }

/// Therapy, state version and journal: what a refusal must leave alone (IPT-REQ-07). Alarms and log are apart.
inline bool same_therapy(const Implant& a, const Implant& b) {
  Firmware left = a.firmware, right = b.firmware;
  left.alarms = right.alarms = {};
  return left == right && a.notes.journal == b.notes.journal && a.world == b.world;
}

}  // namespace ipt::test
