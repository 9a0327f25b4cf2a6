import type { ChartData, Flag } from 'console/time_chart.js';
import { t } from 'console/words.js';
import type { InstructorModel } from './model.js';
import type { Truth } from './telling.js';

/** Shorter than that, single strokes would show as a trembling dose. */
const shortest_ms = 4 * 3_600_000;
const low_ml = 2;

/** A stroke of the known pumps, the one that fits what was moved and counted. */
function stroke_nl(truth: Truth): number {
  const moved = truth.delivered_nl + truth.path_nl - (truth.initial_nl % 1e6);
  return truth.strokes > 0 && moved / truth.strokes > 800 ? 2500 : 250;
}

/** A dose over a time belongs to all of it, the first one too. */
function from_the_start(values: (number | null)[]): (number | null)[] {
  const first = values.find((value) => value !== null) ?? null;
  return values.map((value) => value ?? first);
}

/** Doses over the time between two truths: what the pump's motor was driven for, and what came out at the tip. */
function doses(model: InstructorModel) {
  const driven: (number | null)[] = [], reached: (number | null)[] = [];
  let from = model.seen.seen[0]?.state.truth, last_driven: number | null = null, last_reached: number | null = null;
  for (const { state: { truth } } of model.seen.seen) {
    const passed = truth.uptime_ms - from.uptime_ms;
    if (truth.delivered_ng < from.delivered_ng || truth.strokes < from.strokes) from = truth;
    else if (passed >= shortest_ms) {
      const concentration = truth.reservoir_nl > 0 ? truth.reservoir_ng / truth.reservoir_nl : truth.path_ng / Math.max(1, truth.path_nl);
      last_driven = ((truth.strokes - from.strokes) * stroke_nl(truth) * concentration * 86_400) / passed;
      last_reached = ((truth.delivered_ng - from.delivered_ng) * 86_400) / passed;
      from = truth;
    }
    driven.push(last_driven);
    reached.push(last_reached);
  }
  return { driven: from_the_start(driven), reached: from_the_start(reached) };
}

export function charts(model: InstructorModel): ChartData[] {
  const { seen } = model.seen, newest = model.seen.newest;
  const offset_ms = newest ? newest.clock_ms - newest.uptime_ms : 0;
  const at = (uptime_ms: number) => (uptime_ms + offset_ms) / 1000;
  const at_s = seen.map((one) => at(one.uptime_ms));
  const flags: Flag[] = model.marks.map((mark) => ({ at_s: at(mark.uptime_ms), text: mark.text, harm: Boolean(mark.harm) }));
  const now_s = model.replay_ms === undefined ? undefined : at(model.replay_ms);
  const { driven, reached } = doses(model);
  const patient = (pick: (one: NonNullable<(typeof seen)[0]['state']['patient']>) => number) => seen.map((one) => (one.state.patient ? pick(one.state.patient) : null));
  return [
    { title: t('chart.dose'), unit: 'mcg/day', at_s, flags, now_s, lines: [
      { name: t('chart.driven'), colour: '#0b5f73', dash: [7, 4], values: driven, stepped: 'before', digits: 1 }, { name: t('chart.reached'), colour: '#b45f06', values: reached, stepped: 'before', digits: 1 }] },
    { title: t('chart.reservoir'), unit: 'mL', at_s, flags, now_s, lines: [
      { name: t('chart.volume'), colour: '#0b5fae', values: seen.map((one) => one.state.truth.reservoir_nl / 1e6) }, { name: t('chart.low'), colour: '#a8071a', dash: [8, 4], values: at_s.map(() => low_ml) }] },
    { title: t('chart.level'), unit: 'ng/mL', note: t('illustrative'), at_s, flags, now_s, lines: [
      { name: t('chart.csf'), colour: '#6b3fa0', dash: [7, 4], values: patient((one) => one.csf_ng_per_ml), digits: 0 }, { name: t('chart.effect'), colour: '#1b7a43', values: patient((one) => one.effect_ng_per_ml), digits: 0 }] },
    { title: t('chart.ashworth'), unit: t('ashworth_unit'), note: t('illustrative'), at_s, flags, now_s, lines: [{ name: t('chart.score'), colour: '#14293a', values: patient((one) => one.ashworth), digits: 1 }] },
  ];
}
