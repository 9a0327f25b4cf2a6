import { LitElement, css, html, nothing, svg } from 'lit';
import { look } from './look.js';
import { moment } from './amounts.js';
import { t, named } from './words.js';
import type { Mark } from './history.js';

const shown_marks = 200;

/** Events over the pump's time. A click on one, or the slider, shows the state at that time; "back to now" ends that. */
export class TimeLine extends LitElement {
  static properties = { marks: { attribute: false }, from_ms: { type: Number }, to_ms: { type: Number }, at_ms: { attribute: false }, at_clock: {} };
  declare marks: Mark[];
  declare from_ms: number;
  declare to_ms: number;
  /** Shown in replay; undefined: now. */
  declare at_ms: number | undefined;
  declare at_clock: string;
  static styles = [look, css`
    .track { display: block; width: calc(100% - 1rem); height: 1.6rem; margin: 0 .5rem; overflow: visible; border-bottom: 2px solid var(--edge); }
    .track rect { fill: var(--soft); } .track .alarm { fill: var(--caution); } .track .harm { fill: var(--critical); }
    input[type=range] { width: 100%; margin: .15rem 0; accent-color: var(--accent); }
    ol { list-style: none; margin: .3rem 0 0; padding: .2rem; display: flex; gap: .4rem; overflow-x: auto; }
    li button { text-align: left; min-width: 8rem; max-width: 17rem; width: max-content; font-size: .82rem; line-height: 1.25; } li span.text { display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical; overflow: hidden; } li small { display: block; color: var(--soft); }
    li .harm { border-color: var(--critical); border-width: 2px; color: var(--critical); font-weight: 600; } li .alarm { border-color: var(--caution); border-width: 2px; }
    li button[aria-pressed=true] small { color: #fff; } li button.harm[aria-pressed=true], li button.harm[aria-pressed=true]:hover { color: #fff; background: var(--critical); }
    .replay { background: #fff6e0; border: 1px solid var(--caution); border-radius: .4rem; padding: .25rem .6rem; font-weight: 600; }
    @media print { :host { display: none; } }
  `];

  private show(uptime_ms: number | undefined) {
    this.dispatchEvent(new CustomEvent('replay', { detail: uptime_ms, bubbles: true, composed: true }));
  }
  private place(mark: Mark) { return `${(100 * (mark.uptime_ms - this.from_ms)) / Math.max(1, this.to_ms - this.from_ms)}%`; }

  render() {
    const { marks, at_ms, from_ms, to_ms } = this;
    const within = marks.filter((mark) => mark.uptime_ms >= from_ms && mark.uptime_ms <= to_ms);
    const kind = (mark: Mark) => (mark.harm ? 'harm' : mark.alarm ? 'alarm' : '');
    return html`<div class="row spread"><h2>${t('timeline')}</h2>${at_ms === undefined ? html`<span class="quiet">${t('timeline_hint')}</span>`
      : html`<span class="replay" role="status">${t('replay_of', { clock: moment(this.at_clock) })}</span><button class="first" @click=${() => this.show(undefined)}>${t('back_to_now')}</button>`}</div>
      <svg class="track" aria-hidden="true">${within.slice(-shown_marks).map((mark) => svg`<rect class=${kind(mark)} x=${this.place(mark)} y=${mark.harm ? 2 : mark.alarm ? 6 : 11} width=${mark.harm ? 4 : 3} height="24"/>`)}</svg>
      <input type="range" aria-label=${t('replay_slider')} aria-valuetext=${at_ms === undefined ? t('now') : moment(this.at_clock)} min=${from_ms} max=${Math.max(to_ms, from_ms + 1)} step="any" .value=${String(at_ms ?? to_ms)}
        @input=${(e: Event) => { const v = Number((e.target as HTMLInputElement).value); this.show(v >= this.to_ms ? undefined : v); }}>
      <ol tabindex="0" aria-label=${t('events')}>${marks.slice(-shown_marks).reverse().map((mark) => html`<li><button class=${kind(mark)} aria-pressed=${at_ms === mark.uptime_ms}
        @click=${() => this.show(mark.uptime_ms)}><span class="text" title=${mark.text}>${mark.harm ? html`<span aria-hidden="true">▲ </span>` : nothing}${mark.text}</span><small>${moment(mark.clock)} · ${named('who', mark.who)}</small></button></li>`)}</ol>
      ${marks.length === 0 ? html`<p class="quiet">${t('no_events')}</p>` : nothing}`;
  }
}
customElements.define('time-line', TimeLine);
