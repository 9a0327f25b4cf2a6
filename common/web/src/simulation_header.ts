import { LitElement, css, html, nothing } from 'lit';
import { look, unseen } from './look.js';
import { duration, moment, pace } from './amounts.js';
import { t } from './words.js';
import type { LinkState } from './link.js';
import type { Sound } from './sound.js';

export interface Header {
  serial: string;
  clock: string | null;
  speed: number | undefined;
  /** To the console itself. */
  page_link: LinkState;
  /** Of the console to the pump. */
  pump_link: string;
  pump_link_text: string;
  /** Host time at which the pump was heard last; 0: never. */
  heard_ms: number;
  alarm: { text: string; critical: boolean; more: number } | null;
}

/** Always in sight: which pump, that it is a simulation, its clock and pace, the link with its age, the top alarm. */
export class SimulationHeader extends LitElement {
  static properties = { header: { attribute: false }, sound: { attribute: false }, who: {}, age_s: { state: true } };
  declare header: Header;
  declare sound: Sound;
  declare who: string;
  declare age_s: number;
  private ticking?: ReturnType<typeof setInterval>;

  static styles = [look, unseen, css`
    header { background: #10273a; color: #fff; display: flex; flex-wrap: wrap; gap: .45rem .9rem; align-items: center; padding: .5rem .9rem; font-size: .95rem; }
    h1 { font-size: 1.05rem; margin: 0; font-weight: 600; }
    .simulation { background: #ffd54a; color: #221a00; font-weight: 700; padding: .2rem .7rem; border-radius: .3rem; }
    .fact { font-variant-numeric: tabular-nums; white-space: nowrap; } .fact small { color: #b9cbd8; display: block; font-size: .75rem; line-height: 1; }
    .grow { flex: 1 1 0; }
    button { background: transparent; border-color: #9fb6c6; color: #fff; } button:hover:not([disabled]) { background: #24435b; }
    :focus-visible { outline-color: #ffd54a; }
    .alarm { flex: 1 0 100%; margin: 0 -.9rem -.5rem; padding: .45rem .9rem; font-weight: 700; }
    .alarm.critical { background: #a8071a; } .alarm.other { background: #ffe08a; color: #2b2000; }
    .link .state::before { content: "● "; color: #7be0a1; } .link.lost .state::before { content: "▲ "; color: #fff; } .link.connecting .state::before { content: "◌ "; color: #ffd54a; }
    .link.lost { background: #a8071a; padding: .1rem .5rem; border-radius: .3rem; } .link.lost small { color: #fff; }
    @media print { button { display: none; } header { background: #fff; color: #000; } .fact small { color: #444; } .simulation { background: #fff; border: 2px solid #000; color: #000; } }
  `];

  connectedCallback() {
    super.connectedCallback();
    this.ticking = setInterval(() => { this.age_s = this.age(); }, 500);
    this.sound.addEventListener('change', () => this.requestUpdate());
  }
  disconnectedCallback() { super.disconnectedCallback(); clearInterval(this.ticking); }

  private age() { return this.header.heard_ms ? Math.max(0, Math.floor((Date.now() - this.header.heard_ms) / 1000)) : -1; }

  private link() {
    const { page_link, pump_link, pump_link_text } = this.header;
    const state = page_link !== 'open' ? page_link : pump_link;
    const key = page_link !== 'open' ? `console.${page_link}` : `pump.${pump_link}`;
    const age = this.age();
    const heard = age < 0 ? t('never_heard') : t('heard_ago', { age: duration(age * 1000) });
    return html`<span class="fact link ${state}" title=${pump_link_text}><small>${t('link')}</small><span class="state" role="status">${t(key)}</span>, ${heard}</span>`;
  }

  private audio() {
    const { sound } = this;
    return html`<span class="row"><button aria-pressed=${sound.is_on} @click=${() => sound.turn(!sound.is_on)}>${t(sound.is_on ? 'sound_on' : 'sound_off')}</button>
      <button ?disabled=${!sound.is_on || sound.is_paused} @click=${() => sound.pause()}>${t(sound.is_paused ? 'audio_paused' : 'pause_audio')}</button></span>`;
  }

  render() {
    const { serial, clock, speed, alarm } = this.header;
    return html`<header>
      <h1>${t('title')}</h1>
      <span class="simulation">${t('simulation')}</span>
      <span class="fact"><small>${t('pump')}</small>${serial || '—'}</span>
      <span class="fact"><small>${t('pump_clock')}</small><span id="clock">${clock ? moment(clock) : '—'}</span></span>
      <span class="fact"><small>${t('pace')}</small>${speed === undefined ? '—' : speed === 0 ? t('paused') : pace(speed)}</span>
      ${this.link()}
      <span class="grow"></span>
      <slot></slot>
      ${this.audio()}
      <div role="alert" class=${alarm ? `alarm ${alarm.critical ? 'critical' : 'other'}` : ''}>${alarm
        ? html`${t(alarm.critical ? 'critical_alarm' : 'alarm')}: ${alarm.text}${alarm.more > 0 ? html` ${t('more_alarms', { count: alarm.more })}` : nothing}` : nothing}</div>
    </header>`;
  }
}
customElements.define('simulation-header', SimulationHeader);
