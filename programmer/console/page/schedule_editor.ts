import { LitElement, css, html } from 'lit';
import { look } from 'console/look.js';
import { t } from 'console/words.js';
import type { LearnerModel } from './model.js';

interface Row { days: string; at: string; dose: string }
const day_choices = ['daily', 'Mon-Fri', 'Sat Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const most_steps = 13;

/** Flex: a rate from a time of day on. In the text form that the programmer reads from a file. */
export class ScheduleEditor extends LitElement {
  static properties = { model: { attribute: false }, rows: { state: true } };
  declare model: LearnerModel;
  declare rows: Row[];
  static styles = [look, css`td { padding: .15rem .2rem; border: 0; } th { padding: .15rem .2rem; } td button { min-width: 2.1rem; }`];
  constructor() { super(); this.rows = [{ days: 'daily', at: '07:00', dose: '' }, { days: 'daily', at: '20:00', dose: '' }]; }

  private set(i: number, name: keyof Row, value: string) { this.rows = this.rows.map((row, n) => (n === i ? { ...row, [name]: value } : row)); }

  private begin() {
    const bad = this.rows.find((row) => !/^\d+(\.\d+)?$/.test(row.dose.trim()) || !/^\d\d:\d\d$/.test(row.at));
    if (bad) return this.model.say(t('no_number', { field: t('field.step_dose'), text: bad.dose }));
    const schedule = this.rows.map((row) => `step { days: "${row.days}" at: "${row.at}" dose: "${row.dose.trim()}mcg/day" }`).join('\n');
    this.model.begin('schedule', { schedule });
  }

  render() {
    const number = (i: number) => t('step_number', { number: i + 1 });
    return html`<h3>${t('schedule')}</h3><p class="quiet">${t('schedule_note', { most: most_steps })}</p>
      <table><thead><tr><th scope="col">${t('days')}</th><th scope="col">${t('from')}</th><th scope="col">${t('field.step_dose')} (mcg/day)</th><th><span class="quiet">${t('remove')}</span></th></tr></thead>
      <tbody>${this.rows.map((row, i) => html`<tr><td><select aria-label=${`${number(i)}, ${t('days')}`} @change=${(e: Event) => this.set(i, 'days', (e.target as HTMLSelectElement).value)}>${day_choices.map((choice) => html`<option value=${choice} ?selected=${choice === row.days}>${t(`days.${choice.replace(' ', '_')}`)}</option>`)}</select></td>
        <td><input inputmode="numeric" maxlength="5" placeholder="07:00" aria-label=${`${number(i)}, ${t('from')}`} .value=${row.at} @input=${(e: Event) => this.set(i, 'at', (e.target as HTMLInputElement).value)}></td>
        <td><input inputmode="decimal" aria-label=${`${number(i)}, ${t('field.step_dose')}`} .value=${row.dose} @input=${(e: Event) => this.set(i, 'dose', (e.target as HTMLInputElement).value)}></td>
        <td><button aria-label=${`${t('remove')} ${number(i)}`} ?disabled=${this.rows.length === 1} @click=${() => { this.rows = this.rows.filter((_, n) => n !== i); }}>✕</button></td></tr>`)}</tbody></table>
      <div class="row"><button ?disabled=${this.rows.length >= most_steps} @click=${() => { this.rows = [...this.rows, { days: 'daily', at: '12:00', dose: '' }]; }}>${t('add_step')}</button>
      <button id="set-schedule" @click=${() => this.begin()}>${t('compare')}</button></div>`;
  }
}
customElements.define('schedule-editor', ScheduleEditor);
