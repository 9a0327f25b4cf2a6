import { svg, nothing } from 'lit';

/** From the rotor out of the can, down and into the spinal canal. */
export const catheter_path = 'M277 194 C 330 194 332 240 300 265 C 270 290 272 320 273 341 C 274 370 300 372 312 392 L 312 446';

/** New drug: blue dots. Old drug: brown hatching. `prefix` keeps the ids apart where two pictures stand in one root. */
export function drug_patterns(prefix = '') {
  return svg`<defs>
    <pattern id=${`${prefix}new`} width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="#cfe4fa"/><circle cx="2" cy="2" r="1.5" fill="#0b5fae"/><circle cx="6" cy="6" r="1.5" fill="#0b5fae"/></pattern>
    <pattern id=${`${prefix}old`} width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="7" height="7" fill="#fbe3c4"/><rect width="3" height="7" fill="#b45f06"/></pattern>
  </defs>`;
}

/** Skin above, the can below it, its port in the middle. */
export function pump_shell() {
  return svg`<g><path d="M0 62 Q180 40 360 62 V92 Q180 70 0 92 Z" fill="#f6d9c6" stroke="#c08b6a"/><path d="M0 92 Q180 70 360 92 V470 H0 Z" fill="#fdf3ec"/>
    <rect x="44" y="120" width="250" height="134" rx="34" fill="#dfe6eb" stroke="#5b6b78" stroke-width="3"/>
    <path d="M114 121 L160 121 L152 147 L122 147 Z" fill="#f2f5f7" stroke="#5b6b78" stroke-width="2"/>
    <path d="M120 123 H154 V144 H120 Z" fill="#f2f5f7" stroke="none"/><path d="M212 194 H227" stroke="#5b6b78" stroke-width="6"/></g>`;
}

/** Back and spine of somebody lying on the side, with the canal that the catheter ends in. */
export function patient_outline() {
  return svg`<g><rect x="298" y="372" width="28" height="98" fill="#dff0fb" stroke="#6a93b0"/>
    ${[0, 1, 2, 3].map((n) => svg`<rect x="329" y=${376 + n * 24} width="25" height="18" rx="4" fill="#efe6d2" stroke="#9b8a62"/>`)}</g>`;
}

const needle_shapes: Record<string, string> = { septum: 'M137 6 V170', pocket: 'M30 6 V262', under_skin: 'M137 6 V112' };

/** Out: above the skin, slanted. */
export function needle_in(place: string) {
  const shape = needle_shapes[place];
  if (!shape) return svg`<g><path d="M150 8 L178 36" stroke="#3b4a56" stroke-width="3"/><path d="M143 1 L151 9" stroke="#3b4a56" stroke-width="9"/></g>`;
  const x = place === 'pocket' ? 30 : 137;
  return svg`<g class="needle"><path d=${shape} stroke=${place === 'pocket' ? '#a8071a' : '#1f2d38'} stroke-width="3.5" fill="none"/><path d=${`M${x - 12} 6 H${x + 12}`} stroke="#1f2d38" stroke-width="8"/>
    ${place === 'pocket' ? svg`<path d=${`M${x - 7} 262 l7 9 l7 -9`} fill="#a8071a"/>` : nothing}</g>`;
}
