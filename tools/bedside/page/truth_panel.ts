import { LitElement, html, nothing } from 'lit';
import { concentration, decimal, dose, moment, clock_text, volume } from 'console/amounts.js';
import { look } from 'console/look.js';
import { Watching } from 'console/watching.js';
import { named, t } from 'console/words.js';
import type { InstructorModel } from './model.js';

/** The account of every drop, what is broken, and how the patient is. */
export class TruthPanel extends LitElement {
  static properties = { model: { attribute: false } };
  declare model: InstructorModel;
  static styles = [look];
  connectedCallback() { super.connectedCallback(); new Watching(this, this.model); }

  private broken() {
    const truth = this.model.shown!.truth, list: string[] = [];
    const put = (is_so: unknown, key: string, fill = {}) => { if (is_so) list.push(t(`so.${key}`, fill)); };
    put(truth.stalled || truth.stalled_for_good, 'stalled');
    put(truth.in_field, 'in_field');
    put(truth.feedthrough_shorted, 'shorted');
    put(truth.accuracy_ppm !== 1_000_000, 'accuracy', { percent: decimal(truth.accuracy_ppm / 10_000, 1) });
    put(truth.memory_worn, 'memory');
    put(truth.waits_for_interrogation, 'waits');
    put(truth.catheter && truth.catheter !== 'CATHETER_WHOLE' && truth.catheter !== 'CATHETER_UNSPECIFIED', 'catheter', { state: named('choice', truth.catheter) });
    put(truth.replace_by_off_days, 'replace_by', { days: Number(truth.replace_by_off_days) });
    put(truth.ended_ms !== undefined && truth.ended_ms !== null, 'ended');
    put(truth.pocket_nl > 0, 'pocket', { volume: volume(truth.pocket_nl) });
    put(truth.spilled_nl > 0, 'spilled', { volume: volume(truth.spilled_nl) });
    return list;
  }

  render() {
    const shown = this.model.shown;
    if (!shown) return html`<h2>${t('what_is_so')}</h2><p>${t('no_truth')}</p>`;
    const { truth, patient, tone } = shown, broken = this.broken();
    const row = (name: string, nl: number, ng: number) => html`<tr><th scope="row">${t(`place.${name}`)}</th><td class="number">${volume(nl)}</td><td class="number">${dose(ng)}</td></tr>`;
    return html`<h2>${t('what_is_so')}</h2>${broken.length > 0 ? html`<ul class="note bad" id="broken">${broken.map((one) => html`<li>${one}</li>`)}</ul>` : html`<p class="note good" id="broken">${t('all_well')}</p>`}
      <p>${t('hears', { tone: t(`tone.${tone === 'single' || tone === 'two_tone' ? tone : 'none'}`) })}</p>
      <table><thead><tr><th scope="col">${t('where')}</th><th scope="col" class="number">${t('volume')}</th><th scope="col" class="number">${t('drug')}</th></tr></thead><tbody>
        ${row('reservoir', truth.reservoir_nl, truth.reservoir_ng)}${row('path', truth.path_nl, truth.path_ng)}${row('delivered', truth.delivered_nl, truth.delivered_ng)}${row('pocket', truth.pocket_nl, truth.pocket_ng)}${row('spilled', truth.spilled_nl, truth.spilled_ng)}</tbody></table>
      <p class="quiet">${t('syringe_holds', { drug: truth.drug || '—', concentration: truth.reservoir_nl > 0 ? concentration((truth.reservoir_ng / truth.reservoir_nl) * 1e6) : '—' })}; ${t('strokes', { count: decimal(truth.strokes, 0) })}; ${truth.battery_capacity_nah > 0 ? t('battery', { percent: decimal(100 - (100 * truth.battery_used_nah) / truth.battery_capacity_nah, 0) }) : nothing}</p>
      ${patient ? html`<h3>${t('patient_is', { name: patient.name })} <span class="tag">${t('illustrative')}</span></h3><p>${patient.description}</p>
        <dl class="facts"><dt>${t('chart.ashworth')}</dt><dd>${decimal(patient.ashworth, 1)}</dd><dt>${t('chart.effect')}</dt><dd>${decimal(patient.effect_ng_per_ml, 0)} ng/mL</dd><dt>${t('chart.csf')}</dt><dd>${decimal(patient.csf_ng_per_ml, 0)} ng/mL</dd></dl>
        ${patient.signs.length > 0 ? html`<ul id="signs">${patient.signs.map((sign) => html`<li>${sign.name} <span class="quiet">(${named('sign', String(sign.kind).replace('SIGN_KIND_', '').toLowerCase())})</span></li>`)}</ul>` : html`<p class="quiet">${t('no_signs')}</p>`}<p class="quiet">${patient.note}</p>` : nothing}
      <p class="quiet">${t('at_clock', { clock: moment(clock_text(truth.clock_ms)) })}</p>`;
  }
}
customElements.define('truth-panel', TruthPanel);
