#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "common/wide.hpp"
#include "pump_sim/implant/implant.hpp"
#include "tools/endurance/alarm_history.hpp"

namespace ipt {

/// What is lost or made up, in nL or in ng; nothing if initial + injected is all somewhere.
std::optional<std::string> adds_up(const Truth&);

/// Watches one pump for the whole of its life and keeps books of its own, from log and truth alone. Looks after every
/// event; between two looks there is either a leap of time or something done at one instant, never both.
class Witness {
 public:
  Witness(const Implant&, const FirmwareSettings&);

  /// What is broken since the last look, as a sentence; nothing if all is well.
  std::optional<std::string> look(const Implant&, const FirmwareSettings&);
  /// The pump has lost what it could not write down, and owned up to that: the books begin anew with what is left.
  /// Nothing that was durable at the last look may be among what is lost.
  std::optional<std::string> begin_anew(const Implant&, const FirmwareSettings&);

  /// Of the last look.
  [[nodiscard]] std::uint64_t log_head() const { return log_head_; }

 private:
  using Broken = std::optional<std::string>;
  void take_stock(const Implant&, const FirmwareSettings&);
  Broken read_log(const Implant&);
  Broken check_counters(const Implant&) const;
  Broken check_account(const Implant&, const FirmwareSettings&) const;
  Broken check_asked(const Implant&, const FirmwareSettings&);
  Broken check_moved(const Implant&);
  Broken check_alarms(const Implant&, const FirmwareSettings&) const;

  Firmware before_;
  World world_before_;
  Strokes strokes_before_;
  std::uint64_t log_head_ = 0;
  LogEntry newest_;  ///< entry `log_head_`
  AlarmHistory alarms_;
  bool is_durable_ = true;
  std::uint64_t durable_head_ = 0, durable_version_ = 0, durable_boots_ = 0;
  LogEntry durable_entry_;
  Nanolitres volume_set_;   ///< when last set
  Strokes strokes_at_set_;
  Wide least_asked_ = 0, most_asked_ = 0;  ///< since the books began, in units of Asked
  Strokes strokes_at_beginning_;
  Wide driven_millionths_ = 0;             ///< of a nanolitre, that the motor should have moved by now
};

}  // namespace ipt
