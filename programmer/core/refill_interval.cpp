#include "programmer/core/refill_interval.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "common/amount_text.hpp"
#include "common/wide.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

std::int64_t whole_days(Nanolitres volume, Concentration concentration, DoseRate dose) {
  return static_cast<std::int64_t>(static_cast<Wide>(std::max<std::int64_t>(volume.value, 0)) * concentration.value / (static_cast<Wide>(dose.value) * 1'000'000));
}

std::int64_t days_within(std::int64_t days_to_alarm, const PumpFigures& pump, const ClinicalFigures& figures) {
  return std::max<std::int64_t>(0, std::min(days_to_alarm - pump.lead_days.value, figures.stability_days.value));
}

Nanolitres above_alarm(Nanolitres volume, const PumpFigures& pump) { return volume - Nanolitres(pump.alarm_level.value); }

std::optional<Error> slip(const IntervalAsked& asked) {
  if (auto error = no_slip(asked.volume)) return error;
  if (auto error = no_slip(asked.concentration)) return error;
  if (auto error = no_slip(asked.dose)) return error;
  if (asked.wanted_days && (*asked.wanted_days < 1 || *asked.wanted_days > 36'600)) return Error{fmt::format("{} is no interval between refills: at least 1 day and at most 36600", words::days(*asked.wanted_days))};
  return {};
}

void advise_wanted(Advised& advised, const IntervalAsked& asked, const PumpFigures& pump, const ClinicalFigures& figures) {
  const std::int64_t days = *asked.wanted_days;
  if (days > figures.stability_days.value) {
    advised.caution("stability", fmt::format("{} are longer than the drug is good in the pump, {}: no concentration makes it so.", words::days(days), words::days(figures.stability_days.value)), figures.stability_days);
    return;
  }
  const auto least = concentration_for(days, asked.volume, asked.dose, pump, figures);
  if (!least) {
    advised.caution_computed("no_concentration", fmt::format("No concentration makes a refill of {} last {}.", text_of(asked.volume), words::days(days)), "nothing is left above the alarm's level", "volume - alarm level");
    return;
  }
  const auto usual = usual_concentration_for(days, asked.volume, asked.dose, pump, figures);
  if (usual) {
    advised.compute("concentration", fmt::format("For {} {} is the weakest usual concentration ({} would be just enough).", words::days(days), text_of(*usual), text_of(*least)), "dose x (days + lead) / (volume - alarm level), rounded up");
    return;
  }
  advised.caution_computed("no_concentration", fmt::format("For {} {} would be needed, and no usual concentration from there on flows within this pump's range.", words::days(days), text_of(*least)), "a larger reservoir or an earlier refill remains",
                           "dose x (days + lead) / (volume - alarm level), rounded up");
}

}  // namespace

std::optional<Concentration> concentration_for(std::int64_t days, Nanolitres volume, DoseRate dose, const PumpFigures& pump, const ClinicalFigures& figures) {
  const Nanolitres usable = above_alarm(volume, pump);
  if (usable.value <= 0 || days > figures.stability_days.value) return {};
  const Wide needed = static_cast<Wide>(dose.value) * (days + pump.lead_days.value) * 1'000'000;
  const Wide rounded_up = (needed + usable.value - 1) / usable.value;
  const Wide most = std::numeric_limits<std::int64_t>::max();
  if (rounded_up > most || no_slip(Concentration(static_cast<std::int64_t>(rounded_up)))) return {};
  return Concentration(static_cast<std::int64_t>(rounded_up));
}

std::optional<Concentration> usual_concentration_for(std::int64_t days, Nanolitres volume, DoseRate dose, const PumpFigures& pump, const ClinicalFigures& figures) {
  const auto least = concentration_for(days, volume, dose, pump, figures);
  if (!least) return {};
  for (const auto& usual : figures.concentrations) {
    const Concentration concentration(usual.value);
    Advised flow;
    check_flow(flow, dose, concentration, pump, {});
    if (concentration >= *least && flow.lines.empty()) return concentration;
  }
  return {};
}

Result<RefillInterval> refill_interval(const IntervalAsked& asked, const PumpFigures& pump, const ClinicalFigures& figures) {
  if (auto error = slip(asked)) return *error;
  RefillInterval interval;
  Advised& advised = interval.advised;
  interval.days_to_alarm = whole_days(above_alarm(asked.volume, pump), asked.concentration, asked.dose);
  interval.days_to_empty = whole_days(asked.volume, asked.concentration, asked.dose);
  interval.refill_within_days = days_within(interval.days_to_alarm, pump, figures);
  interval.is_bound_by_stability = interval.days_to_alarm - pump.lead_days.value > figures.stability_days.value;
  advised.compute("days_to_alarm", fmt::format("The low-reservoir alarm comes after {}, the reservoir is empty after {}.", words::days(interval.days_to_alarm), interval.days_to_empty), "(volume - alarm level) x concentration / dose, and volume x concentration / dose");
  if (interval.is_bound_by_stability) {
    advised.say("stability", fmt::format("Refill within {}: the drug's time ends before its volume, and {} mL would be left.", words::days(interval.refill_within_days),
                                         decimal_text(asked.volume.value - multiply_divide(asked.dose.value * interval.refill_within_days, 1'000'000, asked.concentration.value), 6)), figures.stability_days);
  } else {
    advised.say("lead", fmt::format("Refill within {}, {} before the alarm.", words::days(interval.refill_within_days), words::days(pump.lead_days.value)), pump.lead_days);
  }
  advised.say("alarm_level", fmt::format("The alarm's level is {}.", text_of(Nanolitres(pump.alarm_level.value))), pump.alarm_level);
  if (asked.volume.value <= pump.alarm_level.value) advised.caution("alarm_at_once", fmt::format("{} is not above the alarm's level of {}: it sounds at once.", text_of(asked.volume), text_of(Nanolitres(pump.alarm_level.value))), pump.alarm_level);
  if (asked.volume.value > pump.capacity.value) advised.caution("overfill", fmt::format("{} is more than a reservoir of {} holds.", text_of(asked.volume), text_of(Nanolitres(pump.capacity.value))), pump.capacity);
  check_flow(advised, asked.dose, asked.concentration, pump, {});
  if (asked.concentration.value == figures.screening_concentration.value) advised.caution("screening_concentration", fmt::format("{} is for screening only.", text_of(asked.concentration)), figures.screening_concentration);
  if (asked.wanted_days) advise_wanted(advised, asked, pump, figures);
  return interval;
}

}  // namespace ipt
