#include "programmer/console/asked_change.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <span>

#include "programmer/cli/changes.hpp"
#include "programmer/console/told_refill.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

namespace json = boost::json;

/// A word that a command takes as text, by the name that the page gives it.
struct Word {
  std::string_view name;
  std::string Words::* place;
};

constexpr Word of_dose_set[] = {{"dose", &Words::dose}};
constexpr Word of_titration[] = {{"by", &Words::amount}};
constexpr Word of_schedule[] = {{"schedule", &Words::schedule}};
constexpr Word of_bolus[] = {{"dose", &Words::bolus}, {"over", &Words::over}};
constexpr Word of_refill[] = {{"withdrawn", &Words::withdrawn}, {"volume", &Words::volume}, {"drug", &Words::drug}, {"concentration", &Words::concentration}, {"lot", &Words::lot},
                              {"dose", &Words::dose}, {"schedule", &Words::schedule}, {"bridge", &Words::bridge}, {"prime", &Words::prime}, {"prime_over", &Words::prime_over}};
constexpr Word of_prime[] = {{"volume", &Words::volume}, {"over", &Words::prime_over}};
constexpr Word of_bridge[] = {{"old_concentration", &Words::concentration}, {"old_dose", &Words::dose}, {"volume", &Words::volume}};
constexpr Word of_clock[] = {{"time", &Words::clock}};
constexpr Word of_alarms[] = {{"level", &Words::level}};
constexpr Word of_limits[] = {{"dose", &Words::dose}, {"over", &Words::over}, {"lockout", &Words::lockout}};

struct Command {
  std::string_view name;     ///< as a page says it
  std::string_view command;  ///< as the command line does
  std::span<const Word> words;
};

const Command commands[] = {
    {"dose set", "dose set", of_dose_set}, {"dose up", "dose increase", of_titration}, {"dose down", "dose decrease", of_titration}, {"schedule", "schedule set", of_schedule},
    {"bolus", "bolus", of_bolus}, {"refill", "refill", of_refill}, {"prime", "prime", of_prime}, {"bridge", "bridge", of_bridge}, {"resume", "resume", {}},
    {"clock", "clock set", of_clock}, {"alarm settings", "alarms settings", of_alarms}, {"patient limits", "patient-limits", of_limits},
};

/// Whole, and small enough for what is counted in days or in boluses.
std::optional<std::uint32_t> counted(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number > 1'000) return {};
  return number;
}

std::optional<Error> take(const Command& command, std::string name, const std::string& text, Words& into) {
  std::ranges::replace(name, '-', '_');
  if (const auto word = std::ranges::find(command.words, std::string_view(name), &Word::name); word != command.words.end()) {
    into.*word->place = text;
    return {};
  }
  if (name == "run" && command.name != "clock" && command.name != "alarm settings" && command.name != "patient limits") {
    into.run = text == "true";
    return {};
  }
  const bool is_lead = command.name == "alarm settings" && name == "lead", is_allotted = command.name == "patient limits" && name == "allotted";
  if (command.name == "patient limits" && name == "off") {
    into.off = text == "true";
    return {};
  }
  if (!is_lead && !is_allotted) return Error{fmt::format("'{}' takes no word '{}'.", command.name, words::escaped(name))};
  const auto number = counted(text);
  if (!number || (is_lead && *number > 30)) return Error{fmt::format("'{}' of '{}' is a whole number{}, not '{}'.", name, command.name, is_lead ? " of days, 0 to 30" : "", words::escaped(text))};
  if (is_lead) into.lead = *number;
  else into.count = *number;
  return {};
}

}  // namespace

Result<AskedChange> asked_change(const WebAsk& ask, const Words& common) {
  const auto name = text_field(ask, "command");
  if (!name) return name.error();
  const auto command = std::ranges::find(commands, std::string_view(*name), &Command::name);
  if (command == std::end(commands)) return Error{fmt::format("There is no change '{}'.", words::escaped(*name))};
  AskedChange asked{common, *change_named(command->command)};
  asked.words.command = std::string(command->command);
  if (const auto* given = ask.fields.if_contains("words"); given != nullptr && !given->is_null()) {
    if (!given->is_object()) return Error{"'words' must be an object."};
    for (const auto& [key, value] : given->get_object()) {
      if (!value.is_string()) return Error{fmt::format("The word '{}' must be a text.", words::escaped(std::string_view(key)))};
      if (value.get_string().empty()) continue;  // a field that was left open
      if (auto error = take(*command, std::string(key), std::string(value.get_string()), asked.words)) return *error;
    }
  }
  if (command->command == "refill") {
    const auto steps = told_steps(ask, asked.words);
    if (!steps) return steps.error();
    asked.words.guided = true;  // the register is to know also of one that is declined
    asked.prepare = [steps = *steps](const Words& words) { return refill_told(words, steps); };
  }
  return asked;
}

}  // namespace ipt
