import { LitElement, css, html, nothing } from 'lit';
import { look } from 'console/look.js';
import { Watching } from 'console/watching.js';
import { named, t } from 'console/words.js';
import { ask_of, faults, groups } from './fault_table.js';
import type { Fault, Field } from './fault_table.js';
import type { InstructorModel } from './model.js';

/** Every fault of the bedside as a control, and what is laid out and has not come about yet. */
export class FaultDrawer extends LitElement {
  static properties = { model: { attribute: false } };
  declare model: InstructorModel;
  private readonly written: Record<string, Record<string, string>> = {};
  static styles = [look, css`
    form { border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .7rem; margin-bottom: .45rem; } form p { margin-top: 0; } .fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: 0 .6rem; margin-bottom: .45rem; }
  `];
  connectedCallback() { super.connectedCallback(); new Watching(this, this.model); }

  private field(fault: Fault, field: Field) {
    const id = `${fault.name}-${field.name}`, of_fault = (this.written[fault.name] ??= {});
    const keep = (e: Event) => { const input = e.target as HTMLInputElement; of_fault[field.name] = field.kind === 'flag' ? (input.checked ? 'on' : '') : input.value; };
    if (field.kind === 'flag') return html`<label class="check" for=${id}><input type="checkbox" id=${id} @change=${keep}>${t(`field.${field.name}`)}</label>`;
    const label = html`<label for=${id}>${t(`field.${field.name}`)}${field.unit ? ` (${field.unit})` : ''}</label>`;
    if (field.kind === 'choice') return html`<div>${label}<select id=${id} @change=${keep}>${field.choices!.map((one) => html`<option value=${one}>${t(`choice.${one}`)}</option>`)}</select></div>`;
    return html`<div>${label}<input id=${id} inputmode="decimal" autocomplete="off" .defaultValue=${field.usual} @input=${keep}></div>`;
  }

  private inject(fault: Fault, event: Event) {
    event.preventDefault();
    const ask = ask_of(fault, this.written[fault.name] ?? {});
    if (typeof ask === 'string') return this.model.say(t('no_number', { field: t(`field.${ask}`) }));
    void this.model.bedside(ask, fault.group === 'hands' ? '' : t('has_happened', { fault: t(`fault.${fault.name}`) }));
  }

  private one(fault: Fault) {
    return html`<form id=${fault.name} @submit=${(e: Event) => this.inject(fault, e)} aria-label=${t(`fault.${fault.name}`)}><p><strong>${t(`fault.${fault.name}`)}</strong> <span class="quiet">${t(`about.${fault.name}`)}</span></p>
      ${fault.fields.length > 0 ? html`<div class="fields">${fault.fields.map((field) => this.field(fault, field))}</div>` : nothing}
      <div class="row"><button type="submit" class="danger">${t(fault.group === 'hands' ? 'do_it' : 'inject')}</button>${(fault.also ?? []).map((end) => html`<button type="button" id=${end.name} @click=${() => this.model.bedside(end.ask, t(`end.${end.name}`))}>${t(`end.${end.name}`)}</button>`)}</div></form>`;
  }

  private laid_out() {
    const { faults: laid } = this.model, list: string[] = [];
    for (const answer of (laid.answers as Record<string, unknown>[]) ?? []) list.push(t('laid.answer', { request: named('choice', answer.request), answer: named('choice', answer.answer), times: String(answer.times ?? 1) }));
    for (const cut of (laid.cuts as Record<string, unknown>[]) ?? []) list.push(t('laid.cut', { direction: named('choice', cut.direction), frame: String(cut.frame) }));
    if (laid.crash) list.push(t('laid.crash', { point: named('choice', (laid.crash as Record<string, unknown>).point) }));
    return html`<h3>${t('laid_out')}</h3>${list.length === 0 ? html`<p class="quiet">${t('nothing_laid_out')}</p>` : html`<ul id="laid">${list.map((one) => html`<li>${one}</li>`)}</ul><button id="clear" @click=${() => this.model.bedside({ clear_faults: {} }, t('cleared'))}>${t('clear_faults')}</button>`}`;
  }

  render() {
    return html`<h2>${t('faults')}</h2><p class="quiet">${t('faults_note')}</p>${this.laid_out()}
      ${groups.map((group) => html`<details ?open=${group === 'motor'}><summary>${t(`group.${group}`)}</summary>${faults.filter((fault) => fault.group === group).map((fault) => this.one(fault))}</details>`)}`;
  }
}
customElements.define('fault-drawer', FaultDrawer);
