/** Amounts as the field writes them safely: "mcg", a leading zero, no trailing zero, a blank before the unit. */
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
export const minute_ms = 60_000, hour_ms = 3_600_000, day_ms = 86_400_000;

/** 1234.5 → "1,234.5"; 0.50 → "0.5". */
export function decimal(value: number, digits = 3): string {
  const [whole, part] = Math.abs(value).toFixed(digits).split('.');
  const trimmed = (part ?? '').replace(/0+$/, '');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const text = trimmed ? `${grouped}.${trimmed}` : grouped;
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

export const volume = (nl: number) => `${decimal(nl / 1e6)} mL`;
export const signed_volume = (nl: number) => (nl > 0 ? `+${volume(nl)}` : volume(nl));
export const dose = (ng: number) => `${decimal(ng / 1e3)} mcg`;
export const daily_dose = (ng: number) => `${decimal(ng / 1e3)} mcg/day`;
export const concentration = (ng_per_ml: number) => `${decimal(ng_per_ml / 1e3)} mcg/mL`;
export const flow = (nl_per_day: number) => `${decimal(nl_per_day / 1e6, 4)} mL/day`;

/** "2027-02-12" → "12 Feb 2027"; anything else, as it is. */
export function day(text: string | null | undefined): string {
  const match = /^(\d{4})-(\d\d)-(\d\d)/.exec(text ?? '');
  return match ? `${Number(match[3])} ${months[Number(match[2]) - 1]} ${match[1]}` : text ?? '';
}

/** "2027-02-12T08:05:00" → "12 Feb 2027 08:05". */
export const moment = (text: string | null | undefined) => `${day(text)}${text?.includes('T') ? ` ${text.slice(11, 16)}` : ''}`;

/** Milliseconds of the pump's clock, a wall clock without zone, as its text and back. */
export const clock_text = (ms: number) => new Date(ms).toISOString().slice(0, 19);
export const clock_ms = (text: string) => Date.parse(`${text.length === 10 ? `${text}T00:00:00` : text}Z`);

/** 90061000 → "1 d 1 h"; at most two units. */
export function duration(ms: number): string {
  const parts: string[] = [];
  let left = Math.round(ms / 1000);
  for (const [unit, seconds] of [['d', 86400], ['h', 3600], ['min', 60], ['s', 1]] as const) {
    const count = Math.floor(left / seconds);
    left -= count * seconds;
    if (count > 0 && parts.length < 2) parts.push(`${count} ${unit}`);
  }
  return parts.join(' ') || '0 s';
}

/** ×1 … ×86,400. */
export const pace = (speed: number) => `×${decimal(speed, 0)}`;

/** What a person wrote as millilitres, in nanolitres; nothing if it is no amount. "13.2", "13.2 mL". */
export function written_volume(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(mL)?\s*$/i.exec(text);
  return match ? Math.round(Number(match[1]) * 1e6) : undefined;
}

/** A pump's reservoir by its profile's or serial's number: "ipt-40-0001" → 40 mL. */
export const capacity_nl = (name: string) => Number(/-(\d+)(?:-|$)/.exec(name)?.[1] ?? 20) * 1e6;
