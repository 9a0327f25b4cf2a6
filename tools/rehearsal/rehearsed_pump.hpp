#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pump_sim/firmware/device.hpp"
#include "tools/rehearsal/crash_point.hpp"
#include "tools/rehearsal/durable_memory.hpp"

namespace ipt {

/// The pump's end: implant, device and durable memory, in the order in which the pump's process does things
/// (pump_sim/host/pump.cpp). Pump time stands still unless it is told to go on.
class RehearsedPump {
 public:
  /// A pump of this profile (a name of pump_sim/profiles), filled and running or stopped as `delivered` says; booted once.
  RehearsedPump(const std::string& profile, const Delivered& delivered, Randomness, std::optional<PatientProfile> = {});
  /// The same, of figures that were read before.
  RehearsedPump(FirmwareSettings, const Hardware&, const Delivered& delivered, Randomness, std::optional<PatientProfile> = {});

  [[nodiscard]] const FirmwareSettings& settings() const { return settings_; }
  [[nodiscard]] const Implant& implant() const { return implant_; }
  [[nodiscard]] Uptime now() const { return implant_.firmware.now; }
  Device& device() { return *device_; }
  [[nodiscard]] const Device& device() const { return *device_; }
  DurableMemory& memory() { return memory_; }

  /// Lets pump time go on in one leap; events on the way happen.
  void advance(Milliseconds by);
  /// What must go out on the wire, everything behind it durable. Ends at the crash that was planned, if it is reached.
  std::vector<Output> take_output();
  /// What hands do to the world at this instant: durable at once.
  void by_hand(const std::function<void(World&, Uptime now)>& act);
  /// The power fails and comes back: all that is not durable is lost, and the firmware is born anew from the rest.
  void reboot();
  /// The firmware alone is born anew, from what is durable, and the world goes on.
  void reset();

  void crash_at(CrashPoint point) { crash_ = point; }
  /// Not reached so far.
  [[nodiscard]] bool will_crash() const { return crash_.has_value(); }
  /// At the point that was planned: nothing more happens before it comes back.
  [[nodiscard]] bool has_crashed() const { return has_crashed_; }

 private:
  void boot();
  bool write(const FirmwareInput&);
  void catch_up();
  bool crashes(CrashPoint::At);

  FirmwareSettings settings_;
  Implant implant_;
  Randomness random_;
  DurableMemory memory_;
  std::unique_ptr<Device> device_;
  /// Something happened that could not be written down: the next write starts with a snapshot.
  bool diverged_ = false;
  std::optional<CrashPoint> crash_;
  bool has_crashed_ = false;
};

}  // namespace ipt
