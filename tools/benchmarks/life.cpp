#include "tools/benchmarks/life.hpp"

#include <algorithm>

#include "common/check.hpp"
#include "common/wire.hpp"
#include "pump_sim/firmware/execute.hpp"
#include "pump_sim/profiles/model.hpp"

namespace ipt {
namespace {

constexpr Milliseconds seven_years = one_day * 2'557;
constexpr Milliseconds between_refills = one_day * 90;
constexpr Milliseconds between_dose_changes = one_day * 30;
constexpr Concentration strength{2'000'000};
constexpr const char* drug = "baclofen";

/// Four steps a day, other ones on each weekday, about this dose.
Flex week_about(DoseRate dose) {
  Flex flex;
  for (std::uint32_t weekday = 1; weekday <= 7; ++weekday) {
    for (int step = 0; step < 4; ++step) {
      const DoseRate part{dose.value + (step % 2 == 0 ? 1 : -1) * static_cast<std::int64_t>(weekday) * 2'000};
      flex.steps.push_back({weekday, one_day / 4 * step, part});
    }
  }
  return flex;
}

Program program_of(std::uint64_t number, DoseRate dose) {
  if (number % 2 == 1) return {strength, week_about(dose)};
  return {strength, SimpleContinuous{dose}};
}

void add(Life& life, Uptime at, Visit::Kind kind, TherapyKind what) {
  Visit visit{at, kind, {life.settings.capabilities.serial, ModeAfter::unchanged, std::move(what)}, {}};
  visit.bytes = wire::encode_therapy(visit.operation);
  life.visits.push_back(std::move(visit));
}

void do_operation(Implant& implant, const Life& life, const TherapyOperation& operation, const Bytes& bytes) {
  OperationId id{};
  id[0] = 1;
  IPT_CHECK(!judge(implant.firmware, life.settings, operation));
  execute(implant.firmware, life.settings, operation, bytes, id, "bench", implant.notes);
  settle(implant, life.settings);
}

void refill(Implant& implant, const Life& life, const Visit& visit) {
  const Uptime now = implant.firmware.now;
  move_needle(implant.world, Place::septum, now);
  const auto withdrawn = withdraw(implant.world, {}, now);
  IPT_CHECK(withdrawn.has_value());
  TherapyOperation operation = visit.operation;
  auto& refill = std::get<Refill>(operation.kind);
  refill.withdrawn = withdrawn->volume;
  refill.expected = std::max(computed_reservoir(implant.firmware, life.settings) - life.hardware.residual, Nanolitres{0});
  IPT_CHECK(inject(implant.world, life.hardware.capacity - life.hardware.residual, drug, strength, now).has_value());
  move_needle(implant.world, Place::out, now);
  do_operation(implant, life, operation, wire::encode_therapy(operation));
  const auto open = implant.firmware.alarms.open;
  mark_shown(implant.firmware.alarms, time_of(implant.firmware), "bench", implant.notes.log);
  for (const Alarm& alarm : open) IPT_CHECK(acknowledge(implant.firmware.alarms, alarm.id, time_of(implant.firmware), "bench", implant.notes.log));
}

}  // namespace

Life life_of_pump(std::uint64_t number) {
  const auto profile = load_profile("ipt-20");
  IPT_CHECK(profile.has_value());
  Life life{settings_of(*profile, "bench"), hardware_of(*profile), {}, {}, Uptime{} + seven_years};
  const DoseRate dose{420'000 + static_cast<std::int64_t>(number % 97) * 101};
  life.delivered = {drug, strength, life.hardware.capacity, dose, PumpClock(std::chrono::local_days{std::chrono::year{2026} / 1 / 1})};
  for (int month = 0; between_dose_changes * month < seven_years; ++month) {
    const Uptime at = Uptime{} + between_dose_changes * month;
    const bool refills = month % (between_refills / between_dose_changes) == 0;
    if (month > 0 && refills) add(life, at, Visit::Kind::refill, Refill{life.hardware.capacity, {}, {}, drug, strength, "lot", {}, {}, {}});
    add(life, at, Visit::Kind::dose_change, program_of(number, DoseRate{dose.value + month % 5 * 1'500}));
    if (refills) add(life, at + one_day * 15, Visit::Kind::bolus, SingleBolus{Nanograms(25'000), Milliseconds(600'000), strength});
  }
  return life;
}

Implant newborn(const Life& life) { return make_implant(life.settings, life.hardware, life.delivered); }

void visit(Implant& implant, const Life& life, const Visit& visit) {
  if (visit.kind == Visit::Kind::refill) refill(implant, life, visit);
  else do_operation(implant, life, visit.operation, visit.bytes);
}

void live(Implant& implant, const Life& life, Uptime to, Milliseconds step) {
  const auto pass = [&](Uptime until) {
    while (implant.firmware.now < until) advance(implant, life.settings, until - implant.firmware.now > step ? implant.firmware.now + step : until);
  };
  const auto due = [&](const Visit& next) { return next.at < implant.firmware.now; };
  for (auto next = std::find_if_not(life.visits.begin(), life.visits.end(), due); next != life.visits.end() && next->at < to; ++next) {
    pass(next->at);
    visit(implant, life, *next);
  }
  pass(to);
}

}  // namespace ipt
