import { LitElement, html } from 'lit';
import type { Message } from 'console/link.js';
import { look } from 'console/look.js';
import { t } from 'console/words.js';
import type { LearnerModel } from './model.js';

/** What is set seldom: when the low-reservoir alarm sounds, the pump's clock, a priming. */
export class SettingsEditor extends LitElement {
  static properties = { model: { attribute: false } };
  declare model: LearnerModel;
  static styles = [look];

  private value(id: string) { return this.renderRoot.querySelector<HTMLInputElement>(`#${id}`)!.value.trim(); }
  private begin(command: string, words: Message) { this.model.begin(command, words); }
  private alarm() {
    const level = this.value('level'), lead = this.value('lead');
    this.begin('alarm settings', { ...(level && { level: `${level}mL` }), ...(lead && { lead }) });
  }
  private field(id: string, hint: string, unit = '') {
    return html`<div><label for=${id}>${t(`field.${id}`)}${unit ? html` <span class="quiet">(${unit})</span>` : ''}</label><input id=${id} autocomplete="off" placeholder=${hint}></div>`;
  }

  render() {
    return html`<details><summary>${t('settings')}</summary>
      <div class="pair">${this.field('level', '2', 'mL')}${this.field('lead', '3', 'd')}</div><p><button id="set-alarm" @click=${() => this.alarm()}>${t('compare')}</button></p>
      <div class="pair">${this.field('new_clock', '2027-02-12T08:30')}<div><span class="label">&nbsp;</span><button id="set-clock" @click=${() => this.begin('clock', { time: this.value('new_clock') })}>${t('compare')}</button></div></div>
      <div class="pair"><div><label for="prime">${t('prime')}</label><select id="prime"><option value="full">${t('prime.full')}</option><option value="catheter">${t('prime.catheter')}</option></select></div>
      <div><span class="label">&nbsp;</span><button id="set-prime" @click=${() => this.begin('prime', { volume: this.value('prime') })}>${t('compare')}</button></div></div></details>`;
  }
}
customElements.define('settings-editor', SettingsEditor);
