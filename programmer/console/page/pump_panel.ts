import { LitElement, css, html, nothing } from 'lit';
import { concentration, daily_dose, day, duration, flow, moment, volume } from 'console/amounts.js';
import { look } from 'console/look.js';
import { Watching } from 'console/watching.js';
import { named, t } from 'console/words.js';
import type { LearnerModel } from './model.js';
import { open_calendar, open_report } from './papers.js';

/** What the programmer was told by the pump: mode, dose, reservoir, dates. */
export class PumpPanel extends LitElement {
  static properties = { model: { attribute: false } };
  declare model: LearnerModel;
  static styles = [look, css`dl.facts { grid-template-columns: repeat(auto-fill, minmax(11.5rem, 1fr)); gap: .45rem .8rem; } dl.facts div { display: flex; flex-direction: column; } dl.facts dt { font-size: .82rem; } dl.facts dd { font-weight: 600; } dl.facts dd .quiet { font-weight: 400; }`];
  connectedCallback() { super.connectedCallback(); new Watching(this, this.model); }

  private date(name: string) {
    const { shown } = this.model, date = shown?.[`${name}_date`] as string | null;
    return date ? day(date) : t(`absent.${String(shown?.[`${name}_date_absent`] ?? 'unknown')}`);
  }

  render() {
    const status = this.model.shown;
    if (!status) return html`<h2>${t('as_the_pump_says')}</h2><p>${t('not_read')}</p>`;
    const fact = (name: string, value: unknown) => html`<div><dt>${t(name)}</dt><dd id=${name}>${value}</dd></div>`;
    return html`<h2>${t('as_the_pump_says')}</h2>
      ${status.mode === 'stopped' ? html`<p class="note bad"><strong>${t('is_stopped')}</strong></p>` : nothing}
      ${status.bolus ? html`<p class="note">${t('bolus_runs', { given: volume(status.bolus.delivered_nl), all: volume(status.bolus.volume_nl), left: duration(status.bolus.remaining_ms) })}</p>` : nothing}
      ${status.bridge ? html`<p class="note">${t('bridge_runs', { left: duration(status.bridge.duration_ms) })}</p>` : nothing}
      <dl class="facts">${fact('mode', named('mode', status.mode))}${fact('drug', html`${status.drug} ${concentration(status.concentration_ng_per_ml)}`)}${fact('daily_dose', daily_dose(status.daily_dose_ng))}
        ${status.achievable_daily_dose_ng !== status.daily_dose_ng ? fact('achievable', daily_dose(status.achievable_daily_dose_ng)) : nothing}${fact('rate', flow(status.rate_nl_per_day))}${fact('reservoir', html`${volume(status.reservoir_nl)} <span class="quiet">${t('computed')}</span>`)}
        ${fact('filled_on', this.date('filled_on'))}${fact('low_alarm_date', this.date('low_reservoir_alarm'))}${fact('empty', this.date('empty'))}${fact('refill_by', this.date('refill_by'))}${fact('replace_by', this.date('replace_by'))}
        ${fact('battery', named('battery', status.battery))}${fact('motor', named('motor', status.motor))}${fact('read_at', moment(status.pump_time))}</dl>
      <div class="row"><button id="interrogate" @click=${() => this.read()}>${t('interrogate')}</button><button @click=${() => open_report(this.model)}>${t('report')}</button><button @click=${() => open_calendar(this.model)}>${t('calendar')}</button></div><p class="quiet">${t('cannot_know')}</p>`;
  }

  private async read() {
    if (await this.model.interrogate()) this.model.say(t('has_read'));
  }
}
customElements.define('pump-panel', PumpPanel);
