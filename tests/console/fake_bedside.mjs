// What `bedside console` says, recorded, with the few things that a page's buttons change.
import { readFileSync } from 'node:fs';

const recorded = JSON.parse(readFileSync(new URL('recorded/bedside.json', import.meta.url), 'utf8'));
const copy = (value) => structuredClone(value);
const day_ms = 86_400_000;

export class FakeBedside {
  constructor() {
    this.truth = copy(recorded.truth);
    this.patient = copy(recorded.patient);
    this.tones = { now: 'none', next: null };
    this.timeline = copy(recorded.timeline);
    this.notes = [];
    this.asked = [];
    this.room = { hints: true, misplace: false, instructors: 1, learners: 0, bookmarks: [], swap_syringe: null, scenario: null, next: null };
    this.pairing = { armed: false };
    this.faults = { answers: [], cuts: [], crash: null };
    this.pages = new Set();
    this.hands_links = new Set();
  }

  page(push) {
    this.pages.add(push);
    push({ push: 'hello', simulation: 'SIMULATION – not a medical device', serial: this.truth.serial, scenarios: recorded.scenarios });
    push({ push: 'link', state: 'open', text: '', age_ms: 0 });
    this.tell(push);
    push({ push: 'timeline', entries: this.timeline });
    return { answer: (ask) => this.answer(ask), closed: () => this.pages.delete(push) };
  }

  tell(push) {
    push({ push: 'truth', truth: this.truth });
    push({ push: 'patient', patient: this.patient });
    push({ push: 'tones', tones: this.tones });
    push({ push: 'faults', faults: this.faults });
    push({ push: 'pairing', pairing: this.pairing });
    push({ push: 'room', ...this.room });
  }
  all() { for (const push of this.pages) this.tell(push); }

  happened(who, what, text, harm = false) {
    const entry = { n: this.timeline.length + 1, at_ms: this.truth.uptime_ms, clock: new Date(this.truth.clock_ms).toISOString().slice(0, 19), who, what, text, harm };
    this.timeline.push(entry);
    for (const push of this.pages) push({ push: 'timeline', entries: [entry] });
  }

  advance(ms) {
    const given_nl = Math.round((60_000 * ms) / day_ms);
    const { truth } = this;
    Object.assign(truth, { uptime_ms: truth.uptime_ms + ms, clock_ms: truth.clock_ms + ms });
    if (!truth.stalled) Object.assign(truth, { reservoir_nl: truth.reservoir_nl - given_nl, reservoir_ng: truth.reservoir_ng - given_nl * 2, delivered_nl: truth.delivered_nl + given_nl, delivered_ng: truth.delivered_ng + given_nl * 2 });
    truth.strokes += given_nl / 250;
    if (truth.stalled) { this.tones = { now: 'two_tone', next: 'two_tone' }; this.on_stall?.(); }
    this.all();
  }

  answer(ask) {
    this.asked.push(ask);
    switch (ask.do) {
      case 'ask': return this.bedside(ask.ask);
      case 'next_event': this.advance(day_ms); return {};
      case 'misplace': return this.set({ misplace: ask.on });
      case 'hints': for (const push of this.hands_links) push({ push: 'hints', on: ask.on }); return this.set({ hints: ask.on });
      case 'swap_syringe': return this.set({ swap_syringe: ask.drug ? { drug: ask.drug, concentration_ng_per_ml: ask.concentration_ng_per_ml } : null });
      case 'load': return this.set({ scenario: ask.scenario, steps_left: 2, next: { at_ms: 1, say: 'The needle goes beside the port.', expected: '' } });
      case 'unload': return this.set({ scenario: null, next: null });
      case 'bookmark': return this.set({ bookmarks: [...this.room.bookmarks, { name: ask.name, clock: '2026-04-01T00:00:00' }] });
      case 'debrief': return copy(recorded.debrief);
      case 'export': return { text: 'step,score\n' };
      default: return {};
    }
  }

  set(room) { Object.assign(this.room, room); this.all(); return {}; }

  bedside(ask) {
    const [[act, fields]] = Object.entries(ask);
    if (act === 'leak' && fields.volume_nl > this.truth.reservoir_nl) return { answer: { ok: false, text: 'The reservoir holds less.' } };
    if (act === 'stall_motor') this.truth.stalled = fields.stalled;
    else if (act === 'set_speed') this.truth.speed = fields.speed;
    else if (act === 'advance_clock') this.advance(Number(fields.by_ms ?? day_ms));
    else if (act === 'set_catheter') this.truth.catheter = fields.state;
    else if (act === 'set_accuracy') this.truth.accuracy_ppm = fields.parts_per_million;
    else if (act === 'short_feedthrough') this.truth.feedthrough_shorted = fields.shorted;
    else if (act === 'enter_field') this.truth.in_field = true;
    else if (act === 'wear_memory') this.truth.memory_worn = fields.worn;
    else if (act === 'leak') this.truth.pocket_nl += fields.volume_nl;
    else if (act === 'script_answer') { this.faults.answers.push(fields); this.on_script?.(); }
    else if (act === 'cut_link') this.faults.cuts.push(fields);
    else if (act === 'clear_faults') this.faults.cuts = [];
    this.happened('instructor', act, `Done by the instructor: ${act}`);
    this.all();
    return { answer: { ok: true, text: '' } };
  }

  hands(push) {
    this.hands_links.add(push);
    return { answer: (ask) => this.hand(ask), closed: () => this.hands_links.delete(push) };
  }

  hand(ask) {
    const { truth } = this;
    switch (ask.do) {
      case 'needle': {
        const place = ask.place === 'septum' && this.room.misplace ? 'pocket' : ask.place;
        truth.needle = `PLACE_${place.toUpperCase()}`;
        this.all();
        return { text: place === 'out' ? 'The needle is out.' : 'The needle is in, down to the needle stop.' };
      }
      case 'withdraw': {
        if (truth.needle !== 'PLACE_SEPTUM') return { ok: false, text: 'Nothing more comes.' };
        const moved_nl = Math.min(ask.volume_nl ?? truth.reservoir_nl, Math.max(0, truth.reservoir_nl - 1_400_000));
        truth.reservoir_nl -= moved_nl;
        truth.reservoir_ng -= moved_nl * 2;
        truth.withdrawn_nl += moved_nl;
        this.all();
        return { moved_nl };
      }
      case 'fill': {
        const where = truth.needle === 'PLACE_SEPTUM' ? 'reservoir' : truth.needle === 'PLACE_POCKET' ? 'pocket' : 'spilled';
        truth[`${where}_nl`] += ask.volume_nl;
        truth[`${where}_ng`] += (ask.volume_nl * ask.concentration_ng_per_ml) / 1e6;
        if (where !== 'reservoir') this.happened('learner', 'fill', `Fill beside the reservoir: ${where}`, true);
        this.all();
        return { moved_nl: ask.volume_nl };
      }
      case 'listen': return this.tones;
      case 'note': this.notes.push(ask); return {};
      default: return {};
    }
  }
}
