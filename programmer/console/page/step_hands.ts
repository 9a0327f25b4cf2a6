import { html, nothing } from 'lit';
import { signed_volume, volume, written_volume } from 'console/amounts.js';
import { t } from 'console/words.js';
import { StepElement } from './step_element.js';

const look_closer_nl = 2e6;

/** The needle goes where hands put it; whether that was the port, only a template and a feeling tell. */
export class StepNeedle extends StepElement {
  static properties = { ...StepElement.properties, places: { attribute: false } };
  declare places: string[];

  private async move(place: string) {
    const answer = await this.model.act('needle', { place });
    if (answer.ok) { this.sheet.needle = place; this.model.keep(); }
  }

  render() {
    return html`<div class="row">${this.places.map((place) => html`<button class="first" id="needle-${place}" ?disabled=${!this.model.hands} @click=${() => this.move(place)}>${t(`move_needle.${place}`)}</button>`)}</div>
      ${this.model.hands ? nothing : html`<p class="note">${t('no_hands')}</p>`}
      <p id="felt">${this.sheet.felt || t(this.sheet.needle === 'out' ? 'needle.out' : 'needle.under_skin')}</p>`;
  }
}
customElements.define('step-needle', StepNeedle);

/** All that comes is withdrawn, and compared with what was expected. */
export class StepWithdraw extends StepElement {
  private async draw() {
    const answer = await this.model.act('withdraw', {});
    if (typeof answer.moved_nl !== 'number') return;
    this.sheet.withdrawn_nl = (this.sheet.withdrawn_nl ?? 0) + answer.moved_nl;
    this.sheet.written.withdrawn = String(this.sheet.withdrawn_nl / 1e6);
    this.model.say(t('withdrawn_is', { volume: volume(this.sheet.withdrawn_nl) }));
    this.model.keep();
  }

  private difference() {
    const withdrawn = written_volume(this.sheet.written.withdrawn ?? ''), expected = this.sheet.expected_nl;
    if (withdrawn === undefined) return nothing;
    if (expected === undefined) return html`<p class="note warn">${t('nothing_expected')}</p>`;
    const difference = withdrawn - expected, far = Math.abs(difference) > look_closer_nl;
    return html`<dl class="facts"><dt>${t('expected')}</dt><dd>${volume(expected)}</dd><dt>${t('withdrawn')}</dt><dd>${volume(withdrawn)}</dd><dt>${t('difference')}</dt><dd id="difference">${signed_volume(difference)}</dd></dl>
      <p class="note ${far ? 'bad' : ''}">${t(far ? (difference < 0 ? 'less_than_expected' : 'more_than_expected') : 'difference_small')}</p>`;
  }

  render() {
    return html`<button class="first" id="withdraw" ?disabled=${!this.model.hands} @click=${() => this.draw()}>${t('withdraw_all')}</button>
      ${this.sheet.felt ? html`<p id="felt">${this.sheet.felt}</p>` : nothing}${this.field('withdrawn', '', '13.2')}${this.difference()}`;
  }
}
customElements.define('step-withdraw', StepWithdraw);
