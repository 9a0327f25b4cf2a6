#pragma once
#include <functional>
#include <string>

#include "pump_sim/firmware/firmware.hpp"
#include "scenario/v1/scenario.pb.h"
#include "tools/rehearsing/play.hpp"
#include "tools/rehearsing/spot.hpp"

namespace ipt::rehearsing {

namespace pb = ::scenario::v1;

/// What is done in a step, read once and ready to be performed any number of times.
struct Act {
  std::string words;
  std::function<void(Play&)> perform;
};

// An error has its place in the file and says what was expected there.
/// `start`: what the pump started with, where a syringe says nothing else.
Result<Act> read_act_at_bed(const pb::Step&, const Spot&, const Delivered& start);
Result<Act> read_act_at_programmer(const pb::Step&, const Spot&);
Result<Act> read_mishap(const pb::Step&, const Spot&);

}  // namespace ipt::rehearsing
