import { LitElement, css, html } from 'lit';
import { decimal, pace } from 'console/amounts.js';
import { look } from 'console/look.js';
import { Watching } from 'console/watching.js';
import { t } from 'console/words.js';
import type { InstructorModel } from './model.js';

const speeds = [1, 10, 60, 600, 3600, 86400];
const hour_ms = 3_600_000;

/** The clock: pace, pause, a leap, what happens next. Stands in the header, always in reach. */
export class ClockPanel extends LitElement {
  static properties = { model: { attribute: false } };
  declare model: InstructorModel;
  private before_pause = 1;
  static styles = [look, css`
    :host { color: #fff; } button, select { background: transparent; color: #fff; border-color: #9fb6c6; } select { width: auto; } option { color: var(--ink); background: #fff; } button:hover:not([disabled]) { background: #24435b; }
    button[aria-pressed=true], button[aria-pressed=true]:hover:not([disabled]) { background: #ffd54a; color: #221a00; border-color: #ffd54a; } :focus-visible { outline-color: #ffd54a; } label { margin: 0; color: #dbe6ee; } @media print { :host { display: none; } }
  `];
  connectedCallback() { super.connectedCallback(); new Watching(this, this.model); }

  private speed(speed: number) { return this.model.bedside({ set_speed: { speed } }, speed === 0 ? t('is_paused') : t('pace_is', { pace: pace(speed) })); }
  private pause() {
    const now = this.model.truth?.speed ?? 1;
    if (now > 0) this.before_pause = now;
    void this.speed(now > 0 ? 0 : this.before_pause);
  }

  render() {
    const speed = this.model.truth?.speed ?? 1;
    const choices = speeds.includes(speed) || speed === 0 ? speeds : [...speeds, speed].sort((a, b) => a - b);
    return html`<div class="row"><button id="pause" aria-pressed=${speed === 0} @click=${() => this.pause()}>${t(speed === 0 ? 'go_on' : 'pause')}</button>
      <label for="speed">${t('pace')}</label><select id="speed" .value=${String(speed || this.before_pause)} @change=${(e: Event) => this.speed(Number((e.target as HTMLSelectElement).value))}>${choices.map((one) => html`<option value=${one} ?selected=${one === speed}>×${decimal(one, 0)}</option>`)}</select>
      <button id="next-event" @click=${() => this.model.ask('next_event', {}, t('leapt'))}>${t('next_event')}</button>
      <label for="leap">${t('leap')}</label><select id="leap" @change=${(e: Event) => this.leap(e)}><option value="">—</option>${[1, 6, 24, 168, 720, 2160].map((hours) => html`<option value=${hours}>${hours < 24 ? `${hours} h` : `${hours / 24} d`}</option>`)}</select></div>`;
  }

  private leap(event: Event) {
    const select = event.target as HTMLSelectElement, hours = Number(select.value);
    select.value = '';
    if (hours > 0) void this.model.bedside({ advance_clock: { by_ms: hours * hour_ms } }, t('leapt'));
  }
}
customElements.define('clock-panel', ClockPanel);
