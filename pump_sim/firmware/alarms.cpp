#include "pump_sim/firmware/alarms.hpp"

#include <algorithm>

namespace ipt {
namespace {

void note(LogKind kind, const Alarm& alarm, const DeviceTime& at, const std::string& who, Log& log) {
  LogEntry entry;
  entry.time = at;
  entry.kind = kind;
  entry.who = who;
  entry.alarm_id = alarm.id;
  entry.alarm = alarm.kind;
  log.append(std::move(entry));
}

Alarm* find(AlarmBook& book, std::uint64_t id) {
  const auto found = std::find_if(book.open.begin(), book.open.end(), [&](const Alarm& alarm) { return alarm.id == id; });
  return found == book.open.end() ? nullptr : &*found;
}

void settle(Alarm& alarm) {
  alarm.tone = !alarm.active || alarm.silenced ? Tone::none : alarm.critical ? Tone::two_tone : Tone::single;
}

void forget_if_over(AlarmBook& book, std::uint64_t id) {
  std::erase_if(book.open, [&](const Alarm& alarm) { return alarm.id == id && !alarm.active && alarm.acknowledged; });
  std::erase_if(book.shown, [&](std::uint64_t shown) { return find(book, shown) == nullptr; });
}

/// A stall that comes and goes for years must not fill the memory: the oldest latched instances give way, to the log.
void make_room(AlarmBook& book) {
  constexpr std::size_t most = 64;
  if (book.open.size() < most) return;
  const auto oldest = std::find_if(book.open.begin(), book.open.end(), [](const Alarm& alarm) { return !alarm.active; });
  if (oldest == book.open.end()) return;
  std::erase(book.shown, oldest->id);
  book.open.erase(oldest);
}

Alarm& raise(AlarmBook& book, AlarmKind kind, bool critical, const DeviceTime& at, const std::string& who, Log& log) {
  Alarm alarm;
  alarm.id = ++book.last_id;
  alarm.kind = kind;
  alarm.critical = critical;
  alarm.active = true;
  alarm.raised = at.uptime;
  settle(alarm);
  make_room(book);
  note(LogKind::alarm_raised, alarm, at, who, log);
  return book.open.emplace_back(alarm);
}

void clear(AlarmBook& book, Alarm& alarm, const DeviceTime& at, Log& log) {
  alarm.active = false;
  alarm.cleared = at.uptime;
  settle(alarm);
  note(LogKind::alarm_cleared, alarm, at, {}, log);
  forget_if_over(book, alarm.id);
}

}  // namespace

bool is_critical(AlarmKind kind) {
  switch (kind) {
    case AlarmKind::low_reservoir:
    case AlarmKind::test:
    case AlarmKind::elective_replacement:
    case AlarmKind::minor_memory_error:
      return false;
    case AlarmKind::empty_reservoir:
    case AlarmKind::stopped_too_long:
    case AlarmKind::motor_stall:
    case AlarmKind::memory_error:
    case AlarmKind::end_of_service:
    case AlarmKind::battery_reset:
    case AlarmKind::telemetry_mode:
      return true;
  }
  return true;
}

Milliseconds tone_length(bool critical) { return Milliseconds(critical ? 3'000 : 1'000); }

bool is_active(const AlarmBook& book, AlarmKind kind) {
  return std::any_of(book.open.begin(), book.open.end(), [&](const Alarm& alarm) { return alarm.kind == kind && alarm.active; });
}

void set_condition(AlarmBook& book, AlarmKind kind, bool holds, const DeviceTime& at, Log& log) {
  const auto active = std::find_if(book.open.begin(), book.open.end(), [&](const Alarm& alarm) { return alarm.kind == kind && alarm.active; });
  if (holds && active == book.open.end()) raise(book, kind, is_critical(kind), at, {}, log);
  if (!holds && active != book.open.end()) clear(book, *active, at, log);
}

void start_test(AlarmBook& book, bool critical, const DeviceTime& at, const std::string& who, Log& log) {
  end_test(book, at, log);
  Alarm& test = raise(book, AlarmKind::test, critical, at, who, log);
  test.acknowledged = true;  // who asks for a test has heard of it: nothing stays latched
  book.test_ends = at.uptime + tone_length(critical);
}

void end_test(AlarmBook& book, const DeviceTime& at, Log& log) {
  book.test_ends.reset();
  set_condition(book, AlarmKind::test, false, at, log);
}

bool acknowledge(AlarmBook& book, std::uint64_t id, const DeviceTime& at, const std::string& who, Log& log) {
  Alarm* alarm = find(book, id);
  if (alarm == nullptr) return false;
  if (alarm->acknowledged) return true;
  alarm->acknowledged = true;
  note(LogKind::alarm_acknowledged, *alarm, at, who, log);
  forget_if_over(book, id);
  return true;
}

bool silence(AlarmBook& book, std::uint64_t id, const DeviceTime& at, const std::string& who, Log& log) {
  Alarm* alarm = find(book, id);
  if (alarm == nullptr || !alarm->active) return false;
  if (alarm->silenced) return true;
  alarm->silenced = true;
  settle(*alarm);
  note(LogKind::alarm_silenced, *alarm, at, who, log);
  return true;
}

bool has_unshown(const AlarmBook& book) { return book.shown.size() < book.open.size(); }

void mark_shown(AlarmBook& book, const DeviceTime& at, const std::string& who, Log& log) {
  for (const Alarm& alarm : book.open) {
    if (std::find(book.shown.begin(), book.shown.end(), alarm.id) != book.shown.end()) continue;
    book.shown.push_back(alarm.id);
    note(LogKind::alarm_shown, alarm, at, who, log);
  }
}

}  // namespace ipt
