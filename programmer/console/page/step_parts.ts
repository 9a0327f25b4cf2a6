import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { LearnerModel } from './model.js';
import './step_expected.js';
import './step_hands.js';
import './step_fill.js';
import './step_label.js';
import './step_program.js';
import './step_compare.js';
import './step_read_back.js';

/** What is to be done with hands or written down at a step, beside its sentence. */
export function part_of(step: string, model: LearnerModel): TemplateResult | typeof nothing {
  switch (step) {
    case 'interrogate': return html`<step-expected .model=${model}></step-expected>`;
    case 'check_syringe': return html`<step-label .model=${model}></step-label>`;
    case 'second_person': return html`<step-second-person .model=${model}></step-second-person>`;
    case 'needle': return html`<step-needle .model=${model} .places=${['septum']}></step-needle>`;
    case 'withdraw': return html`<step-withdraw .model=${model}></step-withdraw>`;
    case 'fill': return html`<step-fill .model=${model}></step-fill>`;
    case 'needle_out': return html`<step-needle .model=${model} .places=${['out']}></step-needle>`;
    case 'program': return html`<step-program .model=${model}></step-program>`;
    case 'compare': return html`<step-compare .model=${model}></step-compare>`;
    case 'read_back': return html`<step-read-back .model=${model}></step-read-back>`;
    default: return nothing;
  }
}
