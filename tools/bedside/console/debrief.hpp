#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tools/bedside/console/timeline.hpp"

namespace ipt {

/// What a person decided about a step, beside what the timeline shows.
struct ScoreOverride {
  std::optional<int> score;
  std::string why;
};

/// One line of the checklist of a refill, in the field's order.
struct DebriefItem {
  std::string step;   // by its name in the refill's order: "antisepsis"
  std::string what;   // what was to be done
  std::optional<int> score;  // 2 done, 1 in part or too late, 0 left out or wrong; nothing: nobody can tell
  std::string evidence;      // what the score was read from
  bool harmful = false;
};

/// What was done that could hurt a patient.
struct DebriefHarm {
  std::string name;  // "pocket_fill"
  std::string text;
  std::uint64_t entry = 0;  // of the timeline, where it was done or should have been
};

struct Debrief {
  std::vector<DebriefItem> items;
  std::vector<DebriefHarm> harms;
};

/// Judges one refill by what the pump logged and what hands did since the session began (an entry `begin` or `load`); what
/// neither can know goes by the learner's own notes.
Debrief debrief(std::span<const TimelineEntry>);

using ScoreOverrides = std::map<std::string, ScoreOverride>;
/// {"items": [...], "harms": [...]}, with the override beside the score.
boost::json::object debrief_json(const Debrief&, const ScoreOverrides&);
/// One line an item and one a harm, for spreadsheets.
std::string debrief_csv(const Debrief&, const ScoreOverrides&);

}  // namespace ipt
