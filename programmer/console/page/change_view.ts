import { LitElement, css, html, nothing } from 'lit';
import { look } from 'console/look.js';
import { Watching } from 'console/watching.js';
import { named, t } from 'console/words.js';
import type { LearnerModel } from './model.js';
import type { Change, Said } from './reading.js';

const said = (list: Said[] | undefined, kind: string) => (list ?? []).map((one) => html`<p class="note ${kind}">${one.text}</p>`);

/** A change from its cautions to its end: old | new as the pump read them, and what became of it. */
export class ChangeView extends LitElement {
  static properties = { model: { attribute: false } };
  declare model: LearnerModel;
  private asked = '';
  static styles = [look, css`
    tr.changed td, tr.changed th { background: #fff6e0; color: var(--ink); font-weight: 700; } th[scope=row] { font-weight: 400; } tr.changed th[scope=row]::before { content: "● "; color: var(--caution); }
    .outcome { font-size: 1.05rem; font-weight: 700; }
  `];
  connectedCallback() { super.connectedCallback(); new Watching(this, this.model); }

  /** What asks a person takes the focus, once: nobody should have to look for it. */
  updated() {
    const { change } = this.model;
    const asked = change ? `${change.change} ${change.step}` : '';
    if (asked === this.asked) return;
    this.asked = asked;
    if (change && ['cautions', 'review', 'end'].includes(change.step)) this.renderRoot.querySelector<HTMLElement>('h3')?.focus();
  }

  private asks(yes: string) {
    return html`<div class="row acts"><button class="first" id="yes" @click=${() => this.model.answer_change(true)}>${t(yes)}</button>
      <button id="no" @click=${() => this.model.answer_change(false)}>${t('not_so')}</button></div>`;
  }

  private review(change: Change) {
    return html`<h3 tabindex="-1">${t('finish')}</h3><p>${change.what}</p><p class="quiet">${t('as_read')}</p>
      <table id="review"><thead><tr><th scope="col">${t('what')}</th><th scope="col">${t('old')}</th><th scope="col">${t('new')}</th></tr></thead>
      <tbody>${(change.rows ?? []).map((row) => html`<tr class=${row.changed ? 'changed' : ''}><th scope="row">${row.what}</th><td>${row.what === 'mode' ? named('mode', row.old) : row.old}</td><td>${row.what === 'mode' ? named('mode', row.new) : row.new}</td></tr>`)}</tbody></table>
      ${said(change.warnings, 'warn')}${change.step === 'sent' ? html`<p role="status">${t('sending')}</p>` : this.asks('confirm_update')}`;
  }

  private end(change: Change) {
    const outcome = change.exit === 0 ? 'done' : change.exit === 4 ? 'uncertain' : String(change.report?.outcome ?? 'refused');
    const kind = outcome === 'done' ? 'good' : outcome === 'declined' ? '' : outcome === 'uncertain' || outcome === 'partly' ? 'warn' : 'bad';
    const { problem } = change;
    return html`<h3 tabindex="-1">${t('outcome')}</h3><div class="note ${kind}"><p class="outcome" id="outcome">${t(`outcome.${outcome}`)}</p>
      ${problem ? html`<p>${problem.what}</p>${problem.meaning ? html`<p>${problem.meaning}</p>` : nothing}${problem.todo ? html`<p>${problem.todo}</p>` : nothing}` : nothing}</div>
      <div class="row">${outcome === 'uncertain' ? html`<button class="first" id="settle" @click=${() => this.settle()}>${t('settle')}</button>` : nothing}
      <button id="close" @click=${() => { this.model.change = undefined; this.model.changed(); }}>${t('close')}</button></div>`;
  }

  private async settle() {
    const answer = await this.model.ask('settle');
    if (!answer.ok) return;
    const settled = (answer.settled ?? []) as { intent?: string; outcome?: string; detail?: string }[];
    const { change } = this.model, last = settled[settled.length - 1];
    const open = typeof answer.open === 'string' ? answer.open : '';
    // Settled on another way in, by a reading: the pump's own list of operations says it.
    const listed = (this.model.status?.operations ?? []) as { state?: string }[];
    const outcome = open ? 'uncertain' : last?.outcome ?? (listed[listed.length - 1]?.state === 'executed' ? 'done' : 'not_done');
    const what = [last?.intent, last?.detail, open].filter(Boolean).join('. ');
    if (change) this.model.change = { ...change, exit: outcome === 'done' ? 0 : outcome === 'uncertain' ? 4 : 1, report: { outcome }, problem: what ? { what, meaning: '', todo: '' } : undefined };
    if (change?.command === 'refill') { this.model.sheet.outcome = outcome; this.model.keep(); }
    this.model.say(t('settled', { outcome: t(`outcome.${outcome}`) }));
  }

  render() {
    const { change } = this.model;
    if (!change) return nothing;
    if (change.step === 'begun') return html`<p role="status">${t('reading_pump')}</p>`;
    if (change.step === 'cautions') return html`<h3 tabindex="-1">${t('cautions')}</h3>${said(change.cautions, 'warn')}${this.asks('go_on_anyway')}`;
    if (change.step === 'review' || (change.step === 'sent' && change.rows)) return this.review(change);
    if (change.step === 'sent') return html`<p role="status">${t('reading_pump')}</p>`;
    return this.end(change);
  }
}
customElements.define('change-view', ChangeView);
