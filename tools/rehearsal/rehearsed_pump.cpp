#include "tools/rehearsal/rehearsed_pump.hpp"

#include <utility>

#include "common/check.hpp"
#include "pump_sim/profiles/model.hpp"

namespace ipt {
namespace {

DeviceProfile profile_named(const std::string& name) {
  auto profile = load_profile(name);
  IPT_CHECK(profile.has_value());
  return *std::move(profile);
}

Implant implanted(Implant implant, std::optional<PatientProfile> patient) {
  if (patient) implant.patient = admit(*std::move(patient), implant.world);
  return implant;
}

}  // namespace

RehearsedPump::RehearsedPump(const std::string& profile, const Delivered& delivered, Randomness random, std::optional<PatientProfile> patient)
    : RehearsedPump(settings_of(profile_named(profile), "R-1"), hardware_of(profile_named(profile)), delivered, std::move(random), std::move(patient)) {}

RehearsedPump::RehearsedPump(FirmwareSettings settings, const Hardware& hardware, const Delivered& delivered, Randomness random, std::optional<PatientProfile> patient)
    : settings_(std::move(settings)),
      implant_(implanted(make_implant(settings_, hardware, delivered), std::move(patient))),
      random_(std::move(random)),
      memory_(implant_) {
  boot();
}

void RehearsedPump::boot() {
  BootRecord boot;
  random_({reinterpret_cast<std::uint8_t*>(&boot.nonce), sizeof boot.nonce});
  IPT_CHECK(memory_.append(now(), boot));
  apply(implant_.firmware, settings_, boot, implant_.notes);
  settle(implant_, settings_);
  const DeviceSetup setup{4'096, device_ ? device_->last_link() : 0, nullptr};
  device_ = std::make_unique<Device>(implant_.firmware, settings_, implant_.notes, random_, boot.nonce, setup);
}

void RehearsedPump::advance(Milliseconds by) {
  const Uptime to = now() + by;
  const bool event = to >= next_event(implant_, settings_);
  ipt::advance(implant_, settings_, to);
  if (event) device_->firmware_moved();
}

std::vector<Output> RehearsedPump::take_output() {
  std::vector<Output> out;
  while (!has_crashed_ && device_->has_output()) {
    for (auto& output : device_->take_output()) {
      const auto* store = std::get_if<Store>(&output);
      if (store == nullptr) {
        const bool is_send = std::holds_alternative<Send>(output);
        if (is_send && crashes(CrashPoint::At::before_send)) break;
        out.push_back(std::move(output));
        if (is_send && crashes(CrashPoint::At::after_send)) break;
        continue;
      }
      settle(implant_, settings_);  // a Stop halts the motor before it is written down
      if (crashes(CrashPoint::At::before_store)) break;
      const bool durable = write(store->input);
      if (crashes(CrashPoint::At::after_store)) break;
      device_->stored(store->number, durable ? Recorded::durable : Recorded::failed);
      settle(implant_, settings_);
    }
  }
  if (!out.empty()) memory_.keep_mark(now());
  return out;
}

/// Counts, and says whether this is the one.
bool RehearsedPump::crashes(CrashPoint::At at) {
  if (!crash_ || crash_->at != at || --crash_->nth > 0) return false;
  crash_.reset();
  return has_crashed_ = true;
}

bool RehearsedPump::write(const FirmwareInput& input) {
  const bool holds_the_stop = diverged_ && std::holds_alternative<StopRecord>(input);
  catch_up();
  if (holds_the_stop) return true;  // it has stopped already, and so has the snapshot
  diverged_ = !memory_.append(now(), input);
  return !diverged_;
}

/// Brings the memory up to what could not be written down before.
void RehearsedPump::catch_up() {
  if (!std::exchange(diverged_, false)) return;
  set_condition(implant_.firmware.alarms, AlarmKind::memory_error, false, time_of(implant_.firmware), implant_.notes.log);
  memory_.keep(implant_);
  device_->caught_up();
}

void RehearsedPump::by_hand(const std::function<void(World&, Uptime)>& act) {
  catch_up();
  act(implant_.world, now());
  settle(implant_, settings_);
  memory_.keep(implant_);
  device_->firmware_moved();
}

void RehearsedPump::reboot() {
  implant_ = memory_.read_back(settings_);
  diverged_ = has_crashed_ = false;
  boot();
}

void RehearsedPump::reset() {
  memory_.keep_mark(now());
  World world = std::move(implant_.world);
  reboot();
  implant_.world = std::move(world);
  settle(implant_, settings_);
  memory_.keep(implant_);
}

}  // namespace ipt
