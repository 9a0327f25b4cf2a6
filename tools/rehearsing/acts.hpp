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

using ByHand = std::function<Result<std::optional<Moved>>(World&, Uptime)>;
/// Hands, or what befalls the pump, at the instant of the step.
Act by_hand(std::string words, const ByHand&);

// An error has its place in the file and says what was expected there.
/// `start`: what the pump started with, where a syringe says nothing else.
Result<Act> read_act_at_bed(const pb::Step&, const Spot&, const Delivered& start);
/// What befalls the pump itself: magnetic field, battery, memory, motor.
Result<Act> read_act_on_pump(const pb::Step&, const Spot&);
Result<Act> read_act_at_programmer(const pb::Step&, const Spot&);
Result<Act> read_mishap(const pb::Step&, const Spot&);

}  // namespace ipt::rehearsing
