import { LitElement, css, html, nothing } from 'lit';
import { daily_dose } from 'console/amounts.js';
import { look } from 'console/look.js';
import { Watching } from 'console/watching.js';
import { t } from 'console/words.js';
import './change_view.js';
import type { LearnerModel } from './model.js';
import './schedule_editor.js';
import './settings_editor.js';

/** Dose, bolus, schedule, stop and resume: each is reviewed as the pump read it before anything happens. */
export class DoseEditors extends LitElement {
  static properties = { model: { attribute: false } };
  declare model: LearnerModel;
  static styles = [look, css`section + section { border-top: 1px solid var(--line); margin-top: .8rem; padding-top: .5rem; }`];
  connectedCallback() { super.connectedCallback(); new Watching(this, this.model); }

  private value(id: string) { return this.renderRoot.querySelector<HTMLInputElement>(`#${id}`)!.value.trim(); }
  private input(id: string, usual: string, unit: string) {
    return html`<div><label for=${id}>${t(`field.${id}`)} <span class="quiet">(${unit})</span></label><input id=${id} autocomplete="off" inputmode="decimal" .defaultValue=${usual}></div>`;
  }
  private number(id: string): string | undefined {
    const text = this.value(id);
    if (/^\d+(\.\d+)?$/.test(text)) return text;
    this.model.say(t('no_number', { field: t(`field.${id}`), text }));
    this.renderRoot.querySelector<HTMLInputElement>(`#${id}`)!.focus();
    return undefined;
  }

  private set_dose() { const dose = this.number('new_dose'); if (dose) this.model.begin('dose set', { dose: `${dose}mcg/day` }); }
  private step_dose(command: string) { const by = this.number('percent'); if (by) this.model.begin(command, { by: `${by}%` }); }
  private bolus() {
    const dose = this.number('bolus_dose'), over = this.number('bolus_over');
    if (dose && over) this.model.begin('bolus', { dose: `${dose}mcg`, over: `${over}min` });
  }
  private async stop() {
    this.model.change = { change: 0, command: 'stop', step: 'begun' };
    const answer = await this.model.ask('stop');
    if (!answer.ok) this.model.change = { change: 0, command: 'stop', step: 'end', exit: answer.text === 'link_lost' ? 4 : 1, problem: { what: this.model.said, meaning: '', todo: '' } };
    this.model.changed();
  }

  render() {
    const { model } = this, { status, change } = model, busy = change && change.step !== 'end';
    const is_stopped = status?.mode === 'stopped';
    return html`${change && change.command !== 'refill' ? html`<div class="panel"><change-view .model=${model}></change-view></div>` : nothing}
      <div ?inert=${Boolean(busy)}><section><h3>${t('stop_resume')}</h3><div class="row"><button class="danger" id="stop" @click=${() => this.stop()}>${t('stop')}</button>
        <button id="resume" class=${is_stopped ? 'first' : ''} ?disabled=${!is_stopped} @click=${() => model.begin('resume', {})}>${t('resume')}</button></div></section>
      <section><h3>${t('daily_dose')}</h3><p class="quiet">${t('dose_now', { dose: daily_dose(status?.daily_dose_ng ?? 0) })}</p>
        <div class="pair">${this.input('new_dose', '', 'mcg/day')}<div><span class="label">&nbsp;</span><button id="set-dose" @click=${() => this.set_dose()}>${t('compare')}</button></div>
        ${this.input('percent', '10', '%')}<div><span class="label">&nbsp;</span><div class="row"><button id="dose-up" @click=${() => this.step_dose('dose up')}>${t('increase')}</button><button id="dose-down" @click=${() => this.step_dose('dose down')}>${t('decrease')}</button></div></div></div></section>
      <section><h3>${t('bolus')}</h3><div class="pair">${this.input('bolus_dose', '', 'mcg')}${this.input('bolus_over', '20', 'min')}</div><p><button id="bolus" @click=${() => this.bolus()}>${t('compare')}</button></p></section>
      <section><schedule-editor .model=${model}></schedule-editor></section><section><settings-editor .model=${model}></settings-editor></section></div>`;
  }
}
customElements.define('dose-editors', DoseEditors);
