import { capacity_nl } from 'console/amounts.js';
import type { NeedleSeen, Section } from 'console/cross_section.js';
import { t } from 'console/words.js';
import type { LearnerModel } from './model.js';
import type { LogEntry } from './reading.js';

/** Tubing and catheter of a usual path. The pump's own figure is in its profile; the picture needs no better one. */
const path_nl = 338_000;

/** The concentration that was in force before the last refill changed it: nothing in the log tells, but the history may. */
function old_concentration(model: LearnerModel, fill: LogEntry | undefined): number | undefined {
  if (!fill) return undefined;
  let old: number | undefined;
  for (const one of model.seen.seen) if (one.uptime_ms <= fill.uptime_ms) old = one.state.concentration_ng_per_ml;
  return old;
}

/** As the pump computes it. What a needle or a catheter does under the skin, no programmer knows. */
export function computed_section(model: LearnerModel): Section {
  const status = model.shown;
  const fill = [...model.log].reverse().find((entry) => entry.operation === 'refill' && entry.kind === 'operation' && entry.uptime_ms <= (status?.uptime_ms ?? 0));
  const passed_nl = fill?.volume_nl !== undefined && status ? fill.volume_nl - status.reservoir_nl : path_nl;
  const needle: NeedleSeen = model.sheet.needle === 'out' || model.replay_ms !== undefined ? 'out' : 'under_skin';
  return {
    caption: t('section_computed'), capacity_nl: capacity_nl(status?.profile ?? ''), reservoir_nl: status?.reservoir_nl, low_nl: status?.low_reservoir_level_nl ?? 2e6,
    reservoir_concentration: status?.concentration_ng_per_ml, old_concentration: old_concentration(model, fill), new_share: Math.max(0, passed_nl / path_nl),
    motor: (status?.motor as Section['motor']) ?? 'unknown', needle, pocket_nl: 0, catheter: 'whole', patient: [],
  };
}
