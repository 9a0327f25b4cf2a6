// What `programmer console` says, recorded, with one change from its begin to its end.
import { readFileSync } from 'node:fs';

const recorded = JSON.parse(readFileSync(new URL('recorded/programmer.json', import.meta.url), 'utf8'));
const copy = (value) => structuredClone(value);

export class FakeProgrammer {
  constructor(bedside) {
    this.bedside = bedside;
    this.status = copy(recorded.status);
    this.log = copy(recorded.log);
    this.sheets = new Map();
    this.pages = new Set();
    this.asked = [];
    this.next_change = 1;
    /** How the next change ends: done, uncertain or refused. */
    this.next_outcome = 'done';
    /** Said before the next review. */
    this.cautions = [];
    bedside.on_script = () => { this.next_outcome = 'uncertain'; };
    bedside.on_stall = () => {
      Object.assign(this.status, { motor: 'stalled', alarms: [{ id: 1, kind: 'motor_stall', critical: true, active: true, acknowledged: false, silenced: false, tone: 'two_tone', raised_uptime_ms: 1 }] });
      this.all();
    };
  }

  page(push) {
    let learner = `learner-${this.sheets.size + 1}`;
    this.sheets.set(learner, null);
    this.pages.add(push);
    const hello = () => push({ push: 'hello', simulation: 'SIMULATION – not a medical device', serial: this.status.serial, endpoint: 'tls:127.0.0.1:1', learner, steps: recorded.steps, sheet: this.sheets.get(learner) });
    hello();
    push({ push: 'link', state: 'open', text: '', age_ms: 0 });
    this.tell(push);
    push({ push: 'log', entries: this.log });
    let change;
    const answer = (ask) => {
      this.asked.push(ask);
      switch (ask.do) {
        case 'come_back':
          if (!this.sheets.has(ask.learner)) return { ok: false, text: 'nobody of that name' };
          learner = ask.learner;
          hello();
          return {};
        case 'keep': this.sheets.set(learner, ask.sheet); return {};
        case 'interrogate': this.tell(push); return { status: this.status };
        case 'stop': change = this.begin(push, { command: 'stop', words: {} }); this.end(push, change); return { change: change.id };
        case 'change': change = this.begin(push, ask); return { change: change.id };
        case 'answer':
          if (change.cautions) { change.cautions = undefined; this.review(push, change); return {}; }
          if (!ask.yes) { push({ push: 'change', change: change.id, step: 'end', exit: 1, report: { outcome: 'declined' } }); return {}; }
          this.end(push, change);
          return {};
        case 'settle': Object.assign(this.status, { daily_dose_ng: 132_000 }); this.all(); return { settled: [{ intent: 'The change', outcome: 'done' }], open: null };
        case 'report': return { html: '<!doctype html><title>Report</title>' };
        case 'calendar': return { ics: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n' };
        default: return {};
      }
    };
    return { answer, closed: () => this.pages.delete(push) };
  }

  tell(push) { push({ push: 'status', at_ms: Date.now(), ...this.status }); }
  all() { for (const push of this.pages) this.tell(push); }
  link(state, text, age_ms) { for (const push of this.pages) push({ push: 'link', state, text, age_ms }); }

  begin(push, { command, words }) {
    const change = { id: this.next_change++, command, words, cautions: this.cautions.length > 0 ? this.cautions : undefined };
    if (command === 'stop') return change;
    if (change.cautions) push({ push: 'change', change: change.id, step: 'cautions', cautions: change.cautions });
    else this.review(push, change);
    return change;
  }
  review(push, change) {
    push({ push: 'change', change: change.id, step: 'review', what: `${change.command} ${Object.values(change.words).join(' ')}`, rows: recorded.review, warnings: [], before: null, after: null });
  }
  end(push, change) {
    const outcome = this.next_outcome;
    if (outcome === 'hang') return;
    if (outcome === 'done' && change.command === 'refill') Object.assign(this.status, recorded.after, { uptime_ms: this.status.uptime_ms, pump_time: this.status.pump_time });
    if (outcome === 'done' && change.command === 'stop') Object.assign(this.status, { mode: 'stopped', motor: 'halted' });
    if (outcome === 'done') this.all();
    push({ push: 'change', change: change.id, step: 'end', exit: { done: 0, uncertain: 4 }[outcome] ?? 1, ...(outcome === 'done' ? { report: { outcome } } : { report: { outcome }, problem: { what: 'The pump did not answer.', meaning: 'It is not known what became of it.', todo: 'Settle it.' } }) });
  }
}
