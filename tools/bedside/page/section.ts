import { capacity_nl, decimal } from 'console/amounts.js';
import type { NeedleSeen, Section } from 'console/cross_section.js';
import { t } from 'console/words.js';
import type { InstructorModel } from './model.js';

const low_nl = 2e6;

/** How much of tubing and catheter holds what the reservoir holds: from what the path holds in all. */
function new_share(old: number | undefined, here: number, there: number): number {
  if (old === undefined || here === 0 || Math.abs(here - old) < here * 0.002) return 1;
  return Math.min(1, Math.max(0, (there - old) / (here - old)));
}

/** What is so, under the skin. */
export function true_section(model: InstructorModel): Section {
  const moment = model.shown, truth = moment?.truth, patient = moment?.patient;
  const per_ml = (ng: number, nl: number) => (nl > 0 ? (ng / nl) * 1e6 : 0);
  const here = truth ? per_ml(truth.reservoir_ng, truth.reservoir_nl) : 0, there = truth ? per_ml(truth.path_ng, truth.path_nl) : 0;
  const stands = truth && (truth.stalled || truth.stalled_for_good || truth.in_field || truth.feedthrough_shorted || truth.turns_again_ms != null);
  const place = String(truth?.needle ?? 'PLACE_OUT').replace('PLACE_', '').toLowerCase();
  return {
    caption: t('section_true'), capacity_nl: capacity_nl(model.serial), reservoir_nl: truth?.reservoir_nl, low_nl, reservoir_concentration: here ? Math.round(here) : undefined,
    old_concentration: model.old_concentration === undefined ? undefined : Math.round(model.old_concentration), new_share: new_share(model.old_concentration, here, there),
    motor: !truth ? 'unknown' : stands ? 'stalled' : truth.ended_ms != null || truth.waits_for_interrogation ? 'halted' : 'turning', needle: (place === 'septum' || place === 'pocket' ? place : 'out') as NeedleSeen,
    pocket_nl: truth?.pocket_nl ?? 0, catheter: String(truth?.catheter ?? 'CATHETER_WHOLE').replace('CATHETER_', '').toLowerCase(),
    patient: patient ? [t('patient_is', { name: patient.name }), t('ashworth_is', { score: decimal(patient.ashworth, 1) }), t('effect_is', { level: decimal(patient.effect_ng_per_ml, 0) }), t('illustrative')] : [],
  };
}
