import { LitElement, css, html, nothing, svg } from 'lit';
import { look, unseen } from './look.js';
import { concentration, volume } from './amounts.js';
import { t } from './words.js';
import { catheter_path, drug_patterns, needle_in, patient_outline, pump_shell } from './cross_section_parts.js';

export type NeedleSeen = 'out' | 'septum' | 'pocket' | 'under_skin';

/** What is to be drawn: what is so, or what the pump computes. */
export interface Section {
  /** "Computed by the pump", "What is so". */
  caption: string;
  capacity_nl: number;
  reservoir_nl: number | undefined;
  low_nl: number;
  reservoir_concentration: number | undefined;
  /** What still lies in tubing and catheter from before, nearest the tip. */
  old_concentration: number | undefined;
  /** 0…1 of the path, from the pump on, that holds what the reservoir holds. */
  new_share: number;
  motor: 'turning' | 'halted' | 'stalled' | 'unknown';
  needle: NeedleSeen;
  pocket_nl: number;
  /** whole, occluded, off */
  catheter: string;
  /** Lines beside the patient; none when nobody can know. */
  patient: string[];
}

const reservoir = { left: 62, top: 148, width: 150, height: 92 };

/** Pump, septum, needle, rotor, catheter and patient, cut open. Old and new drug differ in pattern and in colour. */
export class CrossSection extends LitElement {
  static properties = { section: { attribute: false } };
  declare section: Section;
  static styles = [look, unseen, css`
    svg { width: 100%; height: auto; display: block; max-height: 34rem; } @media (max-width: 720px) { svg { max-height: 24rem; } } text { font: 12px system-ui, "DejaVu Sans", sans-serif; fill: var(--ink); }
    .strong { font-weight: 700; font-size: 14px; } .bad { fill: var(--critical); font-weight: 700; paint-order: stroke; stroke: #fff; stroke-width: 4px; }
    .level, .front, .needle { transition: all .4s; }
    .rotor.turning { animation: turn 3s linear infinite; transform-box: fill-box; transform-origin: center; } @keyframes turn { to { transform: rotate(360deg); } }
    ul { list-style: none; padding: 0; margin: .4rem 0 0; font-size: .85rem; } li { display: flex; align-items: center; gap: .4rem; margin: .2rem 0; } li svg { width: 1.8rem; height: .9rem; flex: none; }
  `];

  private has_old() { return this.section.new_share < 0.999 && this.section.old_concentration !== undefined && this.section.old_concentration !== this.section.reservoir_concentration; }

  private fluid() {
    const { reservoir_nl, capacity_nl, low_nl } = this.section;
    const share = Math.min(1, Math.max(0, (reservoir_nl ?? 0) / capacity_nl));
    const { left, top, width, height } = reservoir;
    const low = top + height * (1 - Math.min(1, low_nl / capacity_nl));
    return svg`<g><rect x=${left} y=${top} width=${width} height=${height} fill="#fff" stroke="#5b6b78"/>
      <rect class="level" x=${left} y=${top + height * (1 - share)} width=${width} height=${height * share} fill=${reservoir_nl === undefined ? '#eef2f5' : 'url(#new)'}/>
      <line x1=${left - 4} x2=${left + width} y1=${low} y2=${low} stroke="#a8071a" stroke-width="1.5" stroke-dasharray="5 3"/>
      <rect x=${left + 24} y=${top + 34} width="102" height="22" rx="4" fill="#fff" fill-opacity=".94"/>
      <text class="strong" x=${left + width / 2} y=${top + 50} text-anchor="middle">${reservoir_nl === undefined ? t('unknown') : volume(reservoir_nl)}</text>
      </g>`;
  }

  private rotor() {
    const { motor } = this.section;
    const bad = motor === 'stalled';
    return svg`<g><g class="rotor ${motor}"><circle cx="252" cy="194" r="25" fill=${bad ? '#fdecee' : '#f4f7f9'} stroke=${bad ? '#a8071a' : '#3b4a56'} stroke-width="2.5"/>
      ${[0, 120, 240].map((turn) => svg`<circle cx="252" cy="177" r="6" fill="#3b4a56" transform=${`rotate(${turn} 252 194)`}/>`)}<circle cx="252" cy="194" r="3" fill="#3b4a56"/></g>
      ${bad ? svg`<path d="M236 178 L268 210 M268 178 L236 210" stroke="#a8071a" stroke-width="4"/>` : nothing}
      <text x="246" y="246" text-anchor="middle" class=${bad ? 'bad' : ''}>${t(`motor.${motor}`)}</text></g>`;
  }

