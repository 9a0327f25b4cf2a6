/** The one table of all that a page says. Pages add theirs; `t` looks up; a pseudo-locale shows what was not looked up. */
const table = new Map<string, string>();
let is_pseudo = false;

export function add_words(words: Record<string, string>) {
  for (const [key, text] of Object.entries(words)) table.set(key, text);
}

const accents: Record<string, string> = { a: 'á', e: 'é', i: 'í', o: 'ó', u: 'ú', y: 'ý', c: 'ç', n: 'ñ', s: 'š', A: 'Á', E: 'É', I: 'Í', O: 'Ó', U: 'Ú', S: 'Š' };

/** Longer by a third, accented, in brackets: what stays plain English was written beside the table. */
export function pseudo(text: string): string {
  const parts = text.split(/(\{\w+\})/);
  const changed = parts.map((part) => (part.startsWith('{') ? part : part.replace(/[a-zA-Z]/g, (letter) => accents[letter] ?? letter)));
  return `[${changed.join('')}${'~\u200b'.repeat(Math.ceil(text.length / 3))}]`;
}

/** `{name}` in the text is filled in. A key that nobody wrote shows itself: a test looks for that. */
export function t(key: string, fill: Record<string, string | number> = {}): string {
  const known = table.get(key);
  const text = known === undefined ? `⟨${key}⟩` : is_pseudo ? pseudo(known) : known;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in fill ? String(fill[name]) : whole));
}

/** The word for one of the programs' own names, if the table has it; else the name, readable. */
export function named(kind: string, name: unknown): string {
  const text = String(name ?? '');
  return table.has(`${kind}.${text}`) ? t(`${kind}.${text}`) : text.replace(/_/g, ' ');
}

/** `?locale=pseudo` in the page's address. */
export function choose_locale() {
  is_pseudo = new URLSearchParams(location.search).get('locale') === 'pseudo';
  document.documentElement.lang = is_pseudo ? 'en-x-pseudo' : 'en';
  document.title = t('title');
}
