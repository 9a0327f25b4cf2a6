import { LitElement, html } from 'lit';
import type { TemplateResult } from 'lit';
import { look } from 'console/look.js';
import { Watching } from 'console/watching.js';
import { t } from 'console/words.js';
import type { LearnerModel } from './model.js';

/** One step's own part: it looks at the model, and writes the sheet. */
export class StepElement extends LitElement {
  static properties = { model: { attribute: false } };
  declare model: LearnerModel;
  static styles: (typeof look)[] = [look];
  connectedCallback() { super.connectedCallback(); new Watching(this, this.model); }

  protected get sheet() { return this.model.sheet; }
  protected get capacity_nl() { return Number(/-(\d+)/.exec(this.model.status?.profile ?? '')?.[1] ?? 20) * 1e6; }
  protected write(name: string, value: string) { this.sheet.written[name] = value; this.model.keep(); }

  /** A labelled field of the sheet; `usual` stands until something is written. */
  protected field(name: string, usual = '', hint = ''): TemplateResult {
    return html`<div><label for=${name}>${t(`field.${name}`)}</label><input id=${name} autocomplete="off" .value=${this.sheet.written[name] ?? usual} placeholder=${hint}
      @input=${(e: Event) => this.write(name, (e.target as HTMLInputElement).value)}></div>`;
  }
}
