import { LitElement, css, html, nothing } from 'lit';
import { look } from 'console/look.js';
import { Watching } from 'console/watching.js';
import { concentration, moment } from 'console/amounts.js';
import { named, t } from 'console/words.js';
import type { InstructorModel } from './model.js';
import './pairing_panel.js';

/** Scenarios, what the learner will meet (a needle beside the port, another syringe), hints, bookmarks. */
export class SessionPanel extends LitElement {
  static properties = { model: { attribute: false }, chosen: { state: true } };
  declare model: InstructorModel;
  declare chosen: string;
  static styles = [look, css`section + section { border-top: 1px solid var(--line); margin-top: .8rem; padding-top: .2rem; }`];
  connectedCallback() { super.connectedCallback(); this.chosen = ''; new Watching(this, this.model); }

  private value(id: string) { return this.renderRoot.querySelector<HTMLInputElement>(`#${id}`)!.value.trim(); }

  private async load(name: string) {
    const answer = await this.model.ask('load', { scenario: name, hands: this.renderRoot.querySelector<HTMLInputElement>('#by-scenario')!.checked ? 'scenario' : 'learner' }, t('has_loaded', { name }));
    if (answer.ok) this.model.begins_anew();
  }
  private unload() { return this.model.ask('unload', {}, t('has_unloaded')); }
  private misplace(on: boolean) { return this.model.ask('misplace', { on }, t(on ? 'misplaced' : 'placed')); }
  private hints(on: boolean) { return this.model.ask('hints', { on }, t(on ? 'hints_on' : 'hints_off')); }
  private swap(as_labelled: boolean) {
    if (as_labelled) return void this.model.ask('swap_syringe', { drug: null, concentration_ng_per_ml: null }, t('as_labelled'));
    const concentration = Number(this.value('syringe-concentration'));
    if (!(concentration > 0)) return this.model.say(t('no_number', { field: t('field.concentration_ng_per_ml') }));
    void this.model.ask('swap_syringe', { drug: this.value('syringe-drug'), concentration_ng_per_ml: Math.round(concentration * 1000) }, t('swapped'));
  }
  private bookmark() {
    const name = this.value('bookmark-name') || t('bookmark_number', { number: this.model.room.bookmarks.length + 1 });
    return this.model.ask('bookmark', { name }, t('bookmarked', { name }));
  }

  private scenario() {
    const { scenarios, room } = this.model, loaded = room.scenario ?? '', shown = scenarios.find((one) => one.name === (this.chosen || loaded)) ?? scenarios[0];
    return html`<h2>${t('scenarios')}</h2><label for="scenario">${t('scenario')}</label><select id="scenario" @change=${(e: Event) => { this.chosen = (e.target as HTMLSelectElement).value; }}>${scenarios.map((one) => html`<option value=${one.name} ?selected=${one === shown}>${one.title || one.name}</option>`)}</select>
      ${shown ? html`<p>${shown.moral}</p><p class="quiet">${t('who_knows', { who: named('knows', shown.who_knows), profile: shown.profile })}</p>` : nothing}
      <label class="check"><input type="checkbox" id="by-scenario">${t('by_scenario')}</label>
      <div class="row"><button class="first" id="load" ?disabled=${!shown} @click=${() => this.load(shown.name)}>${t('load')}</button><button id="unload" ?disabled=${!loaded} @click=${() => this.unload()}>${t('unload')}</button>${loaded ? html`<span class="tag">${t('loaded', { name: loaded })}</span>` : nothing}</div>
      ${room.next ? html`<p class="note" id="next-step">${t('comes_next', { count: room.steps_left ?? 1 })} ${room.next.say} ${room.next.expected}</p>` : nothing}`;
  }

  render() {
    const { model } = this;
    return html`<section>${this.scenario()}</section>
      <section><h3>${t('learner_meets')} <span class="quiet">${t('learners_here', { count: model.room.learners })}</span></h3><label class="check"><input type="checkbox" id="misplace" .checked=${model.room.misplace} @change=${(e: Event) => this.misplace((e.target as HTMLInputElement).checked)}>${t('misplace')}</label>
        <label class="check"><input type="checkbox" id="hints" .checked=${model.room.hints} @change=${(e: Event) => this.hints((e.target as HTMLInputElement).checked)}>${t('show_hints')}</label>
        <fieldset><legend>${t('syringe')}</legend><div class="pair"><div><label for="syringe-drug">${t('field.drug')}</label><input id="syringe-drug" autocomplete="off" .defaultValue=${'baclofen'}></div><div><label for="syringe-concentration">${t('field.concentration_ng_per_ml')} (mcg/mL)</label><input id="syringe-concentration" inputmode="decimal" autocomplete="off" .defaultValue=${'500'}></div></div>
        <p class="row"><button class="danger" id="swap" @click=${() => this.swap(false)}>${t('swap')}</button><button id="unswap" @click=${() => this.swap(true)}>${t('as_label')}</button></p>${model.room.swap_syringe ? html`<p class="note warn">${t('swapped_is', { drug: model.room.swap_syringe.drug, concentration: concentration(model.room.swap_syringe.concentration_ng_per_ml) })}</p>` : nothing}</fieldset></section>
      <section><h3>${t('bookmarks')}</h3><div class="pair"><div><label for="bookmark-name">${t('bookmark_name')}</label><input id="bookmark-name" autocomplete="off"></div><div><span class="label">&nbsp;</span><button id="bookmark" @click=${() => this.bookmark()}>${t('bookmark')}</button></div></div>
        <ul>${model.room.bookmarks.map((one) => html`<li>${one.name} <span class="quiet">${moment(one.clock)}</span> <button @click=${() => model.ask('return', { bookmark: one.name }, t('returned', { name: one.name }))}>${t('return_to', { name: one.name })}</button></li>`)}</ul></section>
      <section><pairing-panel .model=${model}></pairing-panel></section>
      ${model.learner_address ? html`<section><h3>${t('learner_page')}</h3><p><a href=${model.learner_address} target="_blank" rel="noopener">${t('open_learner')}</a></p></section>` : nothing}`;
  }
}
customElements.define('session-panel', SessionPanel);
