import { daily_dose, signed_volume, volume } from 'console/amounts.js';
import type { Mark } from 'console/history.js';
import { named, t } from 'console/words.js';
import type { LogEntry } from './reading.js';

function particulars(entry: LogEntry): string {
  const parts: string[] = [];
  if (entry.operation === 'refill' && entry.volume_nl !== undefined) parts.push(volume(entry.volume_nl));
  if (entry.discrepancy_nl) parts.push(t('discrepancy_of', { volume: signed_volume(entry.discrepancy_nl) }));
  const { highest_daily_dose_before_ng: before, highest_daily_dose_ng: after } = entry;
  if (before !== undefined && after !== undefined && before !== after) parts.push(`${daily_dose(before)} → ${daily_dose(after)}`);
  if (entry.ending) parts.push(named('ending', entry.ending));
  if (entry.delivered_nl !== undefined) parts.push(volume(entry.delivered_nl));
  return parts.join(', ');
}

/** An entry of the pump's log as one line of the timeline. */
export function mark_of(entry: LogEntry): Mark {
  const what = entry.operation ? named('operation', entry.operation) : entry.alarm ? named('alarm_kind', entry.alarm) : '';
  const told = [what, particulars(entry)].filter(Boolean).join(': ');
  return {
    uptime_ms: entry.uptime_ms, clock: entry.pump_time, who: entry.who ? 'programmer' : 'pump', what: entry.kind,
    text: [named('log', entry.kind), told].filter(Boolean).join(': '), alarm: entry.kind.startsWith('alarm_raised'), harm: false,
  };
}
