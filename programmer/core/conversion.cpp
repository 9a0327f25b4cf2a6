#include "programmer/core/conversion.hpp"

#include <fmt/format.h>

#include "common/amount_text.hpp"
#include "common/wide.hpp"
#include "programmer/core/dose.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

void check_daily(Advised& advised, DoseRate dose, const ClinicalFigures& figures) {
  const ClinicalFigure& most = figures.largest_daily_dose();
  if (dose.value > most.value) advised.caution("daily_dose", fmt::format("{} is above every maintenance range; the highest is {}.", text_of(dose), text_of(DoseRate(most.value))), most);
}

}  // namespace

Nanograms an_hour(DoseRate dose) { return Nanograms(dose.value / 24); }
DoseRate a_day(Nanograms an_hour) { return DoseRate(an_hour.value * 24); }

Result<Conversion> convert(const ConversionAsked& asked, const PumpFigures& pump, const ClinicalFigures& figures) {
  if (auto error = no_slip(asked.dose)) return *error;
  Conversion made;
  made.an_hour = an_hour(asked.dose);
  made.is_exact = a_day(made.an_hour) == asked.dose;
  if (asked.hourly) {
    made.advised.caution_computed("hourly_dose", fmt::format("{} mcg/h is {}. If {} a day was meant, that is {} mcg/h.", decimal_text(made.an_hour.value, 3), text_of(asked.dose), text_of(made.an_hour), decimal_text(made.an_hour.value / 24, 3)),
                                  "60 mcg every hour were once given instead of 60 mcg a day", "24 hours a day");
  }
  check_daily(made.advised, asked.dose, figures);
  if (asked.present) {
    if (auto error = no_slip(*asked.present)) return *error;
    made.change_permille = change_in_permille(*asked.present, asked.dose);
    const std::int64_t factor = asked.dose.value / asked.present->value;
    if (factor >= figures.suspicious_factor.value) made.advised.caution("hour_for_day", fmt::format("{} is {} times {}: was a dose a day meant as one an hour, or was a digit doubled?", text_of(asked.dose), factor, text_of(*asked.present)), figures.suspicious_factor);
  }
  if (asked.concentration) {
    if (auto error = no_slip(*asked.concentration)) return *error;
    made.flow = flow_of(asked.dose, *asked.concentration);
    check_flow(made.advised, asked.dose, *asked.concentration, pump, {});
  }
  return made;
}

Result<Repeated> repeated(Nanograms dose, Milliseconds interval, const ClinicalFigures& figures) {
  if (auto error = no_slip(dose)) return *error;
  if (auto error = no_slip(interval)) return *error;
  Repeated made;
  made.doses_a_day = one_day / interval;
  made.dose = DoseRate(multiply_divide(dose.value, one_day.count(), interval.count()));
  if (interval.count() < figures.shortest_interval.value) {
    const Milliseconds meant = interval * 60;
    made.advised.caution("minutes_for_hours", fmt::format("A dose every {} is {} doses a day. Was it meant every {}? That is {}.", words::duration(interval), made.doses_a_day, words::duration(meant),
                                                          text_of(DoseRate(multiply_divide(dose.value, one_day.count(), meant.count())))), figures.shortest_interval);
  }
  check_daily(made.advised, made.dose, figures);
  return made;
}

}  // namespace ipt
