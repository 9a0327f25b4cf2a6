// Dosing help: arithmetic with reasons. Nothing is sent; a pump that is named is read where something was left unsaid.
#include <fmt/format.h>

#include "common/amount.hpp"
#include "common/amount_text.hpp"
#include "common/shell/command_line.hpp"
#include "programmer/cli/change_command.hpp"
#include "programmer/cli/commands.hpp"
#include "programmer/cli/dosing_output.hpp"
#include "programmer/cli/recent_doses.hpp"
#include "programmer/core/concentration_change.hpp"
#include "programmer/core/conversion.hpp"
#include "programmer/core/refill_interval.hpp"
#include "programmer/core/screening.hpp"
#include "programmer/core/titration_limits.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

/// Ends a command: caught where the command begins, so that each reads as its arithmetic.
struct Ended {
  Failure failure;
};

[[noreturn]] void wrong(const std::string& what, std::string todo = {}) { throw Ended{{exit_usage, {what, "Nothing was reckoned and nothing was sent.", std::move(todo)}}}; }

template <class T>
T need(Result<T> result) {
  if (!result) wrong(result.error().text);
  return *std::move(result);
}

/// Absent if nothing was said.
template <class T>
std::optional<T> said(const std::string& text, Result<T> (*parse)(std::string_view)) {
  if (text.empty()) return {};
  return need(parse(text));
}

/// What the pump tells, or what is assumed of a usual one.
struct Known {
  PumpFigures pump;
  std::optional<Present> present;
  std::optional<DoseRate> lowest_today;
  std::string serial;  ///< empty: none was read
};

Known read_pump(const Words& words, bool with_day) {
  Visit visit(words);
  if (auto failure = visit.open(Role::observer)) throw Ended{*failure};
  Known known{figures_of(visit.info(), visit.status()), {}, {}, visit.info().serial};
  const auto present = visit.present();
  if (!present) throw Ended{present.error()};
  known.present = *present;
  if (!with_day) return known;
  const auto recent = recent_doses(visit);
  if (!recent) throw Ended{recent.error()};
  for (const auto& dose : recent->doses) {
    const DoseRate highest(dose.highest.value);
    if (highest.value > 0 && (!known.lowest_today || highest < *known.lowest_today)) known.lowest_today = highest;
  }
  return known;
}

/// Asks the pump only if one is named and something was left to it.
Known known(const Words& words, std::initializer_list<const std::string*> left_to_pump, bool with_day = false) {
  for (const auto* text : left_to_pump) {
    if (text->empty() && !words.pump.empty()) return read_pump(words, with_day);
  }
  return {};
}

ClinicalFigure given(std::int64_t value, const ClinicalFigure& instead_of) { return {value, Basis::given, "as it was said here", instead_of.reason}; }

DoseRate read_dose(const std::string& text, Present against) {
  const auto written = read_number(text);
  const bool is_flow = written && (written->unit.starts_with("mL/") || written->unit.starts_with("ml/"));
  if (is_flow && against.concentration.value == 0) wrong(fmt::format("'{}' is a flow, and says no dose as long as the concentration is not known", words::escaped(text)), "Write it like 120mcg/day, give the concentration, or name a pump with --pump.");
  return need(dose_from(text, against));
}

/// Written against what the pump shows; a concentration that was said counts more.
DoseRate dose_of(const std::string& text, const Known& known, std::optional<Concentration> concentration, const char* option, const char* what) {
  const Present against = known.present.value_or(Present{});
  if (!text.empty()) return read_dose(text, {against.dose, concentration.value_or(against.concentration)});
  if (known.present && known.present->dose.value > 0) return known.present->dose;
  wrong(fmt::format("{} is not known", what), fmt::format("Give {}, or name a pump that runs with --pump.", option));
}

Concentration concentration_of(const std::string& text, const Known& known, const char* option, const char* what) {
  if (!text.empty()) return need(parse_concentration(text));
  if (known.present && known.present->concentration.value > 0) return known.present->concentration;
  wrong(fmt::format("{} is not known", what), fmt::format("Give {}, or name a pump that holds drug with --pump.", option));
}

std::optional<Concentration> concentration_if_known(const std::string& text, const Known& known) {
  if (text.empty() && (!known.present || known.present->concentration.value == 0)) return {};
  return concentration_of(text, known, "--concentration", "the concentration");
}

