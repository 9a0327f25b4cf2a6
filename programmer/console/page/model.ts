import { clock_ms } from 'console/amounts.js';
import { History } from 'console/history.js';
import type { Mark } from 'console/history.js';
import { Link, fragment, own_link } from 'console/link.js';
import type { Answer, Message } from 'console/link.js';
import { Sound } from 'console/sound.js';
import type { Tone } from 'console/sound.js';
import { Model } from 'console/watching.js';
import { t } from 'console/words.js';
import { mark_of } from './log_marks.js';
import { empty_sheet } from './reading.js';
import type { Change, LogEntry, Sheet, Status, Step } from './reading.js';

const newest_entries = 500;
const shown_ms = 20_000;
const quiet_ms = 150;
/** Between two readings, to tell the pump's pace from them. */
const shortest_ms = 200;

/** All that the learner's page knows: what the programmer told, and what hands felt. Never what is so. */
export class LearnerModel extends Model {
  readonly sound = new Sound();
  readonly link = new Link(own_link(), fragment('token'), (push) => this.take(push));
  hands?: Link;
  serial = '';
  steps: Step[] = [];
  pump_link = { state: '', text: '' };
  heard_ms = 0;
  pace: number | undefined;
  status?: Status;
  readonly seen = new History<Status>(1500, (status) => [status.reservoir_nl, status.mode, status.daily_dose_ng, status.concentration_ng_per_ml, status.motor, status.alarms.length].join());
  log: LogEntry[] = [];
  marks: Mark[] = [];
  change?: Change;
  sheet: Sheet = empty_sheet();
  is_kept = true;
  hints = true;
  replay_ms: number | undefined;
  /** The last answer worth saying aloud. */
  said = '';
  private saying?: ReturnType<typeof setTimeout>;
  private keeping?: ReturnType<typeof setTimeout>;

  start() {
    this.link.addEventListener('state', () => this.link_changed());
    this.link.open();
    if (fragment('hands')) this.reach_hands(fragment('hands'), fragment('hands_token') || fragment('token'));
  }

  /** Said aloud and shown for a while; what matters stands on the page as well. */
  say(text: string) {
    this.said = text;
    clearTimeout(this.saying);
    this.saying = setTimeout(() => { this.said = ''; this.changed(); }, shown_ms);
    this.changed();
  }

  /** Asks, and says what went wrong if something did. */
  async ask(what: string, fields: Message = {}): Promise<Answer> {
    const answer = await this.link.ask(what, fields);
    if (!answer.ok) this.say(answer.text === 'no_link' || answer.text === 'link_lost' ? t(answer.text) : answer.text ?? t('refused'));
    this.changed();
    return answer;
  }

  async act(what: string, fields: Message = {}): Promise<Answer> {
    if (!this.hands) return { ok: false, text: t('no_hands') };
    const answer = await this.hands.ask(what, fields);
    this.sheet.felt = answer.text === 'no_link' || answer.text === 'link_lost' ? t(answer.text) : answer.text ?? '';
    this.say(this.sheet.felt);
    this.keep();
    return answer;
  }

