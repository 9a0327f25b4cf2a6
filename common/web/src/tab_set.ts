import { LitElement, css, html } from 'lit';
import { look } from './look.js';
import { t } from './words.js';

/** Tabs with arrow keys; the panels are slotted under their names. */
export class TabSet extends LitElement {
  static properties = { tabs: { attribute: false }, chosen: {}, label: {} };
  declare tabs: string[];
  declare chosen: string;
  declare label: string;
  static styles = [look, css`
    [role=tablist] { display: flex; flex-wrap: wrap; gap: .25rem; margin-bottom: .6rem; }
    [role=tab] { border-radius: .4rem .4rem 0 0; border-bottom-width: 3px; }
    [role=tab][aria-selected=true] { background: var(--paper); border-bottom-color: var(--accent); color: var(--accent-dark); font-weight: 700; }
    @media print { [role=tablist] { display: none; } }
  `];

  /** To the chosen tab, past header and charts. */
  enter() { this.renderRoot.querySelector<HTMLElement>(`#tab-${this.chosen}`)?.focus(); }

  private choose(name: string) {
    this.dispatchEvent(new CustomEvent('choose', { detail: name, bubbles: true, composed: true }));
  }
  private async key(event: KeyboardEvent) {
    const here = this.tabs.indexOf(this.chosen), count = this.tabs.length;
    const next = { ArrowRight: here + 1, ArrowLeft: here - 1 + count, Home: 0, End: count - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const name = this.tabs[next % count];
    this.choose(name);
    this.renderRoot.querySelector<HTMLElement>(`#tab-${name}`)?.focus();
  }

  render() {
    return html`<div role="tablist" aria-label=${this.label} @keydown=${this.key}>${this.tabs.map((name) => html`<button role="tab" id="tab-${name}"
        aria-selected=${name === this.chosen} aria-controls="panel" tabindex=${name === this.chosen ? 0 : -1} @click=${() => this.choose(name)}>${t(`tab.${name}`)}</button>`)}</div>
      <div role="tabpanel" id="panel" aria-labelledby="tab-${this.chosen}"><slot name=${this.chosen}></slot></div>`;
  }
}
customElements.define('tab-set', TabSet);
