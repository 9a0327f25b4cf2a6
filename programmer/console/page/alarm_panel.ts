import { LitElement, css, html, nothing } from 'lit';
import { look } from 'console/look.js';
import { Watching } from 'console/watching.js';
import { named, t } from 'console/words.js';
import type { LearnerModel } from './model.js';
import type { Alarm } from './reading.js';

/** The pump's alarms, and what can be done about them. */
export class AlarmPanel extends LitElement {
  static properties = { model: { attribute: false } };
  declare model: LearnerModel;
  static styles = [look, css`article { border: 1px solid var(--line); border-left: .4rem solid var(--caution); border-radius: .4rem; padding: .5rem .7rem; margin-bottom: .5rem; } article.critical { border-left-color: var(--critical); }`];
  connectedCallback() { super.connectedCallback(); new Watching(this, this.model); }

  private async act(act: string, more: Record<string, unknown>, said: string) {
    const answer = await this.model.ask('alarm', { act, ...more });
    if (answer.ok) this.model.say(t(said));
  }

  private one(alarm: Alarm) {
    const states = [alarm.active ? 'active' : 'over', alarm.acknowledged && 'acknowledged', alarm.silenced && 'silenced'].filter(Boolean) as string[];
    return html`<article class=${alarm.critical ? 'critical' : ''}><strong>${named('alarm_kind', alarm.kind)}</strong> <span class="quiet">${t(alarm.critical ? 'critical' : 'not_critical')}, ${states.map((state) => t(`alarm.${state}`)).join(', ')}; ${t(`tone.${alarm.tone}`)}</span>
      <div class="row"><button ?disabled=${alarm.acknowledged} @click=${() => this.act('acknowledge', { alarm_id: alarm.id }, 'acknowledged')}>${t('acknowledge')}</button><button ?disabled=${alarm.silenced || !alarm.active} @click=${() => this.act('silence', { alarm_id: alarm.id }, 'silenced')}>${t('silence')}</button></div></article>`;
  }

  render() {
    const alarms = this.model.shown?.alarms ?? [];
    return html`<h2>${t('alarms')}</h2>${alarms.length === 0 ? html`<p>${t('no_alarms')}</p>` : alarms.map((alarm) => this.one(alarm))}
      <h3>${t('test_alarm')}</h3><p class="quiet">${t('test_alarm_note')}</p>
      <div class="row"><button id="test-critical" @click=${() => this.act('test', { critical: true }, 'test_sent')}>${t('test_critical')}</button><button id="test-other" @click=${() => this.act('test', { critical: false }, 'test_sent')}>${t('test_other')}</button>
      ${this.model.hands ? html`<button id="listen" @click=${() => this.model.listen()}>${t('listen')}</button>` : nothing}</div>`;
  }
}
customElements.define('alarm-panel', AlarmPanel);
