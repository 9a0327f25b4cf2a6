import type { Message } from 'console/link.js';

/** One field of a fault: a number in a unit that people use, a choice, or yes and no. */
export interface Field { name: string; kind: 'number' | 'choice' | 'flag'; usual: string; choices?: string[]; /** Of the protocol's unit in the person's. */ times?: number; unit?: string }
export interface Fault { name: string; group: string; fields: Field[]; also?: { name: string; ask: Message }[] }

const number = (name: string, usual: number, unit = '', times = 1): Field => ({ name, kind: 'number', usual: String(usual), unit, times });
const choice = (name: string, choices: string[]): Field => ({ name, kind: 'choice', usual: choices[0], choices });
const hour = 3_600_000, mL = 1e6;
const requests = ['COMMIT', 'STAGE', 'STOP', 'STATUS', 'ACQUIRE_CONTROL', 'RELEASE_CONTROL', 'DISCARD', 'SILENCE', 'ACKNOWLEDGE', 'TEST_ALARM', 'INFO', 'PROGRAM', 'OPERATION', 'LOG', 'SUBSCRIBE'].map((one) => `SCRIPTED_REQUEST_${one}`);

/** Every fault of the bedside's protocol. `also` are the acts that end it. */
export const faults: Fault[] = [
  { name: 'stall_motor', group: 'motor', fields: [], also: [{ name: 'turns', ask: { stall_motor: { stalled: false } } }] },
  { name: 'plan_stalls', group: 'motor', fields: [number('times', 3), number('lasts_ms', 2, 'h', hour), number('interval_ms', 24, 'h', hour)] },
  { name: 'enter_field', group: 'motor', fields: [], also: [{ name: 'leave_field', ask: { leave_field: {} } }, { name: 'leave_field_late', ask: { leave_field: { late_ms: 4 * hour } } }] },
  { name: 'delay_recovery', group: 'motor', fields: [number('readings', 2)] },
  { name: 'set_accuracy', group: 'motor', fields: [number('parts_per_million', 115, '%', 10_000)], also: [{ name: 'exact', ask: { set_accuracy: { parts_per_million: 1_000_000 } } }] },
  { name: 'set_catheter', group: 'path', fields: [choice('state', ['CATHETER_OCCLUDED', 'CATHETER_OFF', 'CATHETER_WHOLE'])] },
  { name: 'leak', group: 'path', fields: [number('volume_nl', 14, 'mL', mL)] },
  { name: 'fresh_path', group: 'path', fields: [] },
  { name: 'short_feedthrough', group: 'electric', fields: [], also: [{ name: 'repaired', ask: { short_feedthrough: { shorted: false } } }] },
  { name: 'drop_battery', group: 'electric', fields: [] },
  { name: 'use_battery', group: 'electric', fields: [number('percent', 80, '%')] },
  { name: 'interfere', group: 'electric', fields: [] },
  { name: 'wear_memory', group: 'electric', fields: [], also: [{ name: 'new_memory', ask: { wear_memory: { worn: false } } }] },
  { name: 'misprint_replace_by', group: 'electric', fields: [number('days', 400, 'd')] },
  { name: 'reset', group: 'electric', fields: [{ name: 'fresh', kind: 'flag', usual: '' }] },
  { name: 'cut_link', group: 'link', fields: [choice('direction', ['DIRECTION_FROM_PUMP', 'DIRECTION_TO_PUMP']), number('frame', 1)] },
  { name: 'script_answer', group: 'link', fields: [choice('request', requests), choice('answer', ['BUSY', 'PENDING', 'BAD_DIGEST', 'SILENCE', 'LOST'].map((one) => `SCRIPTED_ANSWER_${one}`)), number('times', 1)] },
  { name: 'crash', group: 'link', fields: [choice('point', ['BEFORE_STORE', 'AFTER_STORE', 'BEFORE_SEND', 'AFTER_SEND', 'IN_TRANSACTION', 'AFTER_TRANSACTION', 'TIME_MARK', 'SNAPSHOT', 'BOLUS_STROKE'].map((one) => `CRASH_POINT_${one}`)), choice('on', ['SCRIPTED_REQUEST_UNSPECIFIED', ...requests]), number('nth', 1)] },
  { name: 'move_needle', group: 'hands', fields: [choice('place', ['PLACE_OUT', 'PLACE_SEPTUM', 'PLACE_POCKET'])] },
  { name: 'withdraw', group: 'hands', fields: [number('volume_nl', 1, 'mL', mL)] },
  { name: 'fill', group: 'hands', fields: [number('volume_nl', 5, 'mL', mL), choice('drug', ['baclofen', 'morphine']), number('concentration_ng_per_ml', 2000, 'mcg/mL', 1000)] },
];
export const groups = ['motor', 'path', 'electric', 'link', 'hands'];

/** What is asked for a fault with these fields as written; the name of the first that is no number. */
export function ask_of(fault: Fault, written: Record<string, string>): Message | string {
  const act: Message = {};
  for (const field of fault.fields) {
    const text = written[field.name] ?? field.usual;
    if (field.kind === 'number' && !/^-?\d+(\.\d+)?$/.test(text.trim())) return field.name;
    act[field.name] = field.kind === 'number' ? Math.round(Number(text) * (field.times ?? 1)) : field.kind === 'flag' ? text === 'on' : text;
  }
  const alone: Record<string, Message> = { stall_motor: { stalled: true }, short_feedthrough: { shorted: true }, wear_memory: { worn: true } };
  return { [fault.name]: alone[fault.name] ?? act };
}
