import { clock_ms } from 'console/amounts.js';
import type { Flag } from 'console/time_chart.js';
import type { ChartData } from 'console/time_chart.js';
import { t } from 'console/words.js';
import type { LearnerModel } from './model.js';
import type { LogEntry } from './reading.js';

interface Point { uptime_ms: number; programmed?: number; delivered?: number; reservoir?: number }
/** Shorter than that, single strokes would show as a trembling dose. */
const shortest_ms = 4 * 3_600_000;

/** From the log, what was before this page looked: doses before and after each change, and each fill. */
function from_log(log: LogEntry[], until_ms: number): Point[] {
  const points: Point[] = [];
  for (const entry of log) {
    if (entry.kind !== 'operation' || entry.uptime_ms >= until_ms) continue;
    const point: Point = { uptime_ms: entry.uptime_ms };
    if (entry.highest_daily_dose_ng !== undefined) {
      if (entry.highest_daily_dose_before_ng !== undefined) points.push({ uptime_ms: entry.uptime_ms - 1, programmed: entry.highest_daily_dose_before_ng });
      point.programmed = entry.highest_daily_dose_ng;
    }
    if (entry.operation === 'refill') point.reservoir = entry.volume_nl;
    if (point.programmed !== undefined || point.reservoir !== undefined) points.push(point);
  }
  return points;
}

/** What was seen: the dose as programmed, and as the fall of the computed volume makes it. */
function from_seen(model: LearnerModel): Point[] {
  const points: Point[] = [];
  let from = model.seen.seen[0];
  let delivered: number | undefined;
  for (const one of model.seen.seen) {
    const { state } = one, passed = one.uptime_ms - (from?.uptime_ms ?? 0);
    if (state.reservoir_nl > from.state.reservoir_nl) { from = one; delivered = undefined; }
    else if (passed >= shortest_ms) {
      delivered = ((from.state.reservoir_nl - state.reservoir_nl) * from.state.concentration_ng_per_ml * 86.4) / passed;
      from = one;
    }
    points.push({ uptime_ms: one.uptime_ms, programmed: state.mode === 'stopped' ? 0 : state.daily_dose_ng, delivered, reservoir: state.reservoir_nl });
  }
  return points;
}

export function charts(model: LearnerModel): ChartData[] {
  const seen = from_seen(model), { status } = model;
  const points = [...from_log(model.log, seen[0]?.uptime_ms ?? Infinity), ...seen].sort((a, b) => a.uptime_ms - b.uptime_ms);
  const offset_ms = status ? clock_ms(status.pump_time) - status.uptime_ms : 0;
  const at = (uptime_ms: number) => (uptime_ms + offset_ms) / 1000;
  const pick = (name: 'programmed' | 'delivered' | 'reservoir', unit: number) => points.map((point) => (point[name] === undefined ? null : point[name]! / unit));
  const flags: Flag[] = model.marks.map((mark) => ({ at_s: at(mark.uptime_ms), text: mark.text, harm: Boolean(mark.alarm) }));
  const at_s = points.map((point) => at(point.uptime_ms));
  const now_s = model.replay_ms === undefined ? undefined : at(model.replay_ms);
  // The reservoir's line goes on, dashed, to the alarm date that the pump tells.
  const low = (status?.low_reservoir_level_nl ?? 2e6) / 1e6, alarm = status?.low_reservoir_alarm_date;
  const ahead = alarm ? [clock_ms(alarm) / 1000].filter((s) => s > (at_s[at_s.length - 1] ?? 0)) : [];
  const blank = ahead.map(() => null), long_s = [...at_s, ...ahead];
  const coming = points.map((_, i) => (i === points.length - 1 && ahead.length > 0 ? (status?.reservoir_nl ?? 0) / 1e6 : null));
  return [
    { title: t('chart.dose'), unit: 'mcg/day', at_s, flags, now_s, lines: [
      { name: t('chart.programmed'), colour: '#0b5f73', dash: [7, 4], values: pick('programmed', 1000), stepped: 'after' },
      { name: t('chart.delivered_computed'), colour: '#b45f06', values: pick('delivered', 1000), stepped: 'before' }] },
    { title: t('chart.reservoir'), unit: 'mL', at_s: long_s, flags, now_s, note: t('computed'), lines: [
      { name: t('chart.volume'), colour: '#0b5fae', values: [...pick('reservoir', 1e6), ...blank] },
      { name: t('chart.ahead'), colour: '#4a5b68', dash: [3, 4], values: [...coming, ...ahead.map(() => low)] },
      { name: t('chart.low'), colour: '#a8071a', dash: [8, 4], values: long_s.map(() => low) }] },
  ];
}
