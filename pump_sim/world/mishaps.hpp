#pragma once
#include "pump_sim/world/world.hpp"

// What befalls a pump in its patient, as an instructor or a scenario has it. Each advances the world to `now` first; a
// refusal says the figure and the limit, and then nothing has changed.
namespace ipt {

/// Into a magnetic field: the rotor stands. In it already: nothing changes.
void enter_field(World&, Uptime now);
/// Out of it; the rotor turns again only `late` afterwards, up to 30 days. Refused outside a field.
Result<Uptime> leave_field(World&, Milliseconds late, Uptime now);
/// From now on, in the place of any plan before: 1 to 1,000 stalls of 1 ms to a year, their starts up to a year apart.
Result<StallPlan> stall_again_and_again(World&, std::int64_t count, Milliseconds lasts, Milliseconds interval, Uptime now);
/// A short of a feedthrough keeps the current from the motor; to the firmware that is a stall.
void short_feedthrough(World&, bool shorted, Uptime now);
/// For an instant the battery gives nothing: a low battery, or a short that pulls it down.
void drop_battery(World&, Uptime now);
/// So much of the battery is used: 0 to 100 per cent of all that it holds. Refused where the battery is not told of.
Result<std::int64_t> set_battery_used(World&, std::int64_t percent, Uptime now);
/// Something strong comes near that is no telemetry.
void interfere(World&, Uptime now);
void wear_memory(World&, bool worn, Uptime now);
/// The replace-by date in the pump's memory is wrong by up to a hundred years.
Result<std::int64_t> misprint_replace_by(World&, std::int64_t days, Uptime now);
/// The motor's sensor tells of a recovery only when it was read so often: 0 (at once) to 100.
Result<std::uint32_t> delay_recovery(World&, std::uint32_t readings, Uptime now);

}  // namespace ipt
