#include "pump_sim/firmware/tones.hpp"

#include <algorithm>

namespace ipt {
namespace {

/// Zero: it sounds once.
Milliseconds interval_of(const Alarm& alarm, const FirmwareSettings& settings) {
  if (alarm.kind == AlarmKind::test) return {};
  return alarm.critical ? settings.critical_tone_interval : settings.noncritical_tone_interval;
}

}  // namespace

Tone heard_at(const AlarmBook& book, const FirmwareSettings& settings, Uptime t) {
  Tone heard = Tone::none;
  for (const Alarm& alarm : book.open) {
    if (alarm.tone == Tone::none || t < alarm.raised) continue;
    const Milliseconds interval = interval_of(alarm, settings);
    const Milliseconds since = t - alarm.raised;
    if ((interval.count() > 0 ? since % interval : since) < tone_length(alarm.critical)) heard = std::max(heard, alarm.tone);
  }
  return heard;
}

std::optional<ToneAt> next_tone(const AlarmBook& book, const FirmwareSettings& settings, Uptime t) {
  std::optional<ToneAt> next;
  for (const Alarm& alarm : book.open) {
    const Milliseconds interval = interval_of(alarm, settings);
    if (alarm.tone == Tone::none || t < alarm.raised || interval.count() == 0) continue;
    const ToneAt begins{alarm.raised + interval * ((t - alarm.raised) / interval + 1), alarm.tone};
    if (!next || begins.at < next->at || (begins.at == next->at && begins.tone > next->tone)) next = begins;
  }
  return next;
}

}  // namespace ipt
