#pragma once
#include <chrono>
#include <string>
#include <utility>

#include "common/check.hpp"
#include "common/wire.hpp"
#include "pump_sim/firmware/describe.hpp"
#include "pump_sim/firmware/execute.hpp"
#include "pump_sim/firmware/record.hpp"
#include "pump_sim/implant/implant.hpp"
#include "pump_sim/profiles/model.hpp"
#include "tests/pump_sim/port/orders.hpp"

// Implants to test with: what a programmer commits, applied as the device applies it, without a conversation.
namespace ipt::test {

using std::chrono::days;
using std::chrono::seconds;

/// 1 January 2026, 00:00, a Thursday: what a fresh pump's clock shows here.
inline constexpr PumpClock new_year{first_of_2026};
constexpr PumpDay day(unsigned month, unsigned day_of_month, int year = 2026) {
  return std::chrono::local_days{std::chrono::year{year} / std::chrono::month(month) / std::chrono::day(day_of_month)};
}

/// 2,000 mcg/mL baclofen, booted once.
class Patient {
 public:
  explicit Patient(Nanolitres volume = 20_mL, std::optional<DoseRate> dose = 120_ug_per_day, const std::string& profile = "ipt-20")
      : settings(settings_of(*load_profile(profile), "R-1")),
        implant(make_implant(settings, hardware_of(*load_profile(profile)), {"baclofen", 2'000_ug_per_mL, volume, dose, new_year})) {
    take(BootRecord{1});
  }

  /// Why the pump would not do it; absent: done.
  std::optional<Refusal> commit(TherapyKind kind, ModeAfter mode_after = ModeAfter::unchanged) {
    const TherapyOperation operation{"R-1", mode_after, std::move(kind)};
    if (auto refusal = judge(implant.firmware, settings, operation)) return refusal;
    OperationRecord record{"alice", next_id(), {}, {}, wire::encode_therapy(operation), {}};
    record.result = wire::encode_result(foresee(implant.firmware, settings, operation, record.operation, record.operation_id));
    take(record);
    return {};
  }
  void stop() { take(StopRecord{"alice", next_id()}); }
  void take(const FirmwareInput& input) {
    IPT_CHECK(!apply(implant.firmware, settings, input, implant.notes));
    settle(implant, settings);
  }
  template <class Act>
  void by_hand(Act act) {
    act(implant.world, now());
    settle(implant, settings);
  }

  void advance(Milliseconds by) { ipt::advance(implant, settings, now() + by); }
  void advance_to(Milliseconds uptime) { ipt::advance(implant, settings, at(uptime)); }

  [[nodiscard]] Uptime now() const { return implant.firmware.now; }
  [[nodiscard]] const Firmware& firmware() const { return implant.firmware; }
  [[nodiscard]] Truth truth() const { return ipt::truth(implant.world, now()); }
  [[nodiscard]] CriticalValues values() const { return describe(implant.firmware, settings); }
  [[nodiscard]] Status status() const { return status_of(implant.firmware, settings, implant.notes); }
  [[nodiscard]] Nanolitres computed() const { return computed_reservoir(implant.firmware, settings); }
  [[nodiscard]] const LogEntry& last_entry() const { return implant.notes.log.entries().back(); }
  /// When the alarm was raised first; absent: never.
  [[nodiscard]] std::optional<Milliseconds> raised(AlarmKind kind) const {
    for (const auto& entry : implant.notes.log.entries()) {
      if (entry.kind == LogKind::alarm_raised && entry.alarm == kind) return entry.time.uptime.time_since_epoch();
    }
    return {};
  }

  FirmwareSettings settings;
  Implant implant;

 private:
  OperationId next_id() {
    ++operations_;
    OperationId id{};
    for (std::size_t i = 0; i < 8; ++i) id[i] = static_cast<std::uint8_t>(operations_ >> (8 * i));
    return id;
  }
  std::uint64_t operations_ = 0;
};

inline Program continuous(DoseRate dose) { return {2'000_ug_per_mL, SimpleContinuous{dose}}; }
inline SingleBolus bolus(Nanograms dose, Milliseconds duration) { return {dose, duration, 2'000_ug_per_mL}; }
/// All of it entered as it is, nothing in question.
inline Refill refill_to(Nanolitres volume) { return {volume, 0_nL, 0_nL, "baclofen", 2'000_ug_per_mL, "", {}, {}, {}}; }
inline Reason reason_of(const std::optional<Refusal>& refusal) { return refusal ? refusal->reason : Reason::unknown_request; }

inline bool adds_up(const Truth& t) {
  return t.initial_nl + t.injected_nl == t.reservoir_nl + t.path_nl + t.delivered_nl + t.withdrawn_nl + t.pocket_nl + t.spilled_nl &&
         t.initial_ng + t.injected_ng == t.reservoir_ng + t.path_ng + t.delivered_ng + t.withdrawn_ng + t.pocket_ng + t.spilled_ng;
}

}  // namespace ipt::test
