import { LitElement, css, html, nothing } from 'lit';
import { save_as } from 'console/files.js';
import { look } from 'console/look.js';
import { Watching } from 'console/watching.js';
import { named, t } from 'console/words.js';
import type { InstructorModel } from './model.js';
import type { Item } from './telling.js';

/** The checklist with its scores from the log, evidence beside each, a trainer's own score over it, and what did harm. */
export class DebriefPage extends LitElement {
  static properties = { model: { attribute: false } };
  declare model: InstructorModel;
  static styles = [look, css`
    td select { width: auto; min-height: 1.8rem; padding: .1rem .3rem; } .harmful th[scope=row]::before { content: "▲ "; color: var(--critical); } .total { font-size: 1.1rem; font-weight: 700; } td input { min-height: 1.8rem; font-size: .82rem; margin-top: .2rem; }
    @media print { .row { display: none; } td input { border: 0; } select { border: 0; appearance: none; } }
  `];
  connectedCallback() { super.connectedCallback(); new Watching(this, this.model); void this.read(); }

  private async read() {
    const answer = await this.model.ask('debrief');
    if (!answer.ok) return;
    this.model.debrief = { items: (answer.items as Item[]) ?? [], harms: (answer.harms as []) ?? [] };
    this.model.changed();
  }

  private score(item: Item): number | null {
    return item.override ? item.override.score : item.score;
  }

  private async override(item: Item, score: number | null, why: string) {
    item.override = { score, why };
    this.model.changed();
    if (why.trim() === '') return this.model.say(t('say_why'));
    await this.model.ask('override', { step: item.step, score, why: why.trim() }, t('overridden'));
  }

  private async save(as: 'json' | 'csv') {
    const answer = await this.model.ask('export', { as });
    if (answer.ok && typeof answer.text === 'string') { save_as(`debrief-${this.model.serial}.${as}`, as === 'json' ? 'application/json' : 'text/csv', answer.text); this.model.say(t('saved')); }
  }

  private item(item: Item) {
    const over = item.override, now = this.score(item);
    const choices: [string, number | null][] = [['2', 2], ['1', 1], ['0', 0], [t('not_applicable'), null]];
    return html`<tr class=${item.harmful ? 'harmful' : ''}><th scope="row">${named('step', item.step)}<div class="quiet">${item.what}</div></th><td>${item.evidence || '—'}</td>
      <td><select id="score-${item.step}" aria-label=${t('score_of', { step: named('step', item.step) })} @change=${(e: Event) => { const v = (e.target as HTMLSelectElement).value; void this.override(item, v === '' ? null : Number(v), over?.why ?? ''); }}>
        ${choices.map(([name, score]) => html`<option value=${score ?? ''} ?selected=${score === now}>${name}</option>`)}</select>
        ${over ? html`<div class="quiet">${t('was', { score: item.score ?? t('not_applicable') })}</div><input aria-label=${t('why_of', { step: named('step', item.step) })} placeholder=${t('why')} .value=${over.why} @change=${(e: Event) => this.override(item, over.score, (e.target as HTMLInputElement).value)}>` : nothing}</td></tr>`;
  }

  render() {
    const { debrief, serial } = this.model;
    const scored = (debrief?.items ?? []).map((item) => this.score(item)).filter((score): score is number => score !== null);
    return html`<h2>${t('debrief')}</h2><p class="quiet">${t('simulation')} · ${serial}</p>
      <div class="row"><button id="read" @click=${() => this.read()}>${t('score_anew')}</button><button id="print" ?disabled=${!debrief} @click=${() => window.print()}>${t('print')}</button><button id="json" ?disabled=${!debrief} @click=${() => this.save('json')}>JSON</button><button id="csv" ?disabled=${!debrief} @click=${() => this.save('csv')}>CSV</button></div>
      ${!debrief ? html`<p>${t('no_debrief')}</p>` : html`<p class="total" id="total">${t('total', { points: scored.reduce((sum, score) => sum + score, 0), of: scored.length * 2 })}</p>
        ${debrief.harms.length > 0 ? html`<div class="note bad" id="harms"><strong>${t('harms')}</strong><ul>${debrief.harms.map((harm) => html`<li>${typeof harm === 'string' ? harm : harm.text ?? harm.what}</li>`)}</ul></div>` : html`<p class="note good" id="harms">${t('no_harms')}</p>`}
        <table><thead><tr><th scope="col">${t('step')}</th><th scope="col">${t('evidence')}</th><th scope="col">${t('score')}</th></tr></thead><tbody>${debrief.items.map((item) => this.item(item))}</tbody></table>`}`;
  }
}
customElements.define('debrief-page', DebriefPage);
