import { html, nothing } from 'lit';
import { day, volume } from 'console/amounts.js';
import { t } from 'console/words.js';
import { StepElement } from './step_element.js';

/** Reading the pump, and noting what it expects to be left. */
export class StepExpected extends StepElement {
  private async read() {
    const status = await this.model.interrogate();
    if (!status) return;
    this.sheet.expected_nl = status.reservoir_nl;
    this.model.keep();
    this.model.say(t('expected_is', { volume: volume(status.reservoir_nl) }));
  }

  render() {
    const { expected_nl } = this.sheet, { status } = this.model;
    return html`<button id="read" class="first" @click=${() => this.read()}>${t('interrogate')}</button>
      ${expected_nl === undefined ? nothing : html`<dl class="facts"><dt>${t('expected')}</dt><dd id="expected">${volume(expected_nl)}</dd>
        <dt>${t('low_alarm_date')}</dt><dd>${day(status?.low_reservoir_alarm_date) || '—'}</dd></dl><p class="quiet">${t('computed_note')}</p>`}`;
  }
}
customElements.define('step-expected', StepExpected);