  /** Kept by the program once things are quiet for a moment; `is_kept` once it has said so. */
  keep() {
    this.is_kept = false;
    this.changed();
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => void this.send_sheet(), quiet_ms);
  }

  private async send_sheet() {
    const sheet = JSON.stringify(this.sheet);
    const answer = await this.link.ask('keep', { sheet: JSON.parse(sheet) as Message });
    this.is_kept = answer.ok && sheet === JSON.stringify(this.sheet);
  }

  begin(command: string, words: Message, more: Message = {}) {
    this.change = { change: 0, command, step: 'begun' };
    this.sheet.changing = command;
    this.keep();
    void this.ask('change', { command, words, ...more }).then((answer) => {
      if (!answer.ok && this.change?.step === 'begun') {
        this.change = { change: 0, command, step: 'end', exit: answer.text === 'link_lost' ? 4 : 1, problem: { what: this.said, meaning: '', todo: '' } };
        this.changed();
      }
    });
  }

  answer_change(yes: boolean) {
    const { change } = this;
    if (!change) return;
    void this.ask('answer', { change: change.change, yes, step: change.step });
    this.change = { ...change, step: yes ? 'sent' : change.step };
    this.changed();
  }

  private take(push: Message) {
    switch (push.push) {
      case 'hello': return this.hello(push);
      case 'link': return this.pump_link_is(push);
      case 'status': return this.status_is(push as unknown as Status);
      case 'log': return this.log_grew(push.entries as LogEntry[]);
      case 'change': return this.change_is(push);
    }
  }

  private hello(push: Message) {
    const known = sessionStorage.getItem('learner');
    if (known && known !== push.learner) {
      sessionStorage.setItem('learner', known);
      return void this.link.ask('come_back', { learner: known }).then((answer) => { if (!answer.ok) { sessionStorage.removeItem('learner'); this.hello(push); } });
    }
    sessionStorage.setItem('learner', String(push.learner));
    this.serial = String(push.serial ?? '');
    this.steps = (push.steps as Step[]) ?? [];
    const hands = push.hands as { url?: string; token?: string } | undefined;
    if (hands?.url && !this.hands) this.reach_hands(hands.url, hands.token ?? '');
    const sheet = push.sheet as Sheet | null;
    if (sheet && typeof sheet.at === 'string') this.sheet = { ...empty_sheet(), ...sheet };
    if (!this.steps.some((step) => step.name === this.sheet.at)) this.sheet.at = this.steps[0]?.name ?? '';
    this.changed();
  }

  private reach_hands(url: string, token: string) {
    const address = /^wss?:/.test(url) ? url : `ws://${url.replace(/^https?:\/\//, '').replace(/\/(hands)?$/, '')}/hands`;
    this.hands = new Link(address, token, (push) => {
      if (push.push === 'hints') this.hints = Boolean(push.on);
      this.changed();
    });
    this.hands.addEventListener('state', () => this.changed());
    this.hands.open();
  }

  private pump_link_is(push: Message) {
    this.pump_link = { state: String(push.state), text: String(push.text ?? '') };
    if (typeof push.age_ms === 'number') this.heard_ms = Date.now() - push.age_ms;
    this.changed();
  }

  private status_is(status: Status) {
    const before = this.status;
    if (before?.at_ms && status.at_ms && status.at_ms > before.at_ms) {
      const passed_ms = status.at_ms - before.at_ms, ratio = (status.uptime_ms - before.uptime_ms) / passed_ms;
      // A leap of the clock is no pace.
      if (passed_ms >= shortest_ms && ratio >= 0 && ratio < 100_000) this.pace = [0, 1, 60, 3600, 86400].find((one) => Math.abs(ratio - one) <= one * 0.2 + 0.05) ?? Math.round(ratio);
    }
    this.status = status;
    this.serial = status.serial;
    this.heard_ms = Date.now();
    this.seen.add({ uptime_ms: status.uptime_ms, clock_ms: clock_ms(status.pump_time), state: status });
    const active = status.alarms.filter((alarm) => alarm.active && !alarm.silenced);
    this.sound.alarm(active.some((alarm) => alarm.critical) ? 'high' : active.length > 0 ? 'low' : 'none');
    this.changed();
  }

  private log_grew(entries: LogEntry[]) {
    const known = this.log[this.log.length - 1]?.log_seq ?? -1;
    const fresh = entries.filter((entry) => entry.log_seq > known);
    this.log = [...(entries[0]?.log_seq === 1 ? entries : [...this.log, ...fresh])].slice(-newest_entries);
    this.marks = this.log.map(mark_of);
    this.changed();
  }

  private change_is(push: Message) {
    const fresh = push as unknown as Change;
    this.change = { ...(this.change ?? { command: '' }), ...fresh, command: this.change?.command ?? this.sheet.changing };
    if (fresh.step === 'end') {
      const outcome = fresh.exit === 0 ? 'done' : fresh.exit === 4 ? 'uncertain' : fresh.report?.outcome ?? 'refused';
      this.said = t(`outcome.${outcome}`);
      if (this.change.command === 'refill') { this.sheet.outcome = outcome; this.keep(); }
    }
    this.changed();
  }

  private link_changed() {
    const { change, link } = this;
    // What was under way when the console went away: whoever reads this must not take it for done, nor for not done.
    if (link.state === 'lost' && change && change.step !== 'end') {
      this.change = { ...change, step: 'end', exit: change.step === 'sent' ? 4 : 1, problem: { what: t(change.step === 'sent' ? 'link_lost' : 'no_link'), meaning: '', todo: '' } };
    }
    this.changed();
  }

  /** A clinician's reading, at once. */
  async interrogate(): Promise<Status | undefined> {
    const answer = await this.ask('interrogate');
    if (answer.ok && answer.status) this.status_is(answer.status as Status);
    return answer.ok ? this.status : undefined;
  }

  /** What is to be shown: now, or then. */
  get shown(): Status | undefined { return this.replay_ms === undefined ? this.status : this.seen.at(this.replay_ms)?.state ?? this.status; }

  async listen() {
    const answer = await this.act('listen');
    if (answer.ok) { this.sound.implant(answer.now as Tone); this.say(t('heard_tone', { tone: t(`tone.${String(answer.now ?? 'none')}`) })); }
  }
}
