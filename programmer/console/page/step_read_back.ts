import { html, nothing } from 'lit';
import { daily_dose, day, volume } from 'console/amounts.js';
import { t } from 'console/words.js';
import { open_calendar, open_report } from './papers.js';
import { StepElement } from './step_element.js';

/** The pump once more: what it took, when it wants to be seen again; the report and the calendar file. */
export class StepReadBack extends StepElement {
  private has_read = false;
  private async read() {
    const status = await this.model.interrogate();
    this.has_read = status !== undefined;
    this.requestUpdate();
    if (status) this.model.say(t('read_back_is', { dose: daily_dose(this.model.status?.daily_dose_ng ?? 0), date: day(this.model.status?.refill_by_date) }));
  }

  render() {
    const { status } = this.model;
    return html`<button class="first" id="read" @click=${() => this.read()}>${t('read_again')}</button>
      ${this.has_read && status ? html`<dl class="facts" id="read-back"><dt>${t('reservoir')}</dt><dd>${volume(status.reservoir_nl)}</dd><dt>${t('daily_dose')}</dt><dd>${daily_dose(status.daily_dose_ng)}</dd>
        <dt>${t('low_alarm_date')}</dt><dd>${day(status.low_reservoir_alarm_date) || '—'}</dd><dt>${t('refill_by')}</dt><dd>${day(status.refill_by_date) || '—'}</dd></dl>` : nothing}
      <div class="row"><button id="print" @click=${() => open_report(this.model)}>${t('report')}</button><button id="calendar" @click=${() => open_calendar(this.model)}>${t('calendar')}</button></div>`;
  }
}
customElements.define('step-read-back', StepReadBack);