std::int64_t days_of(const std::string& text) {
  const Milliseconds duration = need(parse_duration(text));
  if (duration % one_day != Milliseconds{0}) wrong(fmt::format("'{}' is no number of whole days: write it like 90d", words::escaped(text)));
  return duration / one_day;
}

void put_serial(DosingAnswer& answer, const Known& known) {
  if (!known.serial.empty()) answer.object["serial"] = known.serial;
}

template <class Reckon>
int reckon(const Words& words, Reckon answer) {
  try {
    answer();
    return exit_done;
  } catch (const Ended& ended) {
    return fail(words, ended.failure);
  }
}

boost::json::object json_of(const OldDrug& drug) { return {{"rate_nl_per_day", drug.flow.value}, {"duration_ms", drug.lasts.count()}, {"daily_dose_ng", drug.dose.value}}; }
std::string text_of(const OldDrug& drug) { return fmt::format("{} for {}: {}", words::flow(drug.flow), words::duration(std::chrono::floor<std::chrono::minutes>(drug.lasts)), text_of(drug.dose)); }

}  // namespace

int dosing_screening(const Words& words) {
  return reckon(words, [&] {
    const auto bolus = said(words.dosing.bolus, parse_dose);
    DosingAnswer answer{"Screening trial", {}, {}};
    if (!bolus) {
      const ClinicalFigures figures;
      Advised advised;
      advised.say("gap", "The next bolus only if this one brought no relief, and not before 24 h after it.", figures.screening_gap);
      advised.say("screening_concentration", fmt::format("{} is made for screening, and for nothing else.", text_of(Concentration(figures.screening_concentration.value))), figures.screening_concentration);
      auto& steps = answer.object["steps"].emplace_array();
      for (const auto& step : screening_steps()) {
        steps.push_back(boost::json::object{{"dose_ng", step.bolus.value}, {"not_before_ms", step.not_before.count()}});
        answer.rows.emplace_back(words::dose(step.bolus), step.not_before.count() == 0 ? "first" : fmt::format("not before {} after the first", words::duration(step.not_before)));
      }
      return print_dosing(words, std::move(answer), advised);
    }
    const auto after = need(after_screening(*bolus, *screening_outcome(words.dosing.outcome), said(words.dosing.since, parse_duration)));
    answer.object = {{"dose_ng", bolus->value}, {"outcome", words.dosing.outcome}};
    answer.rows = {{"bolus", words::dose(*bolus)}, {"outcome", words.dosing.outcome}};
    if (after.next_bolus) {
      answer.object["next_dose_ng"] = after.next_bolus->value;
      answer.object["wait_ms"] = after.wait.count();
      answer.rows.emplace_back("next bolus", words::dose(*after.next_bolus));
    } else {
      answer.rows.emplace_back("next bolus", "none");
    }
    print_dosing(words, std::move(answer), after.advised);
  });
}

int dosing_start(const Words& words) {
  return reckon(words, [&] {
    auto start = need(starting_dose(need(parse_dose(words.dosing.bolus)), need(parse_duration(words.dosing.lasted))));
    const Known pump = known(words, {&words.dosing.concentration});
    const auto concentration = concentration_if_known(words.dosing.concentration, pump);
    DosingAnswer answer{"Starting dose", {{"daily dose", text_of(start.dose)}}, {{"daily_dose_ng", start.dose.value}, {"times_bolus", start.times}}};
    put_serial(answer, pump);
    if (concentration) {
      if (const auto error = no_slip(*concentration)) wrong(error->text);
      answer.object["concentration_ng_per_ml"] = concentration->value;
      answer.object["rate_nl_per_day"] = flow_of(start.dose, *concentration).value;
      answer.rows.emplace_back("rate", fmt::format("{} of {}", words::flow(flow_of(start.dose, *concentration)), words::concentration(*concentration)));
      check_flow(start.advised, start.dose, *concentration, pump.pump, {});
    }
    print_dosing(words, std::move(answer), start.advised);
  });
}

