import { clock_text } from 'console/amounts.js';
import { History } from 'console/history.js';
import type { Mark } from 'console/history.js';
import { Link, fragment, own_link } from 'console/link.js';
import type { Answer, Message } from 'console/link.js';
import { Sound } from 'console/sound.js';
import type { Tone } from 'console/sound.js';
import { Model } from 'console/watching.js';
import { t } from 'console/words.js';
import type { Debrief, Entry, Moment, Patient, Room, Scenario, Tones, Truth } from './telling.js';

const newest_entries = 500;
const shown_ms = 20_000;
const bare = (name: unknown, prefix: string) => String(name ?? '').replace(prefix, '').toLowerCase();

/** All that the instructor's page knows: what is so. */
export class InstructorModel extends Model {
  readonly sound = new Sound();
  readonly link = new Link(own_link(), fragment('token'), (push) => this.take(push));
  serial = '';
  learner_address = '';
  scenarios: Scenario[] = [];
  pump_link = { state: '', text: '' };
  heard_ms = 0;
  truth?: Truth;
  patient: Patient | null = null;
  tones?: Tones;
  faults: Message = {};
  pairing: Message = {};
  entries: Entry[] = [];
  marks: Mark[] = [];
  readonly seen = new History<Moment>(1500, ({ truth, tone }) => [truth.reservoir_nl, truth.delivered_nl, truth.strokes, truth.pocket_nl, truth.spilled_nl, truth.needle, truth.stalled, truth.in_field, truth.catheter, truth.boot_count, tone].join());
  /** What lay in the whole path when it was all of one kind. */
  old_concentration?: number;
  room: Room = { hints: true, misplace: false, learners: 0, bookmarks: [], swap_syringe: null, scenario: null, next: null };
  debrief?: Debrief;
  replay_ms: number | undefined;
  said = '';
  private saying?: ReturnType<typeof setTimeout>;
  private tone = 'none';

  start() {
    this.link.addEventListener('state', () => this.changed());
    this.link.open();
  }

  /** Said aloud and shown for a while; what matters stands on the page as well. */
  say(text: string) {
    this.said = text;
    clearTimeout(this.saying);
    this.saying = setTimeout(() => { this.said = ''; this.changed(); }, shown_ms);
    this.changed();
  }

  /** Asks the console, and says what came of it. */
  async ask(what: string, fields: Message = {}, done = ''): Promise<Answer> {
    const answer = await this.link.ask(what, fields);
    const bedside = answer.answer as { ok?: boolean; text?: string } | undefined;
    const text = bedside?.text || answer.text || '';
    const failed = !answer.ok || bedside?.ok === false;
    if (failed) this.say(text === 'no_link' || text === 'link_lost' ? t(text) : t('not_done', { text }));
    else if (text || done) this.say(done || text);
    this.changed();
    return { ...answer, ok: !failed };
  }

  /** An act of the bedside, in its own words. */
  bedside(ask: Message, done = '') { return this.ask('ask', { ask }, done); }

  /** Another life of the pump: what was seen of the last one is no history of this. */
  begins_anew() {
    this.seen.seen = [];
    this.old_concentration = undefined;
    this.replay_ms = undefined;
    this.debrief = undefined;
    this.changed();
  }

  private take(push: Message) {
    this.heard_ms = push.push === 'link' ? this.heard_ms : Date.now();
    switch (push.push) {
      case 'hello': this.hello(push); break;
      case 'link':
        this.pump_link = { state: String(push.state), text: String(push.text ?? '') };
        if (typeof push.age_ms === 'number') this.heard_ms = Date.now() - push.age_ms;
        break;
      case 'truth': this.truth_is((push.truth ?? push) as unknown as Truth); break;
      case 'patient': this.patient_is((push.patient === undefined ? (push.name ? push : null) : push.patient) as Patient | null); break;
      case 'tones': this.tones_are((push.tones ?? push) as unknown as Tones); break;
      case 'faults': this.faults = (push.faults as Message) ?? push; break;
      case 'pairing': this.pairing = (push.pairing as Message) ?? push; break;
      case 'room': this.room = push as unknown as Room; break;
      case 'timeline': this.grew(push.entries as Entry[]); break;
    }
    this.changed();
  }

  private hello(push: Message) {
    this.serial = String(push.serial ?? '');
    this.scenarios = (push.scenarios as Scenario[]) ?? [];
    this.learner_address = typeof push.learner === 'string' ? push.learner : '';
  }

  private truth_is(truth: Truth) {
    this.truth = truth;
    if (truth.serial) this.serial = truth.serial;
    const here = truth.reservoir_nl > 0 ? truth.reservoir_ng / truth.reservoir_nl : 0, there = truth.path_nl > 0 ? truth.path_ng / truth.path_nl : 0;
    if (here > 0 && Math.abs(here - there) < here * 0.002) this.old_concentration = here * 1e6;
    else if (this.old_concentration === undefined) this.old_concentration = there * 1e6;
    this.seen.add({ uptime_ms: truth.uptime_ms, clock_ms: truth.clock_ms, state: { truth, patient: this.patient, tone: this.alarm_tone } });
  }

  private patient_is(patient: Patient | null) {
    this.patient = patient;
    const newest = this.seen.newest;
    if (newest) newest.state = { ...newest.state, patient };
  }

  private tones_are(tones: Tones) {
    this.tones = tones;
    const now = bare(tones.now, 'HEARD_TONE_');
    if (now !== this.tone) this.sound.implant(now as Tone);
    this.tone = now;
    if (this.seen.newest) this.seen.newest.state = { ...this.seen.newest.state, tone: this.alarm_tone };
    const stands = this.alarm_tone;
    this.sound.alarm(stands === 'two_tone' ? 'high' : stands === 'single' ? 'low' : 'none');
  }

  /** The alarm that the patient hears, or is about to hear: none, single or two_tone. */
  get alarm_tone(): string {
    const { now, next } = this.tones ?? {};
    const sounding = bare(now ?? 'none', 'HEARD_TONE_');
    return sounding === 'single' || sounding === 'two_tone' ? sounding : bare((typeof next === 'object' ? next?.tone : next) ?? 'none', 'HEARD_TONE_');
  }

  private grew(entries: Entry[]) {
    const from = entries[0]?.n ?? 0;
    this.entries = [...this.entries.filter((entry) => entry.n < from), ...entries].slice(-newest_entries);
    this.marks = this.entries.map((entry) => ({ uptime_ms: entry.at_ms, clock: typeof entry.clock === 'number' ? clock_text(entry.clock) : entry.clock, who: entry.who, what: entry.what, text: entry.text || entry.what, harm: entry.harm, alarm: /alarm/i.test(entry.what) }));
  }

  get shown(): Moment | undefined {
    const now = this.truth && { truth: this.truth, patient: this.patient, tone: this.alarm_tone };
    return this.replay_ms === undefined ? now : this.seen.at(this.replay_ms)?.state ?? now;
  }
}
