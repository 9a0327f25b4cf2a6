#include "tools/bedside/console/timeline.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "common/amount.hpp"

namespace ipt {
namespace {

namespace json = boost::json;

/// protobuf's JSON leaves out what is zero, and writes 64 bits as text.
std::int64_t number(const json::object& from, std::string_view name) {
  const auto* value = from.if_contains(name);
  if (value == nullptr) return 0;
  if (value->is_string()) {
    boost::system::error_code error;
    const auto parsed = json::parse(value->get_string(), error);
    return !error && parsed.is_int64() ? parsed.get_int64() : 0;
  }
  return value->is_int64() ? value->get_int64() : 0;
}

std::string text(const json::object& from, std::string_view name) {
  const auto* value = from.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

const json::object& inside(const json::object& from, std::string_view name) {
  static const json::object none;
  const auto* value = from.if_contains(name);
  return value != nullptr && value->is_object() ? value->get_object() : none;
}

/// "LOG_KIND_ALARM_RAISED" without its prefix, in small letters.
std::string word(std::string value, std::string_view prefix) {
  if (value.starts_with(prefix)) value.erase(0, prefix.size());
  for (char& c : value) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return value;
}

std::string in_words(std::string word) {
  for (char& c : word) {
    if (c == '_') c = ' ';
  }
  return word;
}

/// What an operation leaves in force, as far as a debriefing asks.
void put_operation(TimelineEntry& entry, const json::object& logged, const json::object& result) {
  entry.what = word(text(logged, "operation"), "OPERATION_KIND_");
  const auto& force = inside(result, "in_force");
  for (const char* name : {"volume_nl", "discrepancy_nl", "highest_daily_dose_before_ng", "highest_daily_dose_ng"}) {
    if (logged.contains(name)) entry.facts[name] = number(logged, name);
  }
  if (force.contains("drug")) entry.facts["drug"] = text(force, "drug");
  if (force.contains("concentration_ng_per_ml")) entry.facts["concentration_ng_per_ml"] = number(force, "concentration_ng_per_ml");
  if (force.contains("daily_dose_ng")) entry.facts["daily_dose_ng"] = number(force, "daily_dose_ng");
  entry.facts["bridged"] = force.contains("bridge");
  entry.facts["stopped"] = text(force, "mode") == "MODE_STOPPED";
}

}  // namespace

std::string_view name(TimelineEntry::Who who) {
  switch (who) {
    case TimelineEntry::Who::learner: return "learner";
    case TimelineEntry::Who::instructor: return "instructor";
    case TimelineEntry::Who::pump: return "pump";
    case TimelineEntry::Who::world: return "world";
  }
  return {};
}

const TimelineEntry& Timeline::add(TimelineEntry entry) {
  entry.n = last() + 1;
  entries_.push_back(std::move(entry));
  return entries_.back();
}

void Timeline::back_to(std::uint64_t n) {
  while (!entries_.empty() && entries_.back().n > n) entries_.pop_back();
}

json::object json_of(const TimelineEntry& entry) {
  return {{"n", entry.n}, {"at_ms", entry.at_ms}, {"clock", iso_clock(PumpClock(Milliseconds(entry.clock_ms)))}, {"who", name(entry.who)}, {"what", entry.what}, {"text", entry.text}, {"harm", entry.harm}};
}

TimelineEntry entry_of_log(const json::object& logged, const json::object& result) {
  TimelineEntry entry;
  entry.facts["log_seq"] = number(logged, "log_seq");
  const auto& time = inside(logged, "time");
  entry.at_ms = number(time, "uptime_ms");
  entry.clock_ms = number(time, "clock_ms");
  entry.what = word(text(logged, "kind"), "LOG_KIND_");
  const std::string alarm = word(text(logged, "alarm"), "ALARM_KIND_");
  if (entry.what == "operation") put_operation(entry, logged, result);
  if (!alarm.empty()) entry.facts["alarm"] = alarm;
  const std::string who = text(logged, "who");
  if (!who.empty()) entry.facts["by"] = who;
  entry.text = in_words(entry.what) + (alarm.empty() ? "" : ": " + in_words(alarm)) + (who.empty() ? "" : ", by " + who);
  return entry;
}

}  // namespace ipt
