#pragma once
#include <optional>

#include "common/refusal.hpp"
#include "common/therapy.hpp"
#include "common/time.hpp"

/// What befalls the pump itself: it ages, its battery fails, interference comes, its memory wears out.
namespace ipt {

struct Firmware;
struct FirmwareSettings;
struct Notes;
struct Sensed;

/// A battery that failed for an instant has taken the program with it: this runs until another one is brought.
struct LostProgram {
  Uptime since{};
  Program runs;  ///< minimum rate
  bool operator==(const LostProgram&) const = default;
};

struct PumpLife {
  std::optional<Uptime> replace_since;    ///< elective replacement indicated
  std::optional<Uptime> ended_since;      ///< stopped for good
  std::optional<LostProgram> lost_program;
  std::optional<Uptime> telemetry_since;  ///< nothing is delivered until somebody interrogates the pump
  std::int64_t resets_seen = 0;
  std::int64_t interferences_seen = 0;
  bool stall_held = false;       ///< the motor's sensor has told of a stall, and holds on to it
  std::uint32_t stall_read = 0;  ///< so often it was read since the motor turns again
  bool operator==(const PumpLife&) const = default;
};

/// Takes in what is sensed and what is due at `firmware.now`. Alarms are the caller's to settle.
void live_on(Firmware&, const FirmwareSettings&, Notes&);
/// The next instant at which the pump's age alone brings something.
[[nodiscard]] Uptime next_in_life(const Firmware&, const FirmwareSettings&);
/// When the pump stops for good, or stopped: never where its settings say nothing of it.
[[nodiscard]] Uptime end_of_service(const Firmware&, const FirmwareSettings&);
/// The same as it is told: where nothing ends it, the end of its life.
[[nodiscard]] Uptime replace_by(const Firmware&, const FirmwareSettings&);

/// What runs, or waits on a stopped pump: the program in force, unless it was lost.
[[nodiscard]] const Program& present_program(const Firmware&);
[[nodiscard]] bool senses_stall(const Firmware&);

/// Whether a clinician's reading changes something: then it is worth a record.
[[nodiscard]] bool awaits_interrogation(const Firmware&);
void interrogated(Firmware&, const FirmwareSettings&, Notes&);

/// Why a pump in this state gives nothing at all; absent: for all its life says, it does.
[[nodiscard]] std::optional<Refusal> refuse_to_deliver(const Firmware&);
/// Why a pump in this state takes no such operation; absent: for all its life says, it does.
[[nodiscard]] std::optional<Refusal> refuse_for_life(const Firmware&, const TherapyOperation&);

}  // namespace ipt
