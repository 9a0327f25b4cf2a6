import { html, nothing } from 'lit';
import { decimal, volume, written_volume } from 'console/amounts.js';
import { t } from 'console/words.js';
import { StepElement } from './step_element.js';

const first_nl = 5e6, back_nl = 500_000;

/** First 5 mL, a little drawn back, then the rest, slowly. */
export class StepFill extends StepElement {
  private async inject(volume_nl: number) {
    const { drug, concentration } = this.sheet.written;
    const answer = await this.model.act('fill', {
      volume_nl, drug: drug || this.model.status?.drug || 'baclofen',
      concentration_ng_per_ml: Math.round(Number(concentration || (this.model.status?.concentration_ng_per_ml ?? 0) / 1000) * 1000),
    });
    if (typeof answer.moved_nl === 'number') this.moved(answer.moved_nl);
  }
  private async draw_back() {
    const answer = await this.model.act('withdraw', { volume_nl: back_nl });
    if (typeof answer.moved_nl === 'number') this.moved(-answer.moved_nl);
  }
  private moved(nl: number) {
    this.sheet.filled_nl += nl;
    const left = Math.max(0, (this.sheet.expected_nl ?? 0) - (this.sheet.withdrawn_nl ?? 0));
    this.sheet.written.volume = decimal((this.sheet.filled_nl + left) / 1e6).replace(/,/g, '');
    this.model.say(t('injected_is', { volume: volume(this.sheet.filled_nl) }));
    this.model.keep();
  }

  private get usual_nl() { return this.capacity_nl - Math.max(0, (this.sheet.expected_nl ?? 0) - (this.sheet.withdrawn_nl ?? 0)); }

  render() {
    const { filled_nl, written } = this.sheet, no_hands = !this.model.hands;
    const wanted = written_volume(written.fill ?? '') ?? this.usual_nl, rest = Math.max(0, wanted - filled_nl);
    return html`${this.field('fill', decimal(this.usual_nl / 1e6))}
      <div class="row"><button id="first-5" class=${filled_nl === 0 ? 'first' : ''} ?disabled=${no_hands || filled_nl > 0} @click=${() => this.inject(Math.min(first_nl, rest))}>${t('inject_first')}</button>
      <button id="draw-back" ?disabled=${no_hands || filled_nl === 0} @click=${() => this.draw_back()}>${t('draw_back')}</button>
      <button id="fill-rest" class=${filled_nl > 0 ? 'first' : ''} ?disabled=${no_hands || rest === 0} @click=${() => this.inject(rest)}>${t('fill_rest', { volume: volume(rest) })}</button></div>
      <dl class="facts"><dt>${t('injected')}</dt><dd id="injected">${volume(filled_nl)}</dd></dl>${this.sheet.felt ? html`<p id="felt" class="note">${this.sheet.felt}</p>` : nothing}`;
  }
}
customElements.define('step-fill', StepFill);
