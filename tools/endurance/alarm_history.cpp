#include "tools/endurance/alarm_history.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ipt {

std::optional<std::string> AlarmHistory::change(const LogEntry& entry, bool Instance::*what) {
  const auto found = listed_.find(entry.alarm_id);
  if (found == listed_.end()) return fmt::format("IPT-ALM-04: log entry {} is about alarm {}, which is over or never was", entry.log_seq, entry.alarm_id);
  Instance& instance = found->second;
  if (instance.*what) return fmt::format("IPT-ALM-04: log entry {} says of alarm {} what was said before", entry.log_seq, entry.alarm_id);
  if (instance.kind != entry.alarm) return fmt::format("log entry {} calls alarm {} by another kind", entry.log_seq, entry.alarm_id);
  instance.*what = true;
  if (instance.cleared && instance.acknowledged) listed_.erase(found);
  return {};
}

std::optional<std::string> AlarmHistory::read(const LogEntry& entry) {
  constexpr std::size_t most_listed = 64;  // then the oldest cleared ones give way (IPT-STA-09)
  switch (entry.kind) {
    case LogKind::alarm_raised: {
      if (entry.alarm_id <= last_id_ || !entry.alarm) return fmt::format("IPT-ALM-01: alarm {} is raised after alarm {}", entry.alarm_id, last_id_);
      if (is_active(*entry.alarm) && entry.alarm != AlarmKind::test) return fmt::format("log entry {} raises a kind of alarm that is active", entry.log_seq);
      last_id_ = entry.alarm_id;
      const auto oldest_cleared = std::find_if(listed_.begin(), listed_.end(), [](const auto& one) { return one.second.cleared; });
      if (listed_.size() >= most_listed && oldest_cleared != listed_.end()) listed_.erase(oldest_cleared);
      listed_[entry.alarm_id] = Instance{*entry.alarm, false, entry.alarm == AlarmKind::test, false, false};
      return {};
    }
    case LogKind::alarm_cleared: return change(entry, &Instance::cleared);
    case LogKind::alarm_acknowledged: return change(entry, &Instance::acknowledged);
    case LogKind::alarm_silenced: return change(entry, &Instance::silenced);
    case LogKind::alarm_shown: return change(entry, &Instance::shown);
    case LogKind::boot:
    case LogKind::operation:
    case LogKind::stop:
    case LogKind::bolus_ended:
    case LogKind::periodic_dose_cut:
    case LogKind::clock_set:
    case LogKind::update_begun:
    case LogKind::update_interrupted: return {};
    case LogKind::armed:
    case LogKind::pairing_started:
    case LogKind::pairing_failed:
    case LogKind::paired:
    case LogKind::pairing_revoked:
    case LogKind::session_opened:
    case LogKind::session_refused:
    case LogKind::stranger_refused:
    case LogKind::insecure_allowed: break;  // of the security log alone
  }
  return fmt::format("log entry {} is of a kind that has no place here", entry.log_seq);
}

bool AlarmHistory::is_active(AlarmKind kind) const {
  return std::any_of(listed_.begin(), listed_.end(), [&](const auto& one) { return one.second.kind == kind && !one.second.cleared; });
}

std::optional<std::string> AlarmHistory::compare(const AlarmBook& book) const {
  if (book.open.size() != listed_.size()) return fmt::format("IPT-ALM-02: {} alarms are listed, but by the log {} are active or latched", book.open.size(), listed_.size());
  for (const Alarm& alarm : book.open) {
    const auto found = listed_.find(alarm.id);
    if (found == listed_.end()) return fmt::format("IPT-ALM-02: alarm {} is listed, but by the log it is over", alarm.id);
    const Instance& instance = found->second;
    if (alarm.active == instance.cleared || alarm.acknowledged != instance.acknowledged || alarm.silenced != instance.silenced || alarm.kind != instance.kind) {
      return fmt::format("alarm {} is not as the log tells it", alarm.id);
    }
    const Tone sounds = !alarm.active || alarm.silenced ? Tone::none : alarm.critical ? Tone::two_tone : Tone::single;
    if (alarm.tone != sounds) return fmt::format("IPT-ALM-09: alarm {} sounds as it should not", alarm.id);
  }
  return {};
}

}  // namespace ipt
