/** What `programmer interrogate --json` tells, as far as the page shows it. */
export interface Alarm { id: number; kind: string; critical: boolean; active: boolean; acknowledged: boolean; silenced: boolean; tone: string; raised_uptime_ms: number }
export interface Status {
  serial: string; profile: string; mode: string; drug: string; concentration_ng_per_ml: number;
  daily_dose_ng: number; achievable_daily_dose_ng: number; rate_nl_per_day: number; reservoir_nl: number;
  filled_on_date: string | null; low_reservoir_alarm_date: string | null; empty_date: string | null; refill_by_date: string | null; replace_by_date: string | null;
  alarms: Alarm[]; battery: string; motor: string; low_reservoir_level_nl: number;
  bolus?: { volume_nl: number; delivered_nl: number; remaining_ms: number };
  bridge?: { volume_nl: number; duration_ms: number };
  uptime_ms: number; pump_time: string; at_ms?: number;
  [name: string]: unknown;
}
export interface LogEntry {
  log_seq: number; kind: string; uptime_ms: number; pump_time: string; boot_count: number;
  operation?: string; alarm?: string; ending?: string; volume_nl?: number; delivered_nl?: number; discrepancy_nl?: number; why?: string;
  lowest_daily_dose_before_ng?: number; highest_daily_dose_before_ng?: number; lowest_daily_dose_ng?: number; highest_daily_dose_ng?: number;
  [name: string]: unknown;
}
export interface Step { name: string; what: string; risk: string; source: string }
export interface Said { name: string; text: string }
export interface ReviewRow { what: string; old: string; new: string; changed: boolean }
export interface Change {
  change: number; command: string; step: 'begun' | 'cautions' | 'review' | 'sent' | 'end' | 'lost';
  cautions?: Said[]; what?: string; rows?: ReviewRow[]; warnings?: Said[];
  exit?: number; report?: Record<string, unknown> & { outcome?: string }; problem?: { what: string; meaning: string; todo: string };
}
export interface StepRecord { state: 'done' | 'left_out' }
/** One learner's refill as far as it has come: kept by the program, so that a reload loses nothing. */
export interface Sheet {
  at: string;
  steps: Record<string, StepRecord>;
  /** Fields as written: by, second_person, drug, concentration, lot, expiry, withdrawn, volume, fill, dose, dose_how, bridge. */
  written: Record<string, string>;
  expected_nl?: number;
  withdrawn_nl?: number;
  filled_nl: number;
  needle: string;
  /** What hands felt last. */
  felt: string;
  outcome: string;
  /** The command that was begun last: who comes back must know what its end belongs to. */
  changing: string;
}
export const empty_sheet = (): Sheet => ({ at: '', steps: {}, written: {}, filled_nl: 0, needle: 'out', felt: '', outcome: '', changing: '' });
