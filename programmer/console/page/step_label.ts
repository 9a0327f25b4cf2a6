import { html, nothing } from 'lit';
import { t } from 'console/words.js';
import { StepElement } from './step_element.js';

/** Drug, concentration, lot and expiry, read off the syringe's label. */
export class StepLabel extends StepElement {
  render() {
    const { status } = this.model, { written } = this.sheet;
    const shown = (status?.concentration_ng_per_ml ?? 0) / 1000, differs = written.concentration && Number(written.concentration) !== shown;
    return html`<div class="pair">${this.field('drug', status?.drug ?? '')}${this.field('concentration', shown ? String(shown) : '', '2000')}${this.field('lot', '', 'B-2041')}${this.field('expiry', '', '2027-03')}</div>
      ${this.field('by')}${differs ? html`<p class="note warn">${t('other_concentration')}</p>` : nothing}`;
  }
}
customElements.define('step-label', StepLabel);

/** A second person reads the label too, and says so with a name. */
export class StepSecondPerson extends StepElement {
  render() {
    const { written } = this.sheet;
    const one = (written.by ?? '').replace(/\s/g, '').toLowerCase(), other = (written.second_person ?? '').replace(/\s/g, '').toLowerCase();
    return html`${this.field('second_person')}${other && one === other ? html`<p class="note bad">${t('same_person')}</p>` : nothing}`;
  }
}
customElements.define('step-second-person', StepSecondPerson);
