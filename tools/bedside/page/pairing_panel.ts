import { LitElement, html, nothing } from 'lit';
import { duration } from 'console/amounts.js';
import { look } from 'console/look.js';
import { Watching } from 'console/watching.js';
import { t } from 'console/words.js';
import type { InstructorModel } from './model.js';

const roles = ['CLINICIAN', 'OBSERVER', 'PATIENT'];

/** The near-field act: the pump is armed, and a person here compares six digits. */
export class PairingPanel extends LitElement {
  static properties = { model: { attribute: false } };
  declare model: InstructorModel;
  static styles = [look];
  connectedCallback() { super.connectedCallback(); new Watching(this, this.model); }

  private value(id: string) { return this.renderRoot.querySelector<HTMLSelectElement>(`#${id}`)!.value.trim(); }
  private arm() { void this.model.bedside({ arm: { role: `PAIRED_ROLE_${this.value('role')}` } }, t('is_armed')); }
  private confirm() { void this.model.bedside({ confirm_pairing: { digits: this.value('digits') } }, t('has_confirmed')); }

  render() {
    const { armed, endpoint, left_ms, digits, result, programmer } = this.model.pairing as { armed?: boolean; endpoint?: string; left_ms?: number; digits?: string; result?: string; programmer?: string };
    return html`<details><summary>${t('pairing')}</summary><div class="pair"><div><label for="role">${t('role')}</label><select id="role">${roles.map((role) => html`<option value=${role}>${t(`role.${role}`)}</option>`)}</select></div>
      <div><span class="label">&nbsp;</span><button id="arm" @click=${() => this.arm()}>${t('arm')}</button></div></div>
      ${armed ? html`<dl class="facts"><dt>${t('pairing_port')}</dt><dd id="endpoint">${endpoint}</dd><dt>${t('for_another')}</dt><dd>${duration(left_ms ?? 0)}</dd>${programmer ? html`<dt>${t('programmer')}</dt><dd>${programmer}</dd>` : nothing}</dl>` : nothing}
      ${digits ? html`<p>${t('digits_here', { digits })}</p><label for="digits">${t('digits_there')}</label><div class="row"><input id="digits" inputmode="numeric" maxlength="6" autocomplete="off"><button class="first" id="confirm" @click=${() => this.confirm()}>${t('confirm')}</button></div>` : nothing}
      ${result ? html`<p class="quiet">${result}</p>` : nothing}</details>`;
  }
}
customElements.define('pairing-panel', PairingPanel);
