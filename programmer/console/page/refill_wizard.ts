import { LitElement, css, html, nothing } from 'lit';
import { look } from 'console/look.js';
import { Watching } from 'console/watching.js';
import { named, t } from 'console/words.js';
import type { LearnerModel } from './model.js';
import { empty_sheet } from './reading.js';
import { part_of } from './step_parts.js';

/** The refill in the field's order. It forbids nothing: a step left out is kept as such, with what it risks. */
export class RefillWizard extends LitElement {
  static properties = { model: { attribute: false } };
  declare model: LearnerModel;
  static styles = [look, css`
    ol { list-style: none; display: grid; grid-template-columns: repeat(auto-fill, minmax(1.75rem, 1fr)); gap: .15rem; padding: 0; margin: 0 0 .6rem; }
    li button { min-height: 1.9rem; width: 100%; padding: .1rem 0; font-size: .82rem; }
    li button[aria-current], li button[aria-current]:hover { background: var(--accent); color: #fff; border-color: var(--accent); font-weight: 700; }
    .done::after { content: "✓"; } .left_out::after { content: "✗"; } .left_out { border-color: var(--critical); color: var(--critical); }
    h3 { font-size: 1.1rem; } .moves { margin-top: .9rem; border-top: 1px solid var(--line); padding-top: .7rem; }
    .risk { margin-bottom: .7rem; }
  `];
  connectedCallback() { super.connectedCallback(); new Watching(this, this.model); }

  private get place() { return Math.max(0, this.model.steps.findIndex((step) => step.name === this.model.sheet.at)); }

  private async go(to: number) {
    const step = this.model.steps[to];
    if (!step) return;
    this.model.sheet.at = step.name;
    this.model.sheet.felt = '';
    this.model.keep();
    await new Promise(requestAnimationFrame);
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('h3')?.focus();
  }

  private mark(state: 'done' | 'left_out') {
    const { model, place } = this, step = model.steps[place];
    if (!(state === 'left_out' && model.sheet.steps[step.name]?.state === 'done')) model.sheet.steps[step.name] = { state };
    if (model.hands) void model.hands.ask('note', { step: step.name, state, text: note_text(model, step.name) });
    void this.go(Math.min(place + 1, model.steps.length - 1));
    if (place === model.steps.length - 1) model.say(t('refill_over'));
  }

  private again() {
    this.model.sheet = { ...empty_sheet(), at: this.model.steps[0].name };
    this.model.change = undefined;
    void this.go(0);
  }

  render() {
    const { model, place } = this, { steps, sheet } = model;
    const step = steps[place];
    if (!step) return html`<p class="quiet">${t('no_steps')}</p>`;
    const left_out = steps.filter((one) => sheet.steps[one.name]?.state === 'left_out');
    return html`<nav aria-label=${t('refill_steps')}><ol>${steps.map((one, i) => html`<li><button class=${sheet.steps[one.name]?.state ?? ''} aria-current=${i === place ? 'step' : nothing}
        aria-label=${`${i + 1}. ${named('step', one.name)}${sheet.steps[one.name] ? `, ${t(`state.${sheet.steps[one.name].state}`)}` : ''}`} title=${named('step', one.name)} @click=${() => this.go(i)}>${i + 1}</button></li>`)}</ol></nav>
      <h3 tabindex="-1" id="step">${place + 1}/${steps.length} · ${named('step', step.name)}</h3>
      <p>${step.what}</p>
      ${model.hints ? html`<p class="note warn risk"><strong>${t('if_left_out')}</strong> ${step.risk} <span class="quiet">${named('source', step.source)}</span></p>` : nothing}
      ${part_of(step.name, model)}
      <div class="row spread moves"><button id="previous" ?disabled=${place === 0} @click=${() => this.go(place - 1)}>${t('previous')}</button>
        <button id="leave-out" @click=${() => this.mark('left_out')}>${t('leave_out')}</button>
        <button id="next" class=${step.name === 'compare' && sheet.outcome === '' ? '' : 'first'} @click=${() => this.mark('done')}>${t(place === steps.length - 1 ? 'done_last' : 'next')}</button></div>
      ${left_out.length > 0 ? html`<details><summary>${t('left_out_count', { count: left_out.length })}</summary><ul>${left_out.map((one) => html`<li><strong>${named('step', one.name)}</strong>: ${one.risk}</li>`)}</ul></details>` : nothing}
      ${Object.keys(sheet.steps).length > 0 ? html`<p><button id="again" @click=${() => this.again()}>${t('begin_anew')}</button></p>` : nothing}`;
  }
}

function note_text(model: LearnerModel, step: string): string {
  const { written, expected_nl, withdrawn_nl } = model.sheet;
  if (step === 'second_person') return written.second_person ?? '';
  if (step === 'check_syringe') return [written.drug, written.concentration, written.lot, written.expiry].filter(Boolean).join(', ');
  if (step === 'withdraw' && expected_nl !== undefined) return `expected ${expected_nl} nL, withdrawn ${withdrawn_nl ?? 0} nL`;
  return '';
}
customElements.define('refill-wizard', RefillWizard);