  private catheter() {
    const { new_share, catheter } = this.section;
    const cut = this.has_old() ? Math.max(0, Math.min(1, new_share)) * 100 : 100;
    return svg`<g fill="none" stroke-linecap="butt"><path d=${catheter_path} stroke="#5b6b78" stroke-width="15"/><path d=${catheter_path} stroke="#fff" stroke-width="12"/>
      <path class="front" d=${catheter_path} stroke="url(#new)" stroke-width="12" pathLength="100" stroke-dasharray=${`${cut} 200`}/>
      ${cut < 100 ? svg`<path class="front" d=${catheter_path} stroke="url(#old)" stroke-width="12" pathLength="100" stroke-dasharray=${`${100 - cut} 200`} stroke-dashoffset=${-cut}/>` : nothing}
      ${catheter === 'occluded' ? svg`<path d="M262 330 l22 22 m0 -22 l-22 22" stroke="#a8071a" stroke-width="5"/>` : nothing}
      ${catheter === 'off' ? svg`<path d="M262 341 h26" stroke="#fff" stroke-width="16"/><path d="M258 334 l8 7 l-8 7 M292 334 l-8 7 l8 7" stroke="#a8071a" stroke-width="3"/>` : nothing}</g>
      ${catheter && catheter !== 'whole' ? svg`<text class="bad" x="250" y="345" text-anchor="end">${t(`catheter.${catheter}`)}</text>` : nothing}`;
  }

  private pocket() {
    const { pocket_nl } = this.section;
    if (pocket_nl <= 0) return nothing;
    return svg`<g><ellipse cx="80" cy="266" rx="70" ry="17" fill="url(#old)" stroke="#a8071a" stroke-width="2"/><text x="80" y="300" class="bad" text-anchor="middle">${t('in_pocket', { volume: volume(pocket_nl) })}</text></g>`;
  }

  private told() {
    const s = this.section;
    return [s.caption, t('told_reservoir', { volume: s.reservoir_nl === undefined ? t('unknown') : volume(s.reservoir_nl) }), t('told_motor', { motor: t(`motor.${s.motor}`) }), t(`needle.${s.needle}`),
      this.has_old() ? t('told_fronts', { percent: Math.round(s.new_share * 100) }) : '', s.pocket_nl > 0 ? t('in_pocket', { volume: volume(s.pocket_nl) }) : '', ...s.patient].filter(Boolean).join('. ');
  }

  private legend() {
    const { reservoir_concentration, old_concentration } = this.section;
    const swatch = (pattern: string) => html`<svg viewBox="0 0 36 18" aria-hidden="true">${drug_patterns('swatch')}<rect width="36" height="18" fill=${`url(#swatch${pattern})`} stroke="#5b6b78"/></svg>`;
    return html`<ul>${reservoir_concentration ? html`<li>${swatch('new')} ${t('new_drug', { concentration: concentration(reservoir_concentration) })}</li>` : nothing}
      ${this.has_old() ? html`<li>${swatch('old')} ${t('old_drug', { concentration: concentration(old_concentration!) })}</li>` : nothing}
      <li><svg viewBox="0 0 36 18" aria-hidden="true"><path d="M0 9 H36" stroke="#a8071a" stroke-width="2.5" stroke-dasharray="6 4"/></svg> ${t('low_line', { volume: volume(this.section.low_nl) })}</li></ul>`;
  }

  render() {
    const { section } = this;
    return html`<h2>${section.caption}</h2>
      <svg viewBox="0 0 360 470" role="img" aria-label=${this.told()}>${drug_patterns()}${pump_shell()}${patient_outline()}${this.pocket()}${this.fluid()}${this.rotor()}${this.catheter()}${needle_in(section.needle)}
        <text x="350" y="80" text-anchor="end">${t('skin')}</text><text x="137" y="136" text-anchor="middle" font-size="11">${t('septum')}</text><text x="292" y="464" text-anchor="end" class="small">${t('spinal_fluid')}</text>
        <text class=${section.needle === 'pocket' ? 'bad' : ''} x="200" y="40">${t(`needle.${section.needle}`)}</text>
        ${section.patient.map((line, i) => svg`<text x="14" y=${346 + 18 * i} class=${i === 0 ? 'strong' : ''}>${line}</text>`)}</svg>
      ${this.legend()}`;
  }
}
customElements.define('cross-section', CrossSection);
