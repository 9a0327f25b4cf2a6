import { LitElement, css, html, nothing } from 'lit';
import { clock_text } from 'console/amounts.js';
import { look, unseen } from 'console/look.js';
import type { Header } from 'console/simulation_header.js';
import { layout } from 'console/layout.js';
import { Watching } from 'console/watching.js';
import { choose_locale, named, t } from 'console/words.js';
import 'console/common_words.js';
import 'console/cross_section.js';
import 'console/simulation_header.js';
import type { TabSet } from 'console/tab_set.js';
import 'console/tab_set.js';
import 'console/time_chart.js';
import 'console/time_line.js';
import './alarm_panel.js';
import { charts } from './charts.js';
import './editors.js';
import './learner_words.js';
import { LearnerModel } from './model.js';
import './pump_panel.js';
import './refill_wizard.js';
import { computed_section } from './section.js';

const tabs = ['refill', 'therapy', 'alarms'];

/** The learner's page: the programmer's view, a learner's hands, the guided refill. */
export class LearnerPage extends LitElement {
  static properties = { tab: { state: true } };
  declare tab: string;
  readonly model = new LearnerModel();
  static styles = [look, unseen, layout, css`.left .panel { position: sticky; top: .5rem; }`];
  constructor() {
    super();
    this.tab = 'refill';
    new Watching(this, this.model);
    this.model.start();
  }

  private header(): Header {
    const { model } = this, active = (model.status?.alarms ?? []).filter((alarm) => alarm.active);
    const top = active.find((alarm) => alarm.critical) ?? active[0];
    return {
      serial: model.serial, clock: model.status?.pump_time ?? null, speed: model.pace, page_link: model.link.state, pump_link: model.pump_link.state, pump_link_text: model.pump_link.text,
      heard_ms: model.heard_ms, alarm: top ? { text: named('alarm_kind', top.kind), critical: top.critical, more: active.length - 1 } : null,
    };
  }

  private panel() {
    if (this.tab === 'refill') return html`<refill-wizard .model=${this.model}></refill-wizard>`;
    if (this.tab === 'therapy') return html`<dose-editors .model=${this.model}></dose-editors>`;
    return html`<alarm-panel .model=${this.model}></alarm-panel>`;
  }

  render() {
    const { model } = this, first = model.seen.seen[0], newest = model.seen.newest;
    const shown = model.replay_ms === undefined ? undefined : model.seen.at(model.replay_ms);
    return html`<button class="skip" @click=${() => this.renderRoot.querySelector<TabSet>('tab-set')?.enter()}>${t('skip')}</button><simulation-header .header=${this.header()} .sound=${model.sound}></simulation-header>
      <main class=${model.replay_ms === undefined ? '' : 'replaying'}>
        <aside class="left" aria-label=${t('picture')}><div class="panel"><cross-section .section=${computed_section(model)}></cross-section></div></aside>
        <section class="middle" aria-label=${t('charts')}>${charts(model).map((data) => html`<div class="panel"><time-chart .data=${data}></time-chart></div>`)}<div class="panel"><pump-panel .model=${model}></pump-panel></div></section>
        <section class="right" aria-label=${t('workflows')}><tab-set .tabs=${tabs} .chosen=${this.tab} label=${t('workflows')} @choose=${(e: CustomEvent<string>) => { this.tab = e.detail; }}><div class="panel" slot=${this.tab}>${this.panel()}</div></tab-set></section>
      </main>
      <footer><div class="panel"><time-line .marks=${model.marks} .from_ms=${Math.min(first?.uptime_ms ?? 0, model.marks[0]?.uptime_ms ?? Infinity)} .to_ms=${newest?.uptime_ms ?? 1} .at_ms=${model.replay_ms} .at_clock=${shown ? clock_text(shown.clock_ms) : ''}
        @replay=${(e: CustomEvent<number | null>) => { model.replay_ms = e.detail ?? undefined; model.changed(); }}></time-line></div></footer>
      <div class="said" role="status" aria-live="polite">${model.said ? html`<span>${model.said}</span><button aria-label=${t('close_message')} @click=${() => model.say('')}>✕</button>` : nothing}</div>`;
  }
}
choose_locale();
customElements.define('learner-page', LearnerPage);
