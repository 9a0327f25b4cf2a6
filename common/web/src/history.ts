/** What was seen over time, for charts and replay: thinned when it grows, so that a year at ×86,400 stays small. */
export interface Seen<State> {
  /** Pump time since its first start; grows whatever its clock is set to. */
  uptime_ms: number;
  clock_ms: number;
  state: State;
}

export class History<State> {
  seen: Seen<State>[] = [];
  constructor(private readonly limit = 1500) {}

  add(one: Seen<State>) {
    // Back to a bookmark, or a pump born anew: what lies ahead has not happened.
    while (this.seen.length > 0 && this.seen[this.seen.length - 1].uptime_ms > one.uptime_ms) this.seen.pop();
    const last = this.seen[this.seen.length - 1];
    if (last?.uptime_ms === one.uptime_ms) this.seen.pop();
    this.seen.push(one);
    if (this.seen.length > this.limit) this.seen = this.seen.filter((_, i) => i % 2 === 0 || i > this.seen.length - 50);
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
