import { html, nothing } from 'lit';
import type { Message } from 'console/link.js';
import { t } from 'console/words.js';
import './change_view.js';
import type { LearnerModel } from './model.js';
import { StepElement } from './step_element.js';

/** The words of `programmer refill`, without dashes, from what stands on the sheet. */
export function refill_words(model: LearnerModel): Message {
  const { written } = model.sheet, words: Message = {};
  const put = (name: string, value: string | undefined, unit = '') => { if (value?.trim()) words[name] = value.trim() + unit; };
  put('withdrawn', written.withdrawn?.replace(/\s*mL$/i, ''), 'mL');
  put('volume', written.volume?.replace(/\s*mL$/i, ''), 'mL');
  put('drug', written.drug);
  put('concentration', written.concentration?.replace(/\s*mcg\/mL$/i, ''), 'mcg/mL');
  put('lot', written.lot);
  const dose = written.dose?.trim();
  if (dose && written.dose_how === 'percent') words.dose = `${/^[+-]/.test(dose) ? '' : '+'}${dose.replace(/\s*%$/, '')}%`;
  if (dose && written.dose_how === 'amount') words.dose = `${dose.replace(/\s*mcg\/day$/i, '')}mcg/day`;
  const other = written.concentration && Number(written.concentration) * 1000 !== model.status?.concentration_ng_per_ml;
  if (other) words.bridge = written.bridge ?? 'auto';
  return words;
}

/** The Finish page: old | new, then the update. */
export class StepCompare extends StepElement {
  private begin() {
    const { sheet } = this, { written } = sheet;
    const steps = Object.entries(sheet.steps).map(([step, record]) => ({ step, state: record.state }));
    const more: Message = { steps };
    for (const name of ['by', 'second_person', 'expiry']) if (written[name]?.trim()) more[name] = written[name].trim();
    sheet.outcome = '';
    this.model.begin('refill', refill_words(this.model), more);
  }

  render() {
    const { change } = this.model, mine = change?.command === 'refill', { outcome } = this.sheet;
    return html`${mine ? html`<change-view .model=${this.model}></change-view>` : html`
      ${outcome ? html`<p class="note ${outcome === 'done' ? 'good' : 'warn'}">${t(`outcome.${outcome}`)}</p>` : html`<p>${t('compare_first')}</p>`}
      <button class=${outcome === 'done' ? '' : 'first'} id="compare" @click=${() => this.begin()}>${t(outcome ? 'compare_again' : 'compare')}</button>`}
      ${mine || outcome ? nothing : html`<p class="quiet">${t('nothing_yet')}</p>`}`;
  }
}
customElements.define('step-compare', StepCompare);
