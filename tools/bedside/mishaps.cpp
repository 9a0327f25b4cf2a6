#include "tools/bedside/mishaps.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <utility>

#include "common/amount.hpp"
#include "common/shell/command_line.hpp"
#include "common/shell/printing.hpp"
#include "common/shell/terminal.hpp"

namespace ipt {
namespace {

namespace pb = ::bedside::v1;
using Ask = pb::Ask;
using Wrong = std::optional<Error>;
using Fill = Wrong (*)(Ask&, const Words&);

Result<std::uint64_t> span(const std::string& text) {
  const auto written = parse_duration(text);
  if (!written) return written.error();
  return static_cast<std::uint64_t>(written->count());
}

Wrong leave(Ask& ask, const Words& words) {
  auto* act = ask.mutable_leave_field();
  if (words.late.empty()) return {};
  const auto late = span(words.late);
  if (!late) return late.error();
  act->set_late_ms(*late);
  return {};
}

/// Without `--times`: for good.
Wrong stall(Ask& ask, const Words& words) {
  if (words.stalls == 0) return ask.mutable_stall_motor()->set_stalled(!words.off), std::nullopt;
  const auto lasts = span(words.lasts);
  if (!lasts) return lasts.error();
  const auto every = span(words.every);
  if (!every) return every.error();
  auto* plan = ask.mutable_plan_stalls();
  plan->set_times(words.stalls);
  plan->set_lasts_ms(*lasts);
  plan->set_interval_ms(*every);
  return {};
}

Wrong battery(Ask& ask, const Words& words) {
  if (words.drops) return ask.mutable_drop_battery(), std::nullopt;
  if (!words.percent) return Error{"what of the battery? --used PERCENT, or --drop"};
  return ask.mutable_use_battery()->set_percent(*words.percent), std::nullopt;
}

Wrong feedthrough(Ask& ask, const Words& words) {
  if (words.state == "dip") return ask.mutable_drop_battery(), std::nullopt;
  return ask.mutable_short_feedthrough()->set_shorted(words.state == "short"), std::nullopt;
}

Wrong memory(Ask& ask, const Words& words) { return ask.mutable_wear_memory()->set_worn(words.state == "worn"), std::nullopt; }

/// `+400d`, `-30d` or `right`.
Wrong misprint(Ask& ask, const Words& words) {
  auto* act = ask.mutable_misprint_replace_by();
  if (words.days == "right") return {};
  const auto written = read_number(words.days);
  const auto days = written && written->unit == "d" && written->has_sign ? written->times(1) : Result<std::int64_t>(Error{"no days"});
  if (!days) return Error{fmt::format("'{}' is not how a date is wrong: write it like +400d, -30d or right", words.days)};
  act->set_days(written->negative ? -*days : *days);
  return {};
}

Wrong catheter(Ask& ask, const Words& words) {
  const auto state = words.state == "whole" ? pb::CATHETER_WHOLE : words.state == "occluded" ? pb::CATHETER_OCCLUDED : pb::CATHETER_OFF;
  return ask.mutable_set_catheter()->set_state(state), std::nullopt;
}

Wrong leak(Ask& ask, const Words& words) {
  const auto volume = parse_volume(words.volume);
  if (!volume) return volume.error();
  return ask.mutable_leak()->set_volume_nl(static_cast<std::uint64_t>(volume->value)), std::nullopt;
}

constexpr std::pair<const char*, Fill> meanings[] = {
    {"mri enter", [](Ask& ask, const Words&) { return ask.mutable_enter_field(), Wrong(); }},
    {"mri leave", leave},
    {"battery", battery},
    {"interfere", [](Ask& ask, const Words&) { return ask.mutable_interfere(), Wrong(); }},
    {"listen", [](Ask& ask, const Words&) { return ask.mutable_listen(), Wrong(); }},
    {"catheter", catheter},
    {"leak", leak},
    {"fresh-path", [](Ask& ask, const Words&) { return ask.mutable_fresh_path(), Wrong(); }},
    {"fault stall", stall},
    {"fault feedthrough", feedthrough},
    {"fault memory", memory},
    {"fault replace-by", misprint},
    {"fault recovery", [](Ask& ask, const Words& words) { return ask.mutable_delay_recovery()->set_readings(words.readings), Wrong(); }},
};

CLI::App* command(CLI::App* parent, const std::string& name, const std::string& about, const std::string& full, std::string& chosen) {
  auto* app = parent->add_subcommand(name, about);
  app->callback([&chosen, full] { chosen = full; });
  return app;
}

const char* word_of(pb::HeardTone tone) {
  switch (tone) {
    case pb::HEARD_TONE_SINGLE: return "single";
    case pb::HEARD_TONE_TWO_TONE: return "two_tone";
    default: return "none";
  }
}
const char* sound_of(pb::HeardTone tone) {
  switch (tone) {
    case pb::HEARD_TONE_SINGLE: return "one tone, for a second: not critical";
    case pb::HEARD_TONE_TWO_TONE: return "two tones, for three seconds: critical";
    default: return "nothing";
  }
}

std::string day_text(std::int64_t day) { return iso_clock(PumpClock(one_day * day)).substr(0, 10); }

void add_faults(CLI::App& fault, Words& words, std::string& chosen) {
  auto* stall = command(&fault, "stall", "The motor stands still; its strokes are counted and move nothing", "fault stall", chosen);
  stall->add_flag("--off", words.off, "It turns again");
  auto* times = must_be_whole(stall->add_option("--times", words.stalls, "It stands and turns by turns: so many stalls, the first now"))->check(CLI::Range(1, 1'000));
  stall->add_option("--lasts", words.lasts, "Each of them. Default: 1h")->needs(times);
  stall->add_option("--every", words.every, "From the start of one to the start of the next. Default: 1d")->needs(times);
  add_examples(*stall, {{"bedside fault stall", "for good, until --off"}, {"bedside fault stall --times 3 --lasts 2h --every 1d", "three in three days"}});
  auto* feedthrough = command(&fault, "feedthrough", "A short where the leads enter the can: to the firmware it looks like something else", "fault feedthrough", chosen);
  feedthrough->add_option("STATE", words.state, "short (no current reaches the motor: looks like a stall), dip (the battery fails for an instant: looks like a battery reset) or repaired")->required()->check(CLI::IsMember({"short", "dip", "repaired"}));
  add_examples(*feedthrough, {{"bedside fault feedthrough short", "an hour later the pump tells of a motor stall"}});
  auto* memory = command(&fault, "memory", "The program memory: worn, it can be read and not written, so that therapy goes on and nothing can be changed", "fault memory", chosen);
  memory->add_option("STATE", words.state, "worn or repaired")->required()->check(CLI::IsMember({"worn", "repaired"}));
  add_examples(*memory, {{"bedside fault memory worn", ""}});
  auto* misprint = command(&fault, "replace-by", "The replace-by date in the pump's memory is wrong; the pump ends when it would have ended", "fault replace-by", chosen);
  misprint->add_option("HOW", words.days, "+400d, -30d or right")->required();
  add_examples(*misprint, {{"bedside fault replace-by +400d", "shown more than a year too late"}, {"bedside fault replace-by -- -30d", "a month too early: -- before a minus"}});
  auto* recovery = command(&fault, "recovery", "The motor's sensor tells of a recovery only when clinicians have read the pump so often", "fault recovery", chosen);
  must_be_whole(recovery->add_option("READINGS", words.readings, "0: at once; 2: at the second interrogation"))->required()->check(CLI::Range(0, 100));
  add_examples(*recovery, {{"bedside fault recovery 2", "a stall seems to go on until it is read twice"}});
}

}  // namespace

void add_mishaps(CLI::App& app, CLI::App& fault, Words& words, std::string& chosen) {
  auto* mri = app.add_subcommand("mri", "A magnetic field: in it the motor stands");
  mri->require_subcommand(1);
  auto* enter = command(mri, "enter", "Into the scanner", "mri enter", chosen);
  add_examples(*enter, {{"bedside mri enter", ""}});
  auto* out = command(mri, "leave", "Out of it", "mri leave", chosen);
  out->add_option("--recovers-after", words.late, "How long the motor takes to turn again, up to 30d. Default: at once");
  add_examples(*out, {{"bedside mri leave --recovers-after 2h", ""}});
  auto* battery = command(&app, "battery", "Use the battery up, or let it fail for an instant", "battery", chosen);
  auto* used = must_be_whole(battery->add_option("--used", words.percent, "Per cent of all that it holds"))->check(CLI::Range(0, 100));
  battery->add_flag("--drop", words.drops, "It gives nothing for an instant: the pump loses its program and falls to the minimum rate")->excludes(used);
  add_examples(*battery, {{"bedside battery --used 85", "it reads low: ninety days are left"}, {"bedside battery --drop", "a battery reset"}});
  auto* interfere = command(&app, "interfere", "Something strong comes near: a pump that is alarming waits from then on until a clinician reads it", "interfere", chosen);
  add_examples(*interfere, {{"bedside interfere", ""}});
  auto* listen = command(&app, "listen", "What a patient hears now, and what next", "listen", chosen);
  add_examples(*listen, {{"bedside listen", ""}});
  auto* state = command(&app, "catheter", "What becomes of the catheter, which no sensor tells", "catheter", chosen);
  state->add_option("STATE", words.state, "whole, occluded (strokes pass and move nothing) or off (what leaves it lies under the skin)")->required()->check(CLI::IsMember({"whole", "occluded", "off"}));
  add_examples(*state, {{"bedside catheter occluded", "the pump counts on as if all were well"}, {"bedside catheter whole", "mended, with what lies in it; new: bedside fresh-path"}});
  auto* lost = command(&app, "leak", "The septum leaks: so much leaves the reservoir and lies under the skin", "leak", chosen);
  lost->add_option("VOLUME", words.volume, "Such as 14mL")->required();
  add_examples(*lost, {{"bedside leak 14mL", "missing at the next refill"}});
  auto* fresh = command(&app, "fresh-path", "Tubing and catheter are new: what lay in them is gone, and saline lies there", "fresh-path", chosen);
  add_examples(*fresh, {{"bedside fresh-path", "then: programmer prime full"}});
  add_faults(fault, words, chosen);
}

std::optional<Result<Ask>> mishap_of(const std::string& chosen, const Words& words) {
  for (const auto& [name, fill_in] : meanings) {
    if (chosen != name) continue;
    Ask ask;
    if (auto wrong = fill_in(ask, words)) return *wrong;
    return ask;
  }
  return {};
}

boost::json::object tones_in_json(const pb::Tones& tones) {
  boost::json::object out{{"now", word_of(tones.now())}, {"next", nullptr}};
  if (!tones.has_next_uptime_ms()) return out;
  out["next"] = boost::json::object{{"tone", word_of(tones.next())}, {"uptime_ms", tones.next_uptime_ms()}, {"pump_time", iso_clock(PumpClock(Milliseconds(tones.next_clock_ms())))}};
  return out;
}

void print_tones(const pb::Tones& tones) {
  print_out("  now   {}\n", sound_of(tones.now()));
  if (tones.has_next_uptime_ms()) print_out("  next  {}, at {}\n", sound_of(tones.next()), iso_clock(PumpClock(Milliseconds(tones.next_clock_ms()))));
  else print_out("  next  nothing, if the alarms stay as they are\n");
}

void print_life(const pb::Truth& truth) {
  if (truth.battery_capacity_nah() > 0) print_out("  battery {} % used, to be replaced by {}\n", truth.battery_used_nah() * 100 / truth.battery_capacity_nah(), day_text(truth.replace_by_day()));
  else print_out("  to be replaced by {}\n", day_text(truth.replace_by_day()));
  if (truth.replace_by_off_days() != 0) print_out("  the replace-by date that the pump tells is wrong by {} days\n", truth.replace_by_off_days());
  if (truth.stalled_for_good()) print_out("  the motor has a permanent stall\n");
  if (truth.in_field()) print_out("  in a magnetic field\n");
  if (truth.has_turns_again_ms()) print_out("  out of the magnetic field; the motor turns again at uptime {} ms\n", truth.turns_again_ms());
  if (truth.planned_stalls() > 0) print_out("  stalls that come and go: {}\n", truth.planned_stalls());
  if (truth.feedthrough_shorted()) print_out("  a feedthrough is short: no current reaches the motor\n");
  if (truth.battery_resets() > 0) print_out("  the battery has failed for an instant, {} times\n", truth.battery_resets());
  if (truth.memory_worn()) print_out("  the program memory is worn\n");
  if (truth.readings_to_recover() > 0) print_out("  the motor's sensor tells of a recovery when it was read {} times\n", truth.readings_to_recover());
  if (truth.catheter() == pb::CATHETER_OCCLUDED) print_out("  the catheter is occluded\n");
  if (truth.catheter() == pb::CATHETER_OFF) print_out("  the catheter is off: what leaves it lies under the skin\n");
  if (truth.waits_for_interrogation()) print_out("  in telemetry mode: nothing is delivered until a clinician reads the pump\n");
  if (truth.has_ended_ms()) print_out("  stopped for good, at uptime {} ms\n", truth.ended_ms());
}

}  // namespace ipt
