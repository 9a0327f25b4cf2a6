#include "common/validate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <string_view>

#include "common/amount_text.hpp"
#include "common/wide.hpp"

namespace ipt {
namespace {

using Answer = std::optional<Refusal>;

Refusal refuse(Reason reason, std::string field, std::string text) { return {reason, std::move(field), {}, {}, std::move(text), {}}; }

Refusal refuse(Reason reason, std::string field, std::int64_t asked, std::int64_t limit, std::string text) {
  return {reason, std::move(field), asked, limit, std::move(text), {}};
}

constexpr std::size_t longest_name = 64;

/// A weekday that is none has a name too: how many steps it has is counted before it is looked at.
std::string day_name(std::uint32_t weekday) {
  constexpr const char* names[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
  return weekday >= 1 && weekday <= 7 ? names[weekday - 1] : fmt::format("weekday {}", weekday);
}

/// A name as given, unless it is so long that saying it again would not fit a frame.
std::string quoted(const std::string& name) { return name.size() <= longest_name ? fmt::format("'{}'", name) : fmt::format("a name of {} bytes", name.size()); }

template <class T>
bool contains(const std::vector<T>& list, const T& wanted) {
  return std::find(list.begin(), list.end(), wanted) != list.end();
}

/// `asked_volume` within `span` against the pump's flow range. The volume is a ratio: dose × 10⁶ ÷ concentration nL.
struct Flow {
  Wide nanolitres;  ///< numerator
  Wide per;         ///< denominator of the volume
  Milliseconds span;
};

/// `what` gives the words for the flow: made only when they are needed, since a schedule is checked step by step.
template <class Words>
Answer check_flow(const Flow& flow, const Capabilities& pump, std::string_view field, std::int64_t asked, std::int64_t lowest,
                  std::int64_t highest, const Words& what) {
  const Wide volume_a_day = flow.nanolitres * one_day.count();
  const Wide unit = flow.per * flow.span.count();
  if (volume_a_day < unit * pump.minimum_flow.value) {
    return refuse(Reason::out_of_range, std::string(field), asked, lowest,
                  fmt::format("{} is below the lowest flow of this pump, {}", what(), text_of(pump.minimum_flow)));
  }
  if (volume_a_day > unit * pump.maximum_flow.value) {
    return refuse(Reason::out_of_range, std::string(field), asked, highest,
                  fmt::format("{} is above the highest flow of this pump, {}", what(), text_of(pump.maximum_flow)));
  }
  return {};
}

/// Doses a day that this flow range allows at a concentration.
std::int64_t lowest_dose(const Capabilities& pump, Concentration c) { return std::max<std::int64_t>(multiply_divide_up(pump.minimum_flow.value, c.value, 1'000'000), 1); }
std::int64_t highest_dose(const Capabilities& pump, Concentration c) { return multiply_divide(pump.maximum_flow.value, c.value, 1'000'000); }

Answer check_dose_rate(DoseRate dose, Concentration c, const Capabilities& pump, std::string_view field) {
  if (dose.value <= 0) return refuse(Reason::out_of_range, std::string(field), dose.value, lowest_dose(pump, c), "a dose a day must be above 0 and within the pump's flow range");
  return check_flow({static_cast<Wide>(dose.value) * 1'000'000, c.value, one_day}, pump, field, dose.value, lowest_dose(pump, c), highest_dose(pump, c),
                    [&] { return fmt::format("{} of {}", text_of(dose), text_of(c)); });
}

Answer check_known_concentration(Concentration c, const Capabilities& pump, const std::string& field) {
  for (const auto& drug : pump.drugs) {
    if (c.value > 0 && contains(drug.concentrations, c)) return {};
  }
  return refuse(Reason::unknown_concentration, field, fmt::format("no drug of this pump comes at {}", text_of(c)));
}

/// A dose within a span. Where another duration would do, that is the limit that helps; where none would, it is the dose.
Answer check_bolus(Nanograms dose, Milliseconds duration, Concentration c, const Capabilities& pump, const std::string& of) {
  // What the lowest and the highest flow give within the duration asked, or within a day where none is.
  const Wide span = (duration <= Milliseconds{0} ? one_day : std::min(duration, one_day)).count();
  const Wide flow_of_dose = static_cast<Wide>(one_day.count()) * 1'000'000;
  const auto least = static_cast<std::int64_t>((static_cast<Wide>(pump.minimum_flow.value) * c.value * span + flow_of_dose - 1) / flow_of_dose);
  const auto most = static_cast<std::int64_t>(static_cast<Wide>(pump.maximum_flow.value) * c.value * span / flow_of_dose);
  if (dose.value <= 0) return refuse(Reason::out_of_range, of + "dose_ng", dose.value, std::max<std::int64_t>(least, 1), "a bolus must hold some dose");
  if (dose.value > highest_dose(pump, c)) {
    return refuse(Reason::out_of_range, of + "dose_ng", dose.value, most,
                  fmt::format("a bolus within {} must not be larger than what the highest flow of this pump gives in that time", text_of(Milliseconds(static_cast<std::int64_t>(span)))));
  }
  const Wide volume = static_cast<Wide>(dose.value) * 1'000'000;
  const Wide fastest = static_cast<Wide>(c.value) * pump.maximum_flow.value;
  const Wide slowest = static_cast<Wide>(c.value) * std::max<std::int64_t>(pump.minimum_flow.value, 1);
  const auto shortest = static_cast<std::int64_t>((volume * one_day.count() + fastest - 1) / fastest);
  const auto longest = std::clamp<std::int64_t>(static_cast<std::int64_t>(volume * one_day.count() / slowest), 1, one_day.count());
  if (duration <= Milliseconds{0} || duration > one_day) {
    return refuse(Reason::out_of_range, of + "duration_ms", duration.count(), duration > one_day ? longest : shortest, "a bolus lasts more than 0 and at most 24 hours");
  }
  return check_flow({volume, c.value, duration}, pump, of + "duration_ms", duration.count(), longest, shortest,
                    [&] { return fmt::format("{} of {} within {}", text_of(dose), text_of(c), text_of(duration)); });
}

/// A volume within a span, of whatever is in the reservoir.
Answer check_prime(const Prime& prime, const Capabilities& pump, const std::string& of) {
  if (prime.volume.value <= 0 || prime.volume > pump.capacity) return refuse(Reason::out_of_range, of + "volume_nl", prime.volume.value, prime.volume.value <= 0 ? pump.path.value : pump.capacity.value, "a priming moves more than nothing and at most what the reservoir holds");
  const Wide volume = static_cast<Wide>(prime.volume.value) * one_day.count();
  const auto shortest = static_cast<std::int64_t>((volume + pump.maximum_flow.value - 1) / pump.maximum_flow.value);
  const auto longest = static_cast<std::int64_t>(std::min<Wide>(volume / std::max<std::int64_t>(pump.minimum_flow.value, 1), one_day.count()));
  if (prime.duration <= Milliseconds{0} || prime.duration > one_day) {
    return refuse(Reason::out_of_range, of + "duration_ms", prime.duration.count(), prime.duration > one_day ? longest : shortest, "a priming lasts more than 0 and at most 24 hours");
  }
  return check_flow({prime.volume.value, 1, prime.duration}, pump, of + "duration_ms", prime.duration.count(), longest, shortest,
                    [&] { return fmt::format("{} within {}", text_of(prime.volume), text_of(prime.duration)); });
}

Answer check_bridge(const Bridge& bridge, const Capabilities& pump, const std::string& of) {
  if (bridge.volume.value <= 0 || bridge.volume > pump.capacity) return refuse(Reason::out_of_range, of + "volume_nl", bridge.volume.value, pump.path.value, "a bridge moves what is still on its way: at most tubing and catheter hold it");
  if (auto refusal = check_known_concentration(bridge.old_concentration, pump, of + "old_concentration_ng_per_ml")) return refusal;
  return check_dose_rate(bridge.old_dose, bridge.old_concentration, pump, of + "old_dose_ng_per_day");
}

/// What runs first at a refill.
Answer check_first_flow(const Refill& refill, const Capabilities& pump) {
  if (refill.prime && !contains(pump.operations, OperationKind::prime)) return refuse(Reason::unsupported, "refill.prime", "this pump does not prime");
  if (refill.bridge && !contains(pump.operations, OperationKind::bridge)) return refuse(Reason::unsupported, "refill.bridge", "this pump does not bridge");
  if (refill.prime && refill.bridge) return refuse(Reason::bad_therapy, "refill.bridge", "after a priming no old drug is on its way that a bridge could be for: bring one of the two");
  if (refill.prime) return check_prime(*refill.prime, pump, "refill.prime.");
  if (refill.bridge) return check_bridge(*refill.bridge, pump, "refill.bridge.");
  return {};
}

Answer check_flex(const Flex& flex, Concentration c, const Capabilities& pump) {
  if (flex.steps.empty()) return refuse(Reason::bad_schedule, "flex.steps", "a schedule needs at least one step");
  std::map<std::uint32_t, std::uint32_t> steps_of_day;
  for (const auto& step : flex.steps) ++steps_of_day[step.weekday];
  for (const auto& [weekday, steps] : steps_of_day) {
    if (steps > pump.maximum_steps_a_day) {
      return refuse(Reason::bad_schedule, "flex.steps", steps, pump.maximum_steps_a_day, fmt::format("{} has more than {} changes", day_name(weekday), pump.maximum_steps_a_day));
    }
  }
  std::set<std::pair<std::uint32_t, std::int64_t>> starts;
  for (const auto& step : flex.steps) {
    if (step.weekday < 1 || step.weekday > 7) return refuse(Reason::bad_schedule, "flex.steps.weekday", step.weekday, 7, "a weekday is 1 (Monday) to 7 (Sunday)");
    if (step.time_of_day < Milliseconds{0} || step.time_of_day >= one_day) {
      return refuse(Reason::bad_schedule, "flex.steps.time_of_day_ms", step.time_of_day.count(), one_day.count() - 1, "a step starts within its day");
    }
    if (!starts.insert({step.weekday, step.time_of_day.count()}).second) {
      return refuse(Reason::bad_schedule, "flex.steps.time_of_day_ms", fmt::format("two steps start at the same time of {}", day_name(step.weekday)));
    }
    if (auto refusal = check_dose_rate(step.dose, c, pump, "flex.steps.dose_ng_per_day")) return refusal;
  }
  return {};
}

Answer check_periodic(const PeriodicBolus& periodic, Concentration c, const Capabilities& pump) {
  if (periodic.interval <= Milliseconds{0} || periodic.interval > one_week) {
    return refuse(Reason::out_of_range, "periodic_bolus.interval_ms", periodic.interval.count(),
                  periodic.interval > one_week ? one_week.count() : std::clamp(periodic.duration, Milliseconds{1}, one_day).count(), "the interval from start to start is above 0 and at most 7 days");
  }
  if (auto refusal = check_bolus(periodic.dose, periodic.duration, c, pump, "periodic_bolus.")) return refusal;
  if (periodic.duration > periodic.interval) {
    return refuse(Reason::out_of_range, "periodic_bolus.duration_ms", periodic.duration.count(), periodic.interval.count(), "a periodic dose must end before the next one starts");
  }
  if (periodic.basal.value == 0) return {};
  if (auto refusal = check_dose_rate(periodic.basal, c, pump, "periodic_bolus.basal_dose_ng_per_day")) return refusal;
  // Basal and dose share one motor: together they stay within the flow range too.
  const Wide room = static_cast<Wide>(pump.maximum_flow.value) * c.value - static_cast<Wide>(periodic.basal.value) * 1'000'000;
  const auto most = static_cast<std::int64_t>(room * periodic.duration.count() / (static_cast<Wide>(one_day.count()) * 1'000'000));
  const Wide together = static_cast<Wide>(periodic.dose.value) * 1'000'000 * one_day.count() + static_cast<Wide>(periodic.basal.value) * 1'000'000 * periodic.duration.count();
  return check_flow({together, static_cast<Wide>(c.value) * one_day.count(), periodic.duration}, pump, "periodic_bolus.dose_ng", periodic.dose.value,
                    periodic.dose.value, most, [] { return "a periodic dose and its basal together"; });
}

Answer check_program(const Program& program, const Capabilities& pump) {
  if (!contains(pump.modes, mode_of(program))) return refuse(Reason::unsupported, "program", "this pump does not have that mode");
  if (auto refusal = check_known_concentration(program.concentration, pump, "program.concentration_ng_per_ml")) return refusal;
  const Concentration c = program.concentration;
  if (const auto* simple = std::get_if<SimpleContinuous>(&program.delivery)) return check_dose_rate(simple->dose, c, pump, "simple_continuous.dose_ng_per_day");
  if (const auto* flex = std::get_if<Flex>(&program.delivery)) return check_flex(*flex, c, pump);
  if (const auto* periodic = std::get_if<PeriodicBolus>(&program.delivery)) return check_periodic(*periodic, c, pump);
  return {};
}

Answer check_refill(const Refill& refill, const Capabilities& pump) {
  const auto within = [&](Nanolitres volume, const char* field) -> Answer {
    if (volume > pump.capacity || volume.value < 0) {
      return refuse(Reason::overfill, field, volume.value, pump.capacity.value, fmt::format("{} is more than this reservoir holds, {}", text_of(volume), text_of(pump.capacity)));
    }
    return {};
  };
  if (auto refusal = within(refill.volume, "refill.volume_nl")) return refusal;
  if (auto refusal = within(refill.withdrawn, "refill.withdrawn_nl")) return refusal;
  if (auto refusal = within(refill.expected, "refill.expected_nl")) return refusal;
  if (refill.lot.size() > longest_name) {
    return refuse(Reason::out_of_range, "refill.lot", static_cast<std::int64_t>(refill.lot.size()), longest_name, "a lot number has at most 64 bytes");
  }
  const auto* const drug = find_drug(pump, refill.drug);
  if (drug == nullptr) return refuse(Reason::unknown_drug, "refill.drug", fmt::format("this pump has no drug file for {}", quoted(refill.drug)));
  if (!contains(drug->concentrations, refill.concentration)) {
    const auto away = [&](Concentration known) { return std::abs(known.value - refill.concentration.value); };
    const auto& known = drug->concentrations;
    const auto nearest = std::min_element(known.begin(), known.end(), [&](Concentration a, Concentration b) { return away(a) < away(b); });
    std::string all;
    for (const auto c : known) all += fmt::format("{}{}", all.empty() ? "" : ", ", text_of(c));
    auto refusal = refuse(Reason::unknown_concentration, "refill.concentration_ng_per_ml", fmt::format("the drug file of {} does not know {}: it knows {}", refill.drug, text_of(refill.concentration), all));
    if (nearest != known.end()) {
      refusal.asked = refill.concentration.value;
      refusal.limit = nearest->value;
    }
    return refusal;
  }
  if (auto refusal = check_first_flow(refill, pump)) return refusal;
  if (!refill.program) return {};
  if (refill.program->concentration != refill.concentration) {
    return refuse(Reason::concentration_mismatch, "refill.program.concentration_ng_per_ml", refill.program->concentration.value, refill.concentration.value,
                  "the program of this refill is computed for another concentration");
  }
  return check_program(*refill.program, pump);
}

Answer check_settings(const AlarmSettings& settings, const Capabilities& pump) {
  if (settings.low_reservoir_level.value < 0 || settings.low_reservoir_level >= pump.capacity) {
    return refuse(Reason::out_of_range, "alarm_settings.low_reservoir_level_nl", settings.low_reservoir_level.value, pump.capacity.value - 1, "the low-reservoir level lies within the reservoir");
  }
  if (settings.refill_lead_days > 30) return refuse(Reason::out_of_range, "alarm_settings.refill_lead_days", settings.refill_lead_days, 30, "the refill lead is at most 30 days");
  return {};
}

}  // namespace

OperationKind kind_of(const TherapyOperation& operation) { return static_cast<OperationKind>(operation.kind.index() + 1); }

bool brings_program(const TherapyOperation& operation) {
  const auto* refill = std::get_if<Refill>(&operation.kind);
  return std::holds_alternative<Program>(operation.kind) || (refill != nullptr && refill->program);
}

Mode mode_of(const Program& program) { return static_cast<Mode>(program.delivery.index() + 2); }

Nanolitres volume_of(Nanograms dose, Concentration c) { return Nanolitres(multiply_divide(dose.value, 1'000'000, c.value)); }

FlowRate flow_of(DoseRate dose, Concentration c) { return FlowRate(multiply_divide(dose.value, 1'000'000, c.value)); }

const Capabilities::Drug* find_drug(const Capabilities& pump, std::string_view name) {
  const auto drug = std::find_if(pump.drugs.begin(), pump.drugs.end(), [&](const auto& known) { return known.name == name; });
  return drug == pump.drugs.end() ? nullptr : &*drug;
}

std::vector<CriticalValues::OtherDose> other_doses(const Capabilities& pump, std::string_view name, Concentration c, Nanograms daily_dose) {
  std::vector<CriticalValues::OtherDose> others;
  const auto* const drug = find_drug(pump, name);
  if (drug == nullptr) return others;
  const auto at = static_cast<std::size_t>(std::find(drug->concentrations.begin(), drug->concentrations.end(), c) - drug->concentrations.begin());
  for (const auto& admixture : drug->admixtures) {
    if (at >= admixture.concentrations.size()) continue;
    const Concentration other = admixture.concentrations[at];
    others.push_back({admixture.name, other, Nanograms(multiply_divide(daily_dose.value, other.value, c.value))});
  }
  return others;
}

std::optional<Refusal> validate(const PatientLimits& limits, Concentration c, const Capabilities& pump) {
  if (limits.allotted_per_24h == 0) return {};
  constexpr std::uint32_t most_a_day = 96;
  if (limits.allotted_per_24h > most_a_day) return refuse(Reason::out_of_range, "patient_limits.allotted_per_24h", limits.allotted_per_24h, most_a_day, "a patient has at most 96 boluses within 24 hours");
  if (auto refusal = check_bolus(limits.dose, limits.duration, c, pump, "patient_limits.")) return refusal;
  if (limits.lockout < limits.duration || limits.lockout > one_week) {
    return refuse(Reason::out_of_range, "patient_limits.lockout_ms", limits.lockout.count(), (limits.lockout > one_week ? one_week : limits.duration).count(), "the lockout, from one start to the next, is at least the duration and at most 7 days");
  }
  return {};
}

std::optional<Refusal> validate(const TherapyOperation& operation, const Capabilities& pump) {
  if (operation.pump_serial != pump.serial) return refuse(Reason::wrong_pump, "pump_serial", fmt::format("this operation is for pump {}, this is '{}'", quoted(operation.pump_serial), pump.serial));
  if (!contains(pump.operations, kind_of(operation))) return refuse(Reason::unsupported, "kind", "this pump does not list this kind of operation among its capabilities");
  if (const auto* program = std::get_if<Program>(&operation.kind)) return check_program(*program, pump);
  if (const auto* bolus = std::get_if<SingleBolus>(&operation.kind)) {
    if ((operation.mode_after == ModeAfter::stopped) != pump.bolus_ends_stopped) {
      return refuse(Reason::unsupported, "mode_after", pump.bolus_ends_stopped ? "a bolus of this pump ends stopped: say mode_after STOPPED" : "a bolus of this pump does not end stopped");
    }
    if (auto refusal = check_known_concentration(bolus->concentration, pump, "bolus.concentration_ng_per_ml")) return refusal;
    return check_bolus(bolus->dose, bolus->duration, bolus->concentration, pump, "bolus.");
  }
  const auto* prime = std::get_if<Prime>(&operation.kind);
  const auto* bridge = std::get_if<Bridge>(&operation.kind);
  const auto* refill = std::get_if<Refill>(&operation.kind);
  if (operation.mode_after == ModeAfter::stopped && (prime != nullptr || bridge != nullptr || (refill != nullptr && (refill->prime || refill->bridge)))) {
    return refuse(Reason::unsupported, "mode_after", "a priming or a bridge runs, and does not end stopped");
  }
  if (prime != nullptr) return check_prime(*prime, pump, "prime.");
  if (bridge != nullptr) return check_bridge(*bridge, pump, "bridge.");
  if (refill != nullptr) return check_refill(*refill, pump);
  if (std::holds_alternative<Resume>(operation.kind) && operation.mode_after != ModeAfter::running) {
    return refuse(Reason::bad_therapy, "mode_after", "a resume says mode_after RUNNING");
  }
  if (const auto* clock = std::get_if<SetClock>(&operation.kind)) {
    constexpr std::int64_t latest = 253'402'300'799'999;  // 9999-12-31: what a date can show
    const std::int64_t asked = clock->clock.time_since_epoch().count();
    if (asked < 0 || asked > latest) {
      return refuse(Reason::out_of_range, "clock.clock_ms", asked, asked < 0 ? 0 : latest, "a pump's clock shows a day from 1970 to 9999");
    }
  }
  if (const auto* settings = std::get_if<AlarmSettings>(&operation.kind)) return check_settings(*settings, pump);
  return {};
}

}  // namespace ipt