int dosing_titrate(const Words& words) {
  return reckon(words, [&] {
    const Known pump = known(words, {&words.dosing.dose}, true);
    TitrationAsked asked;
    asked.group = *patient_group(words.dosing.group);
    asked.present = dose_of(words.dosing.dose, pump, {}, "--dose 120mcg/day", "the present dose");
    asked.lowest_today = pump.lowest_today;
    asked.since_start = said(words.dosing.since_start, parse_duration);
    if (!words.dosing.to.empty()) asked.wanted = read_dose(words.dosing.to, {asked.present, pump.present.value_or(Present{}).concentration});
    const auto limits = need(titration_limits(asked));
    DosingAnswer answer{fmt::format("Titration, {}", words.dosing.group), {{"present dose", text_of(asked.present)}}, {{"group", words.dosing.group}, {"daily_dose_ng", asked.present.value}}};
    put_serial(answer, pump);
    answer.object["lowest_next_daily_dose_ng"] = limits.lowest.value;
    answer.object["highest_next_daily_dose_ng"] = limits.highest.value;
    answer.rows.emplace_back("usual next dose", limits.lowest == limits.highest ? text_of(limits.lowest) : fmt::format("{} to {}", text_of(limits.lowest), text_of(limits.highest)));
    if (asked.wanted) {
      answer.object["new_daily_dose_ng"] = asked.wanted->value;
      answer.object["change_permille"] = *limits.change_permille;
      answer.rows.emplace_back("thought of", fmt::format("{} ({})", text_of(*asked.wanted), words::percent(*limits.change_permille)));
    }
    print_dosing(words, std::move(answer), limits.advised);
  });
}

int dosing_bridge(const Words& words) {
  return reckon(words, [&] {
    Known pump = known(words, {&words.dosing.from_concentration, &words.dosing.dose, &words.dosing.path});
    if (const auto path = said(words.dosing.path, parse_volume)) pump.pump.path = given(path->value, pump.pump.path);
    ConcentrationChange change;
    change.path = Nanolitres(pump.pump.path.value);
    change.before = concentration_of(words.dosing.from_concentration, pump, "--from 500mcg/mL", "the old concentration");
    change.after = need(parse_concentration(words.dosing.to_concentration));
    change.dose = dose_of(words.dosing.dose, pump, change.before, "--dose 300mcg/day", "the dose until now");
    change.new_dose = words.dosing.new_dose.empty() ? change.dose : read_dose(words.dosing.new_dose, {change.dose, change.after});
    const auto plan = need(plan_bridge(change, pump.pump));
    DosingAnswer answer{fmt::format("From {} to {}, {} in tubing and catheter", text_of(change.before), text_of(change.after), text_of(change.path)), {}, {}};
    put_serial(answer, pump);
    answer.object["path_nl"] = change.path.value;
    answer.object["old_concentration_ng_per_ml"] = change.before.value;
    answer.object["concentration_ng_per_ml"] = change.after.value;
    answer.object["daily_dose_ng"] = change.dose.value;
    answer.object["new_daily_dose_ng"] = change.new_dose.value;
    answer.object["rate_nl_per_day"] = plan.flow_afterwards.value;
    if (change.before != change.after) {
      answer.object["bridge"] = json_of(plan.with_bridge);
      answer.object["without_bridge"] = json_of(plan.without_bridge);
      answer.rows = {{"with a bridge", text_of(plan.with_bridge)}, {"without a bridge", text_of(plan.without_bridge)}};
    }
    answer.rows.emplace_back("afterwards", fmt::format("{}: {}", words::flow(plan.flow_afterwards), text_of(change.new_dose)));
    print_dosing(words, std::move(answer), plan.advised);
  });
}

