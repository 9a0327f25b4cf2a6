import { LitElement, css, html } from 'lit';
import { clock_text } from 'console/amounts.js';
import { look, unseen } from 'console/look.js';
import { layout } from 'console/layout.js';
import type { Header } from 'console/simulation_header.js';
import { Watching } from 'console/watching.js';
import { choose_locale, t } from 'console/words.js';
import 'console/common_words.js';
import 'console/cross_section.js';
import 'console/simulation_header.js';
import type { TabSet } from 'console/tab_set.js';
import 'console/tab_set.js';
import 'console/time_chart.js';
import 'console/time_line.js';
import { charts } from './charts.js';
import './clock_panel.js';
import './debrief_page.js';
import './fault_drawer.js';
import './instructor_words.js';
import { InstructorModel } from './model.js';
import { true_section } from './section.js';
import './session_panel.js';
import './truth_panel.js';

const tabs = ['session', 'faults', 'debrief'];

/** The instructor's page: what is so, the clock, faults, and the score afterwards. */
export class InstructorPage extends LitElement {
  static properties = { tab: { state: true } };
  declare tab: string;
  readonly model = new InstructorModel();
  static styles = [look, unseen, layout, css`@media print { .left, .middle { display: none; } }`];
  constructor() {
    super();
    this.tab = 'session';
    new Watching(this, this.model);
    this.model.start();
  }

  private header(): Header {
    const { model } = this, tone = model.alarm_tone;
    const sounds = tone === 'single' || tone === 'two_tone';
    return {
      serial: model.serial, clock: model.truth ? clock_text(model.truth.clock_ms) : null, speed: model.truth?.speed, page_link: model.link.state, pump_link: model.pump_link.state, pump_link_text: model.pump_link.text,
      heard_ms: model.heard_ms, alarm: sounds ? { text: t(`pump_sounds.${tone}`), critical: tone === 'two_tone', more: 0 } : null,
    };
  }

  private panel() {
    if (this.tab === 'session') return html`<session-panel .model=${this.model}></session-panel>`;
    if (this.tab === 'faults') return html`<fault-drawer .model=${this.model}></fault-drawer>`;
    return html`<debrief-page .model=${this.model}></debrief-page>`;
  }

  render() {
    const { model } = this, first = model.seen.seen[0], newest = model.seen.newest;
    const shown = model.replay_ms === undefined ? undefined : model.seen.at(model.replay_ms);
    return html`<button class="skip" @click=${() => this.renderRoot.querySelector<TabSet>('tab-set')?.enter()}>${t('skip')}</button><simulation-header .header=${this.header()} .sound=${model.sound}><clock-panel .model=${model}></clock-panel></simulation-header>
      <main class=${model.replay_ms === undefined ? '' : 'replaying'}>
        <aside class="left" aria-label=${t('picture')}><div class="panel"><cross-section .section=${true_section(model)}></cross-section></div><div class="panel"><truth-panel .model=${model}></truth-panel></div></aside>
        <section class="middle" aria-label=${t('charts')}>${charts(model).map((data) => html`<div class="panel"><time-chart .data=${data}></time-chart></div>`)}<p class="quiet">${t('csf_note')}</p></section>
        <section class="right" aria-label=${t('teaching')}><tab-set .tabs=${tabs} .chosen=${this.tab} label=${t('teaching')} @choose=${(e: CustomEvent<string>) => { this.tab = e.detail; }}><div class="panel" slot=${this.tab}>${this.panel()}</div></tab-set></section>
      </main>
      <footer><div class="panel"><time-line .marks=${model.marks} .from_ms=${Math.min(first?.uptime_ms ?? 0, model.marks[0]?.uptime_ms ?? Infinity)} .to_ms=${newest?.uptime_ms ?? 1} .at_ms=${model.replay_ms} .at_clock=${shown ? clock_text(shown.clock_ms) : ''}
        @replay=${(e: CustomEvent<number | null>) => { model.replay_ms = e.detail ?? undefined; model.changed(); }}></time-line></div></footer>
      <div class="said" role="status" aria-live="polite">${model.said ? html`<span>${model.said}</span><button aria-label=${t('close_message')} @click=${() => model.say('')}>✕</button>` : ''}</div>`;
  }
}
choose_locale();
customElements.define('instructor-page', InstructorPage);
