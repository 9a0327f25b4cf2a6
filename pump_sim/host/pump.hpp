#pragma once
#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bedside/v1/bedside.pb.h"
#include "pump_sim/firmware/device.hpp"
#include "pump_sim/host/crash_plan.hpp"
#include "pump_sim/host/state.hpp"
#include "pump_sim/host/storage.hpp"

namespace ipt {

/// One pump with its durable memory: the implant, the device that speaks for it, and the records behind both. It does
/// what the device's ordered outputs say, so that nothing is told before it is written down. No sockets, no clock.
class Pump {
 public:
  /// Takes up the pump in this file where it was left: state read back, time at its mark, one boot more. In a new file
  /// `newborn` is made first. The security log is the caller's and outlives the pump. An error says why, and nothing has changed.
  static Result<std::unique_ptr<Pump>> open(const std::filesystem::path& file, const std::optional<Snapshot>& newborn, Randomness, DeviceSetup setup = {});

  [[nodiscard]] const Birth& birth() const { return birth_; }
  [[nodiscard]] const Implant& implant() const { return implant_; }
  [[nodiscard]] Uptime now() const { return implant_.firmware.now; }
  [[nodiscard]] Uptime next_event() const { return std::min(crash_at(), ipt::next_event(implant_, birth_.settings)); }
  Device& device() { return *device_; }
  CrashPlan& crash() { return crash_; }

  /// Lets pump time go on; events on the way happen. Never backwards.
  void bring_to(Uptime to);
  /// The same, and durable before it returns: a restart resumes here or later.
  std::optional<Error> leap_to(Uptime to);

  /// What must go out on the wire, everything behind it durable (while storage fails: with a memory error raised).
  /// `ahead`: how far time may go on until the next mark.
  std::vector<Output> take_output(Milliseconds ahead);

  /// What hands do; durable before it is so.
  Result<bedside::v1::Moved> do_by_hand(const bedside::v1::Ask&);
  /// A snapshot with its checksum, as `save` writes it and `restore` and --from read it.
  [[nodiscard]] std::string saved() const;
  /// The pump becomes the one in the snapshot (or as it was made), one boot later. Counters never go back.
  std::optional<Error> restore(const Snapshot&);
  std::optional<Error> make_fresh();
  /// The same, made as it says there. An error: it cannot be, and nothing has changed.
  std::optional<Error> make_fresh(const bedside::v1::Start&);
  /// The firmware is born anew from its memory while the world goes on: sessions end, the lease and all stages are gone,
  /// the boot count goes up. An error: the memory cannot be read or written now, and there was no reset.
  std::optional<Error> reset();
  /// Keeps a snapshot, so that the next start is quick.
  std::optional<Error> close();

 private:
  Pump(Storage storage, Snapshot snapshot, Randomness, DeviceSetup);
  struct Unwritten {
    Error error;
    bool in_doubt = false;  ///< a restart may find it written all the same
  };
  std::optional<Unwritten> append(std::span<const StateRecord>, Uptime mark);
  std::optional<Error> append_by_hand(std::span<const StateRecord>, Uptime mark);
  std::optional<Error> reserve(Uptime mark);
  StateRecord booting();
  void boot(const StateRecord&);
  void farewell(const std::string& text);
  Recorded write(const FirmwareInput&);
  std::optional<Error> catch_up();
  std::optional<Error> keep_mark(Milliseconds ahead);
  void put_off_update(Uptime until);
  void raise_memory_error();
  [[nodiscard]] Uptime crash_at() const;
  [[noreturn]] void die_at(Uptime crash);

  CrashPlan crash_;
  Storage storage_;
  Birth birth_;
  Implant implant_;
  Randomness random_;
  DeviceSetup setup_;
  std::unique_ptr<Device> device_;
  std::vector<Output> farewell_;  ///< to the links of a device that is no more
  Uptime mark_{};
  int records_since_snapshot_ = 0;
  /// Something happened that could not be written down: the next write starts with a snapshot.
  bool diverged_ = false;
};


}  // namespace ipt
