#include "tools/endurance/witness.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tools/endurance/asked.hpp"

namespace ipt {
namespace {

constexpr Wide millionths = 1'000'000;

const LogEntry* entry_at(const Log& log, std::uint64_t seq) {
  return seq < log.floor() || seq > log.head() ? nullptr : &log.entries()[static_cast<std::size_t>(seq - log.floor())];
}

Strokes strokes_of(const World& world, Uptime now) { return truth(world, now).strokes; }

}  // namespace

std::optional<std::string> adds_up(const Truth& t) {
  const bool volume = t.initial_nl + t.injected_nl == t.reservoir_nl + t.path_nl + t.delivered_nl + t.withdrawn_nl + t.pocket_nl + t.spilled_nl;
  const bool mass = t.initial_ng + t.injected_ng == t.reservoir_ng + t.path_ng + t.delivered_ng + t.withdrawn_ng + t.pocket_ng + t.spilled_ng;
  if (!volume) return "nanolitres are lost or made up";
  if (!mass) return "nanograms are lost or made up";
  return {};
}

Witness::Witness(const Implant& implant, const FirmwareSettings& settings) { take_stock(implant, settings); }

/// From the whole of the log: a witnessed pump is retired before its log drops anything.
void Witness::take_stock(const Implant& implant, const FirmwareSettings& settings) {
  before_ = implant.firmware;
  world_before_ = implant.world;
  strokes_before_ = strokes_of(implant.world, implant.firmware.now);
  alarms_ = {};
  for (const auto& entry : implant.notes.log.entries()) {
    (void)alarms_.read(entry);
    newest_ = entry;
  }
  log_head_ = implant.notes.log.head();
  volume_set_ = computed_reservoir(implant.firmware, settings);
  strokes_at_set_ = strokes_before_;
  strokes_at_beginning_ = strokes_before_;
  least_asked_ = 0;
  most_asked_ = static_cast<Wide>(settings.capabilities.stroke.value) * Asked::a_nanolitre;  // what may be owed already
  driven_millionths_ = implant.world.totals.delivered.volume.value * millionths + implant.world.motor.millionths;
}

std::optional<std::string> Witness::look(const Implant& implant, const FirmwareSettings& settings) {
  if (auto broken = adds_up(truth(implant.world, implant.firmware.now))) return broken;
  if (auto broken = check_counters(implant)) return broken;
  if (auto broken = check_asked(implant, settings)) return broken;
  if (auto broken = check_moved(implant)) return broken;
  if (auto broken = read_log(implant)) return broken;
  if (auto broken = check_account(implant, settings)) return broken;
  if (auto broken = check_alarms(implant, settings)) return broken;
  before_ = implant.firmware;
  world_before_ = implant.world;
  strokes_before_ = strokes_of(implant.world, implant.firmware.now);
  is_durable_ = !is_active(implant.firmware.alarms, AlarmKind::memory_error);
  if (is_durable_) {
    durable_head_ = log_head_;
    durable_entry_ = newest_;
    durable_version_ = before_.state_version;
    durable_boots_ = before_.boot_count;
  }
  return {};
}

std::optional<std::string> Witness::begin_anew(const Implant& implant, const FirmwareSettings& settings) {
  if (is_durable_) return "a boot lost something although everything could be written down";
  const Firmware& firmware = implant.firmware;
  if (implant.notes.log.head() < durable_head_ || firmware.state_version < durable_version_ || firmware.boot_count <= durable_boots_) {
    return "a boot lost more than what could not be written down";
  }
  const LogEntry* kept = entry_at(implant.notes.log, durable_head_);
  if (durable_head_ > 0 && (kept == nullptr || *kept != durable_entry_)) return "a boot changed a log entry that was durable";
  take_stock(implant, settings);
  return {};
}

/// IPT-LOG-01, IPT-STA-16, IPT-TIM-02, IPT-TIM-04.
std::optional<std::string> Witness::check_counters(const Implant& implant) const {
  const Firmware& firmware = implant.firmware;
  if (firmware.state_version < before_.state_version) return fmt::format("the state version went back from {} to {}", before_.state_version, firmware.state_version);
  if (implant.notes.log.head() < log_head_) return fmt::format("the log head went back from {} to {}", log_head_, implant.notes.log.head());
  if (firmware.boot_count < before_.boot_count) return "the boot count went back";
  if (firmware.now < before_.now) return "pump time went back";
  if (implant.world.now > firmware.now) return "the world is ahead of the firmware";
  return {};
}

std::optional<std::string> Witness::read_log(const Implant& implant) {
  const Log& log = implant.notes.log;
  const LogEntry* last = entry_at(log, log_head_);
  if (log_head_ > 0 && last != nullptr && *last != newest_) return fmt::format("log entry {} is no longer what it was", log_head_);
  while (log_head_ < log.head()) {
    const LogEntry* entry = entry_at(log, log_head_ + 1);
    if (entry == nullptr || entry->log_seq != log_head_ + 1) return fmt::format("IPT-LOG-01: there is no log entry {}", log_head_ + 1);
    if (entry->time.uptime < newest_.time.uptime || entry->time.uptime > implant.firmware.now) return fmt::format("log entry {} is out of its time", entry->log_seq);
    if (auto broken = alarms_.read(*entry)) return broken;
    if (entry->kind == LogKind::operation && entry->operation == OperationKind::refill) {
      volume_set_ = entry->volume.value_or(Nanolitres(-1));
      strokes_at_set_ = strokes_of(implant.world, implant.firmware.now);
    }
    newest_ = *entry;
    ++log_head_;
  }
  return {};
}

/// IPT-DLV-05: what is left is the volume set less the strokes since, and never below 0.
std::optional<std::string> Witness::check_account(const Implant& implant, const FirmwareSettings& settings) const {
  const Strokes since = strokes_of(implant.world, implant.firmware.now) - strokes_at_set_;
  const Wide left = volume_set_.value - static_cast<Wide>(since.value) * settings.capabilities.stroke.value;
  const Wide shown = computed_reservoir(implant.firmware, settings).value;
  if (shown != std::max<Wide>(left, 0)) return fmt::format("the pump computes {} nL, but it was set to {} nL and has made {} strokes since", static_cast<std::int64_t>(shown), volume_set_.value, since.value);
  return {};
}

/// IPT-DLV-02 and -03: all the strokes since the books began are owed, and what is owed is less than one stroke more.
std::optional<std::string> Witness::check_asked(const Implant& implant, const FirmwareSettings& settings) {
  const Uptime until = std::min(implant.firmware.now, implant.firmware.life.ended_since.value_or(never));  // then it stopped for good
  const Asked asked = asked_between(before_, settings, before_.now, std::max(before_.now, until));
  least_asked_ += asked.least;
  most_asked_ += asked.most;
  const Wide stroke = static_cast<Wide>(settings.capabilities.stroke.value) * Asked::a_nanolitre;
  const Wide made = (strokes_of(implant.world, implant.firmware.now) - strokes_at_beginning_).value * stroke;
  if (made > most_asked_) return fmt::format("IPT-DLV-02: more is delivered than was asked: {} nL too much", static_cast<std::int64_t>((made - most_asked_) / Asked::a_nanolitre));
  // Dry by the account nothing is owed, and what runs ends; from there on the reckoning starts again.
  if (computed_reservoir(implant.firmware, settings).value == 0 || computed_reservoir(before_, settings).value == 0) {
    least_asked_ = made;
    most_asked_ = std::min(most_asked_, made + stroke);
  }
  if (least_asked_ - made >= stroke) return fmt::format("IPT-DLV-03: less is delivered than was asked: {} nL too little", static_cast<std::int64_t>((least_asked_ - made) / Asked::a_nanolitre));
  return {};
}

/// What the motor drives comes out at the tip, by its accuracy, unless it is stalled or the reservoir is dry.
std::optional<std::string> Witness::check_moved(const Implant& implant) {
  const Truth now = truth(implant.world, implant.firmware.now);
  const Strokes driven = now.strokes - strokes_before_;
  if (!world_before_.motor.stalled_since) driven_millionths_ += static_cast<Wide>(driven.value) * implant.world.hardware.stroke.value * world_before_.motor.accuracy_ppm;
  const Wide delivered = now.delivered_nl.value * millionths;
  if (delivered > driven_millionths_) return "more came out at the tip than the motor drove";
  if (now.reservoir_nl.value == 0) driven_millionths_ = std::min(driven_millionths_, delivered + millionths);
  if (driven_millionths_ - delivered > 2 * millionths) return "less came out at the tip than the motor drove";
  return {};
}

/// IPT-ALM-02, -03, -13: what holds is raised, what no longer holds is cleared, and what is listed follows from the log.
std::optional<std::string> Witness::check_alarms(const Implant& implant, const FirmwareSettings& settings) const {
  const Firmware& firmware = implant.firmware;
  if (auto broken = alarms_.compare(firmware.alarms)) return broken;
  const Nanolitres left = computed_reservoir(firmware, settings);
  const bool filled = firmware.reservoir.filled.has_value();
  const auto& stalled = implant.world.motor.stalled_since;
  const struct {
    AlarmKind kind;
    bool holds;
    const char* name;
  } conditions[] = {
      {AlarmKind::low_reservoir, filled && left <= firmware.alarm_settings.low_reservoir_level, "LOW_RESERVOIR"},
      {AlarmKind::empty_reservoir, filled && left.value == 0, "EMPTY_RESERVOIR"},
      {AlarmKind::stopped_too_long, firmware.stopped_since && firmware.now - *firmware.stopped_since >= settings.stopped_alarm, "STOPPED_TOO_LONG"},
      {AlarmKind::motor_stall, stalled && firmware.now - *stalled >= implant.world.hardware.stall_detection, "MOTOR_STALL"},
  };
  for (const auto& condition : conditions) {
    if (alarms_.is_active(condition.kind) != condition.holds) return fmt::format("{} is {}, and its condition {}", condition.name, condition.holds ? "not active" : "active", condition.holds ? "holds" : "does not hold");
  }
  return {};
}

}  // namespace ipt
