/** The implant's tones, and the screen's own alarms in the manner of IEC 60601-1-8 (no conformity claimed). Silent until a gesture. */
export type Tone = 'none' | 'single' | 'two_tone';
export type Priority = 'none' | 'low' | 'medium' | 'high';

interface Note { at: number; hz: number; lasts: number }

/** A second of one tone; three seconds of two in turn. */
export function implant_notes(tone: Tone): Note[] {
  if (tone === 'single') return [{ at: 0, hz: 2400, lasts: 1 }];
  if (tone === 'two_tone') return Array.from({ length: 6 }, (_, i) => ({ at: i * 0.5, hz: i % 2 ? 1900 : 2600, lasts: 0.5 }));
  return [];
}

/** High: two bursts of five pulses; medium: three pulses; low: two. */
export function screen_notes(priority: Priority): Note[] {
  const [c, e, g, high_c] = [523, 659, 784, 1047];
  const pulses = { none: [], low: [e, c], medium: [c, e, g], high: [c, e, g, g, high_c, c, e, g, g, high_c] }[priority];
  const gap = priority === 'high' ? 0.22 : 0.4;
  return pulses.map((hz, i) => ({ at: i * gap + (i >= 5 ? 0.5 : 0), hz, lasts: 0.15 }));
}

export class Sound extends EventTarget {
  /** Off until somebody turns it on: browsers ask for a gesture, and so do people who share a room. */
  is_on = false;
  paused_until_ms = 0;
  /** What sounded, newest last: for tests, and for those who do not hear. */
  readonly played: string[] = [];
  private context?: AudioContext;
  private repeating?: ReturnType<typeof setInterval>;
  private priority: Priority = 'none';

  turn(on: boolean) {
    this.is_on = on;
    if (on) {
      this.context ??= new AudioContext();
      void this.context.resume();
    }
    this.again();
    this.dispatchEvent(new Event('change'));
  }

  /** Two minutes of quiet; the picture of the alarm stays. */
  pause(for_ms = 120_000) {
    this.paused_until_ms = Date.now() + for_ms;
    this.again();
    setTimeout(() => { this.again(); this.dispatchEvent(new Event('change')); }, for_ms);
    this.dispatchEvent(new Event('change'));
  }

  get is_paused() { return Date.now() < this.paused_until_ms; }

  implant(tone: Tone) { if (tone !== 'none') this.play(`implant ${tone}`, implant_notes(tone)); }

  /** The screen's alarm, repeated as long as it stands: ten seconds high, thirty the others. */
  alarm(priority: Priority) {
    if (priority === this.priority) return;
    this.priority = priority;
    this.again();
  }

  private again() {
    clearInterval(this.repeating);
    if (this.priority === 'none' || !this.is_on || this.is_paused) return;
    const sound = () => this.play(`screen ${this.priority}`, screen_notes(this.priority));
    sound();
    this.repeating = setInterval(sound, this.priority === 'high' ? 10_000 : 30_000);
  }

  private play(name: string, notes: Note[]) {
    if (!this.is_on || this.is_paused || !this.context) return;
    this.played.push(name);
    const from = this.context.currentTime + 0.02;
    for (const { at, hz, lasts } of notes) {
      const tone = this.context.createOscillator(), level = this.context.createGain();
      tone.frequency.value = hz;
      level.gain.setValueAtTime(0, from + at);
      level.gain.linearRampToValueAtTime(0.16, from + at + 0.02);
      level.gain.setValueAtTime(0.16, from + at + lasts - 0.03);
      level.gain.linearRampToValueAtTime(0, from + at + lasts);
      tone.connect(level).connect(this.context.destination);
      tone.start(from + at);
      tone.stop(from + at + lasts);
    }
  }
}
