#pragma once
#include <optional>
#include <string>

#include "pump_sim/host/state.hpp"
#include "tools/endurance/beliefs.hpp"
#include "tools/endurance/dice.hpp"
#include "tools/endurance/witness.hpp"
#include "tools/rehearsal/programmer.hpp"

namespace ipt {

/// One pump with its clinicians, from the factory to the end of its life: everything that can happen to it happens, by
/// the dice, and a witness looks after each event.
class Life {
 public:
  explicit Life(std::uint64_t seed);

  /// The next event. What is broken then, if anything.
  std::optional<std::string> next();
  /// The pump has reached its age, or its log would soon drop entries.
  [[nodiscard]] bool is_over() const;

  [[nodiscard]] const Implant& implant() const { return room_.pump().implant(); }
  [[nodiscard]] Truth truth() const { return room_.truth(); }
  /// What the last event was, in words.
  [[nodiscard]] const std::string& event() const { return event_; }

 private:
  using Broken = std::optional<std::string>;
  Broken happen();
  Broken pass_time();
  Broken change();
  Broken stop();
  Broken refill();
  Broken act_on_alarms();
  Broken touch();
  Broken reboot();
  Broken read();
  Broken believe(Programmer&, Outcome);
  Broken look();
  Broken look_closely();
  Programmer& clinician();
  void spoil_the_link(Programmer&);
  void spoil_the_power();
  void calm_down();

  [[nodiscard]] const Firmware& firmware() const { return implant().firmware; }
  [[nodiscard]] const FirmwareSettings& settings() const { return room_.pump().settings(); }
  [[nodiscard]] bool is_durable() const { return !is_active(firmware().alarms, AlarmKind::memory_error); }

  Dice dice_;
  Birth birth_;
  mutable Rehearsal room_;  ///< which is looked at through a door that also lets one in
  Witness witness_;
  Beliefs beliefs_;
  std::string event_;
  std::uint64_t events_ = 0;
};

}  // namespace ipt
