// Messages in a clinic's words.
#include <fmt/format.h>

#include <algorithm>

#include "programmer/cli/output.hpp"
#include "programmer/core/attention.hpp"
#include "programmer/core/log_words.hpp"
#include "programmer/core/status_words.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

std::string row(const char* what, const std::string& value) { return fmt::format("  {:<20}  {}\n", what, value); }

struct Delivery {
  std::string operator()(const MinimumRate&) const { return "minimum rate\n"; }
  std::string operator()(const SimpleContinuous& simple) const { return fmt::format("simple continuous, {}\n", words::daily_dose(Nanograms(simple.dose.value))); }
  std::string operator()(const Flex& flex) const {
    auto steps = flex.steps;
    std::sort(steps.begin(), steps.end(), [](const FlexStep& a, const FlexStep& b) { return std::pair(a.weekday, a.time_of_day) < std::pair(b.weekday, b.time_of_day); });
    std::string text = "flex, a rate from each time on:\n";
    for (const auto& step : steps) {
      text += fmt::format("    {} {}  {}\n", words::weekday(step.weekday), words::time_of_day(step.time_of_day), words::daily_dose(Nanograms(step.dose.value)));
    }
    return text;
  }
  std::string operator()(const PeriodicBolus& periodic) const {
    const std::string basal = periodic.basal.value == 0 ? "nothing" : words::daily_dose(Nanograms(periodic.basal.value));
    return fmt::format("periodic bolus, {} over {}, every {} from start to start, the first at once, between them {}\n", words::dose(periodic.dose), words::duration(periodic.duration), words::duration(periodic.interval), basal);
  }
};

}  // namespace

std::string text_of(const Program& program) { return std::visit(Delivery{}, program.delivery); }

std::string text_of(const Alarm& alarm) {
  std::string state = alarm.active ? "active" : "over";
  if (alarm.acknowledged) state += ", acknowledged";
  if (alarm.silenced) state += ", silenced";
  if (alarm.tone != Tone::none) state += fmt::format(", sounds {}", words::name(alarm.tone));
  return fmt::format("#{} {}{} ({})", alarm.id, alarm.critical ? "CRITICAL " : "", words::name(alarm.kind), state);
}

std::string text_of(const Status& status, const Info& info, const Response& header) {
  std::string text = fmt::format("Pump {} ({}), {}\n", words::escaped(info.serial), words::escaped(info.model), words::moment(header.time.clock));
  for (const auto& attention : attentions(status, header.time.clock)) text += row("ATTENTION", attention);
  text += row("mode", words::name(status.mode));
  text += row("drug", fmt::format("{} {}", words::escaped(status.drug), words::concentration(status.concentration)));
  text += row("daily dose", fmt::format("{} (achievable {})", words::daily_dose(status.daily_dose), words::daily_dose(status.achievable_daily_dose)));
  for (const auto& other : status.other_doses) text += row("with it", fmt::format("{} {}", words::escaped(other.drug), words::daily_dose(other.daily_dose)));
  text += row("rate", words::flow(status.rate));
  text += row("reservoir", words::volume(status.reservoir) + " (computed, not measured)");
  if (status.bolus) text += row("bolus running", words::progress(*status.bolus));
  if (status.bridge) text += row("bridge running", fmt::format("{} at the old dose; then the daily dose above", words::progress(*status.bridge)));
  if (status.patient_boluses) text += row("patient may ask for", words::patient_boluses(*status.patient_boluses, header.time.uptime));
  text += row("filled on", words::date(status.filled_on));
  text += row("low-reservoir alarm", fmt::format("{} (at {})", words::date(status.low_reservoir_alarm), words::volume(status.low_reservoir_level)));
  text += row("empty", words::date(status.empty));
  text += row("refill by", words::date(status.refill_by));
  text += row("replace pump by", words::date(status.replace_by));
  text += row("motor, battery", fmt::format("{}, {}", words::name(status.motor), words::name(status.battery)));
  if (status.alarms.empty()) text += row("alarms", "none");
  for (const auto& alarm : status.alarms) text += row("ALARM", text_of(alarm));
  return text;
}

std::string text_of(const LogEntry& entry) {
  std::string text = fmt::format("{:>6}  {}  {:<18}", entry.log_seq, words::moment(entry.time.clock), words::name(entry.kind));
  if (const auto particulars = words::particulars(entry); !particulars.empty()) text += " " + particulars;
  if (!entry.who.empty()) text += fmt::format(" by {}", words::escaped(entry.who));
  if (entry.count > 1) text += fmt::format(" {} times", entry.count);
  if (!entry.why.empty()) text += fmt::format(": {}", words::escaped(entry.why));
  return text;
}

Problem problem_of(const Refusal& refusal, bool by_pump) {
  std::string figures;
  if (refusal.asked && refusal.limit && refusal.reason != Reason::stale) figures = fmt::format(" Asked: {}; the nearest that would be allowed: {}.", words::figure(refusal.field, *refusal.asked), words::figure(refusal.field, *refusal.limit));
  std::string todo = "Change what the pump objects to, then try again.";
  if (refusal.reason == Reason::busy) todo = "Wait until the other programmer is done (its control lasts at most 30 s once it is silent), then try again.";
  if (refusal.reason == Reason::bolus_running) todo = "Wait until the bolus has ended, or stop it with `programmer stop`.";
  if (refusal.reason == Reason::stale) todo = "Somebody else changed the pump meanwhile: interrogate, look again, then try again.";
  if (refusal.reason == Reason::no_such_stage || refusal.reason == Reason::no_lease) todo = "It took too long, or another programmer took over: begin again.";
  if (refusal.reason == Reason::program_required) todo = "Give the new dose as well (--dose), computed for the new drug.";
  const char* who = by_pump ? "the pump said no" : "this pump cannot do that, by the limits that it tells";
  return {fmt::format("{}: {}", who, words::escaped(refusal.text)), fmt::format("Nothing {}.{}", by_pump ? "has changed" : "was sent", figures), todo};
}

}  // namespace ipt
