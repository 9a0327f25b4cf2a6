/** What was seen over time, for charts and replay: thinned when it grows, so that a year at ×86,400 stays small. */
export interface Seen<State> {
  /** Pump time since its first start; grows whatever its clock is set to. */
  uptime_ms: number;
  clock_ms: number;
  state: State;
}

export class History<State> {
  seen: Seen<State>[] = [];
  /** `key` is what must differ for a moment to be worth keeping; without it, each is. */
  constructor(private readonly limit = 1500, private readonly key: (state: State) => string = () => '') {}

  add(one: Seen<State>) {
    // Back to a bookmark, or a pump born anew: what lies ahead has not happened.
    while (this.seen.length > 0 && this.seen[this.seen.length - 1].uptime_ms > one.uptime_ms) this.seen.pop();
    const last = this.seen[this.seen.length - 1];
    if (last?.uptime_ms === one.uptime_ms || this.is_between_equals(one)) this.seen.pop();
    this.seen.push(one);
    if (this.seen.length > this.limit) this.thin();
  }

  /** The newest kept one stands between two like it: only its time would be new. */
  private is_between_equals(one: Seen<State>): boolean {
    const [before, last] = this.seen.slice(-2), key = this.key(one.state);
    return key !== '' && last !== undefined && this.key(before.state) === key && this.key(last.state) === key;
  }

  /** The older half is kept at even distances, the newer whole. */
  private thin() {
    const older = this.seen.slice(0, this.limit / 2);
    const gap_ms = (older[older.length - 1].uptime_ms - older[0].uptime_ms) / (this.limit / 4);
    let kept_ms = -Infinity;
    const kept = older.filter((one) => { if (one.uptime_ms - kept_ms < gap_ms) return false; kept_ms = one.uptime_ms; return true; });
    this.seen = [...kept, ...this.seen.slice(this.limit / 2)];
  }

  get newest(): Seen<State> | undefined { return this.seen[this.seen.length - 1]; }

  /** The newest not after that time; the first, if all are after it. */
  at(uptime_ms: number): Seen<State> | undefined {
    let found = this.seen[0];
    for (const one of this.seen) {
      if (one.uptime_ms > uptime_ms) break;
      found = one;
    }
    return found;
  }
}

/** An event on the timeline. */
export interface Mark {
  uptime_ms: number;
  clock: string;
  /** learner, instructor, pump, world or programmer */
  who: string;
  what: string;
  text: string;
  harm?: boolean;
  alarm?: boolean;
}
