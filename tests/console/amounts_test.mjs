// Amounts, dates and words as the pages write them.
import assert from 'node:assert/strict';
import test from 'node:test';
import { module_of } from './packages.mjs';

const amounts = await module_of('amounts');
const { History } = await module_of('history');
const { pseudo } = await module_of('words');
const { implant_notes, screen_notes } = await module_of('sound');

test('an amount has a leading zero, no trailing zero, and "mcg"', () => {
  assert.equal(amounts.volume(500_000), '0.5 mL');
  assert.equal(amounts.volume(20_000_000), '20 mL');
  assert.equal(amounts.daily_dose(1_234_500_000), '1,234,500 mcg/day');
  assert.equal(amounts.daily_dose(132_500), '132.5 mcg/day');
  assert.equal(amounts.concentration(2_000_000), '2,000 mcg/mL');
  assert.equal(amounts.flow(60_000), '0.06 mL/day');
});

test('a difference says its direction, and nothing is minus nothing', () => {
  assert.equal(amounts.signed_volume(-1_400_000), '−1.4 mL');
  assert.equal(amounts.signed_volume(300_000), '+0.3 mL');
  assert.equal(amounts.signed_volume(-100), '0 mL');
});

test('a date is written 12 Feb 2027', () => {
  assert.equal(amounts.day('2027-02-12'), '12 Feb 2027');
  assert.equal(amounts.moment('2027-02-12T08:05:00'), '12 Feb 2027 08:05');
  assert.equal(amounts.day(null), '');
  assert.equal(amounts.clock_text(amounts.clock_ms('2027-02-12T08:05:00')), '2027-02-12T08:05:00');
});

test('what a person writes as a volume is read whole or not at all', () => {
  assert.equal(amounts.written_volume('13.2'), 13_200_000);
  assert.equal(amounts.written_volume(' 0.5 mL '), 500_000);
  for (const text of ['', '13,2', '-1', '.5', '1e3', '13.2 L']) assert.equal(amounts.written_volume(text), undefined, text);
});

test('a history goes back with its pump, and stays small over a year', () => {
  const history = new History(100);
  for (let day = 0; day < 365; ++day) history.add({ uptime_ms: day * 86_400_000, clock_ms: 0, state: day });
  assert.ok(history.seen.length <= 100);
  assert.equal(history.newest.state, 364);
  assert.ok(Math.abs(history.at(100 * 86_400_000).state - 100) < 15);
  assert.equal(history.at(360 * 86_400_000).state, 360);
  history.add({ uptime_ms: 50 * 86_400_000, clock_ms: 0, state: 'returned' });
  assert.equal(history.newest.state, 'returned');
  assert.ok(history.seen.every((one) => one.uptime_ms <= 50 * 86_400_000));
});

test('a moment in which nothing changed is kept only at its ends', () => {
  const history = new History(100, (state) => state);
  for (let n = 0; n < 10; ++n) history.add({ uptime_ms: n, clock_ms: 0, state: n < 8 ? 'still' : 'needle' });
  assert.deepEqual(history.seen.map((one) => one.uptime_ms), [0, 7, 8, 9]);
});

test('a pseudo-word keeps its places to fill in, and grows', () => {
  assert.match(pseudo('Up to {most} steps'), /^\[.*\{most\}.*\]$/);
  assert.ok(pseudo('Refill').length > 8);
});

test('the critical tone is two tones over three seconds, the other one tone over one', () => {
  const critical = implant_notes('two_tone'), other = implant_notes('single');
  assert.equal(new Set(critical.map((note) => note.hz)).size, 2);
  assert.equal(critical.reduce((sum, note) => sum + note.lasts, 0), 3);
  assert.deepEqual([other.length, other[0].lasts], [1, 1]);
  assert.deepEqual(['none', 'low', 'medium', 'high'].map((one) => screen_notes(one).length), [0, 2, 3, 10]);
});