int dosing_interval(const Words& words) {
  return reckon(words, [&] {
    Known pump = known(words, {&words.dosing.dose, &words.dosing.concentration, &words.dosing.capacity, &words.dosing.level});
    ClinicalFigures figures;
    if (const auto level = said(words.dosing.level, parse_volume)) pump.pump.alarm_level = given(level->value, pump.pump.alarm_level);
    if (const auto capacity = said(words.dosing.capacity, parse_volume)) pump.pump.capacity = given(capacity->value, pump.pump.capacity);
    if (!words.dosing.stability.empty()) figures.stability_days = given(days_of(words.dosing.stability), figures.stability_days);
    IntervalAsked asked;
    asked.volume = said(words.dosing.volume, parse_volume).value_or(Nanolitres(pump.pump.capacity.value));
    asked.concentration = concentration_of(words.dosing.concentration, pump, "--concentration 2000mcg/mL", "the concentration");
    asked.dose = dose_of(words.dosing.dose, pump, asked.concentration, "--dose 120mcg/day", "the dose");
    if (!words.dosing.lasts.empty()) asked.wanted_days = days_of(words.dosing.lasts);
    const auto interval = need(refill_interval(asked, pump.pump, figures));
    DosingAnswer answer{fmt::format("{} of {} at {}", text_of(asked.volume), text_of(asked.concentration), text_of(asked.dose)), {}, {}};
    put_serial(answer, pump);
    answer.object["reservoir_nl"] = asked.volume.value;
    answer.object["concentration_ng_per_ml"] = asked.concentration.value;
    answer.object["daily_dose_ng"] = asked.dose.value;
    answer.object["rate_nl_per_day"] = flow_of(asked.dose, asked.concentration).value;
    answer.object["days_to_low_reservoir_alarm"] = interval.days_to_alarm;
    answer.object["days_to_empty"] = interval.days_to_empty;
    answer.object["stability_days"] = figures.stability_days.value;
    answer.object["refill_within_days"] = interval.refill_within_days;
    answer.rows = {{"low-reservoir alarm", "after " + words::days(interval.days_to_alarm)}, {"empty", "after " + words::days(interval.days_to_empty)},
                   {"drug good for", words::days(figures.stability_days.value)}, {"refill within", words::days(interval.refill_within_days)}};
    if (asked.wanted_days) {
      const auto least = concentration_for(*asked.wanted_days, asked.volume, asked.dose, pump.pump, figures);
      const auto usual = usual_concentration_for(*asked.wanted_days, asked.volume, asked.dose, pump.pump, figures);
      answer.object["wanted_days"] = *asked.wanted_days;
      if (least) answer.object["least_concentration_ng_per_ml"] = least->value;
      if (usual) answer.object["usual_concentration_ng_per_ml"] = usual->value;
      answer.rows.emplace_back("for " + words::days(*asked.wanted_days), usual ? text_of(*usual) : "no usual concentration");
    }
    print_dosing(words, std::move(answer), interval.advised);
  });
}

int dosing_convert(const Words& words) {
  return reckon(words, [&] {
    const std::string& amount = words.dosing.amount;
    const Known pump = known(words, {&words.dosing.concentration});
    const auto concentration = concentration_if_known(words.dosing.concentration, pump);
    const Present against{said(words.dosing.present, parse_dose_rate).value_or(DoseRate{}), concentration.value_or(Concentration{})};
    ConversionAsked asked;
    Advised first;
    DosingAnswer answer{words::escaped(amount), {}, {}};
    put_serial(answer, pump);
    if (words.dosing.every.empty()) {
      asked.dose = read_dose(amount, against);
      asked.hourly = is_hourly(amount);
    } else {
      const auto made = need(repeated(need(parse_dose(amount)), need(parse_duration(words.dosing.every))));
      asked.dose = made.dose;
      answer.title += fmt::format(" every {}", words::escaped(words.dosing.every));
      answer.object["doses_a_day"] = made.doses_a_day;
      answer.rows.emplace_back("doses a day", fmt::format("{}", made.doses_a_day));
      if (const auto* caution = made.advised.find("minutes_for_hours")) first.lines.push_back(*caution);
    }
    asked.concentration = concentration;
    if (!words.dosing.present.empty()) asked.present = against.dose;
    const auto made = need(convert(asked, pump.pump));
    answer.object["daily_dose_ng"] = asked.dose.value;
    answer.object["hourly_dose_ng"] = made.an_hour.value;
    answer.object["hourly_dose_is_exact"] = made.is_exact;
    answer.rows.emplace_back("a day", text_of(asked.dose));
    answer.rows.emplace_back("an hour", fmt::format("{} mcg/h{}", decimal_text(made.an_hour.value, 3), made.is_exact ? "" : " (rounded down)"));
    if (made.flow) {
      answer.object["concentration_ng_per_ml"] = concentration->value;
      answer.object["rate_nl_per_day"] = made.flow->value;
      answer.rows.emplace_back("rate", fmt::format("{} of {}", words::flow(*made.flow), words::concentration(*concentration)));
    }
    if (made.change_permille) {
      answer.object["change_permille"] = *made.change_permille;
      answer.rows.emplace_back("against the present", words::percent(*made.change_permille));
    }
    first.lines.insert(first.lines.end(), made.advised.lines.begin(), made.advised.lines.end());
    print_dosing(words, std::move(answer), first);
  });
}

}  // namespace ipt
