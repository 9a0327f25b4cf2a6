/** What the bedside tells: bedside.v1 as JSON, as far as the page shows it. */
export interface Truth {
  serial?: string; initial_nl: number; injected_nl: number; reservoir_nl: number; path_nl: number; delivered_nl: number; withdrawn_nl: number; pocket_nl: number; spilled_nl: number;
  reservoir_ng: number; path_ng: number; delivered_ng: number; pocket_ng: number; spilled_ng: number; strokes: number; stalled: boolean; accuracy_ppm: number; needle: string; drug: string;
  boot_count: number; operations: number; uptime_ms: number; clock_ms: number; speed: number; battery_capacity_nah: number; battery_used_nah: number; stalled_for_good: boolean; in_field: boolean;
  turns_again_ms?: number; feedthrough_shorted: boolean; memory_worn: boolean; waits_for_interrogation: boolean; catheter?: string; ended_ms?: number;
  [name: string]: unknown;
}
export interface Patient {
  name: string; description: string; csf_ng_per_ml: number; effect_ng_per_ml: number; pocket_ng: number; ashworth: number; lacking_hours: number;
  signs: { kind: string; name: string }[]; note: string;
}
export interface Tones { now: string; next: string | { tone: string } | null; [name: string]: unknown }
export interface Scenario { name: string; title: string; moral: string; who_knows: string; profile: string }
export interface Entry { n: number; at_ms: number; clock: string; who: string; what: string; text: string; harm?: boolean }
export interface Item { step: string; what: string; score: number | null; evidence: string; harmful?: boolean; override?: { score: number | null; why: string } }
/** What the instructor has set, who is there, and what a scenario brings next. */
export interface Room {
  hints: boolean; misplace: boolean; learners: number; bookmarks: { name: string; clock: string }[]; swap_syringe: { drug: string; concentration_ng_per_ml: number } | null;
  scenario: string | null; steps_left?: number; next: { at_ms: number; say: string; expected: string } | null;
}
export interface Debrief { items: Item[]; harms: (string | { text?: string; what?: string })[] }
/** Truth and patient at one time: what a replay shows. */
export interface Moment { truth: Truth; patient: Patient | null; /** Heard, or about to be: none, single or two_tone. */ tone: string }
