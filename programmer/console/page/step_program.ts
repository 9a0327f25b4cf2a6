import { html, nothing } from 'lit';
import { daily_dose } from 'console/amounts.js';
import { t } from 'console/words.js';
import { StepElement } from './step_element.js';

/** Volume, drug and dose, as the pump is to be told. */
export class StepProgram extends StepElement {
  private choose(name: string, usual: string, choices: string[]) {
    return html`<div><label for=${name}>${t(`field.${name}`)}</label><select id=${name} @change=${(e: Event) => this.write(name, (e.target as HTMLSelectElement).value)}>
      ${choices.map((choice) => html`<option value=${choice} ?selected=${(this.sheet.written[name] ?? usual) === choice}>${t(`${name}.${choice}`)}</option>`)}</select></div>`;
  }

  render() {
    const { status } = this.model, { written } = this.sheet;
    const changes = Number(written.concentration || 0) * 1000 !== (status?.concentration_ng_per_ml ?? 0) && written.concentration;
    const how = written.dose_how ?? 'keep';
    return html`<div class="pair">${this.field('withdrawn', '', '13.2')}${this.field('volume', '', '20')}${this.field('drug', status?.drug ?? '')}${this.field('concentration', String((status?.concentration_ng_per_ml ?? 0) / 1000))}</div>
      <p class="quiet">${t('dose_now', { dose: daily_dose(status?.daily_dose_ng ?? 0) })}</p>
      <div class="pair">${this.choose('dose_how', 'keep', ['keep', 'percent', 'amount'])}${how === 'keep' ? nothing : this.field('dose', '', how === 'percent' ? '+10' : '132')}</div>
      ${changes ? html`${this.choose('bridge', 'auto', ['auto', 'none'])}<p class="note warn">${t('bridge_why')}</p>` : nothing}
      <p class="note">${t('program_then')}</p>`;
  }
}
customElements.define('step-program', StepProgram);
