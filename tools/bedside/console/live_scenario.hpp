#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bedside/v1/bedside.pb.h"
#include "common/result.hpp"

namespace ipt {

/// One step of a scenario as it comes about at a bed where a learner is at work.
struct LiveStep {
  enum class Whose {
    world,      // befalls the pump at its time
    hands,      // a learner's to do, with needle and syringe
    programmer  // a learner's to do, at the programmer
  };
  std::int64_t at_ms = 0;  // pump time since the start
  std::string say;         // the story
  Whose whose = Whose::programmer;
  std::optional<bedside::v1::Ask> act;  // of the world, and of hands; none where only a learner can do it
  std::string expected;    // of a learner, in words; empty: nothing
  bool is_mislabelled = false;  // what is injected is not what the label says
};

/// A scenario of the rehearsal, to be lived through.
struct LiveScenario {
  std::string name;  // "11-pocket-fill"
  std::string title, moral, who_knows, profile;
  bedside::v1::Start start;
  std::vector<LiveStep> steps;  // with an act, something to say or something to do; in the order of their times
};

/// An error names the file and what cannot be played.
Result<LiveScenario> read_live_scenario(std::string_view name, std::string_view text);
/// Those that are built in, in order.
const std::vector<LiveScenario>& live_scenarios();

}  // namespace ipt
