// What the learner's page does with what its console tells, without a pump.
import assert from 'node:assert/strict';
import test, { after, afterEach, before, beforeEach } from 'node:test';
import { open_browser, open_page } from './browser.mjs';
import { start_fake } from './fake_consoles.mjs';
import { shows } from './seen.mjs';

let browser, consoles, page;
before(async () => { browser = await open_browser(); });
after(() => browser.close());
beforeEach(async () => {
  consoles = await start_fake();
  page = await open_page(browser, consoles.learner);
  await page.locator('#next').waitFor();
});
afterEach(async () => {
  const { complaints } = page;
  await page.context().close();
  await consoles.stop();
  assert.deepEqual(complaints, []);
});

const open_tab = (name) => page.locator(`#tab-${name}`).click();
const asked = (what) => consoles.programmer.asked.filter((one) => one.do === what);
const until = async (is_so) => { while (!is_so()) await page.evaluate(() => new Promise(requestAnimationFrame)); };

test('an uncertain end is shown as uncertain, until the pump’s own record settles it', async () => {
  consoles.programmer.next_outcome = 'uncertain';
  await open_tab('therapy');
  await page.locator('#new_dose').fill('140');
  await page.locator('#set-dose').click();
  await page.locator('#yes').click();
  assert.match(await page.locator('#outcome').textContent(), /UNCERTAIN: neither done nor not done/);
  await page.locator('#settle').click();
  await page.locator('#outcome').getByText('Update complete').waitFor();
  assert.equal(await page.locator('#settle').count(), 0);
});

test('a console that goes away in mid-update leaves an uncertain end, says so, and comes back with the same learner', async () => {
  consoles.programmer.next_outcome = 'hang';
  await open_tab('therapy');
  await page.locator('#new_dose').fill('140');
  await page.locator('#set-dose').click();
  await page.locator('#yes').click();
  await until(() => asked('answer').length === 1);
  consoles.drop_learner_links();
  assert.match(await page.locator('#outcome').textContent(), /UNCERTAIN/);
  await until(() => asked('come_back').length === 1);
  assert.equal(asked('come_back')[0].learner, 'learner-1');
  await page.locator('simulation-header .state').getByText('pump connected').waitFor();
  assert.match(await page.locator('#outcome').textContent(), /UNCERTAIN/);
});

test('a pump that goes away is said at once, with its age', async () => {
  consoles.programmer.link('lost', 'the connection was reset', 65_000);
  await page.locator('simulation-header .link.lost').getByText('PUMP LOST').waitFor();
  assert.match(await page.locator('simulation-header .link').textContent(), /heard 1 min \d+ s ago/);
});

test('an event that is chosen shows how things stood then, and now comes back', async () => {
  Object.assign(consoles.programmer.status, { uptime_ms: consoles.programmer.status.uptime_ms + 86_400_000, reservoir_nl: 14_540_000, pump_time: '2026-04-02T00:00:00' });
  consoles.programmer.all();
  await page.locator('pump-panel #reservoir').getByText('14.54 mL').waitFor();
  await page.getByRole('button', { name: /Programmer connected/ }).click();
  await shows(page, 'REPLAY: how it stood on 1 Apr 2026 00:00');
  await page.locator('pump-panel #reservoir').getByText('14.6 mL').waitFor();
  await page.getByRole('button', { name: 'Back to now' }).click();
  await page.locator('pump-panel #reservoir').getByText('14.54 mL').waitFor();
});

test('a caution comes before the review, and No changes nothing', async () => {
  consoles.programmer.cautions = [{ name: 'hourly', text: '60 mcg an hour is 1,440 mcg a day.' }];
  await open_tab('therapy');
  await page.locator('#bolus_dose').fill('60');
  await page.locator('#bolus').click();
  await page.locator('change-view').getByText('1,440 mcg a day').waitFor();
  assert.equal(await page.locator('#review').count(), 0);
  await page.locator('#yes').click();
  await page.locator('#review').waitFor();
  await page.locator('#no').click();
  assert.match(await page.locator('#outcome').textContent(), /nothing was changed/);
  assert.deepEqual(asked('change')[0].words, { dose: '60mcg', over: '20min' });
});

test('stop never asks', async () => {
  await open_tab('therapy');
  await page.locator('#stop').click();
  await page.locator('#outcome').getByText('Update complete').waitFor();
  await shows(page, 'The pump is STOPPED: no drug flows.');
  assert.equal(asked('answer').length, 0);
});

test('a schedule is told in the programmer’s own text', async () => {
  await open_tab('therapy');
  await page.getByLabel('Step 1, Rate').fill('100');
  await page.getByLabel('Step 2, Rate').fill('140');
  await page.getByLabel('Step 2, From').fill('21:30');
  await page.getByLabel('Step 2, Days').selectOption('Mon-Fri');
  await page.locator('#set-schedule').click();
  await page.locator('#review').waitFor();
  assert.equal(asked('change')[0].words.schedule, 'step { days: "daily" at: "07:00" dose: "100mcg/day" }\nstep { days: "Mon-Fri" at: "21:30" dose: "140mcg/day" }');
});

test('alarm level, clock and priming are changes like any other', async () => {
  await open_tab('therapy');
  await page.locator('settings-editor summary').click();
  await page.locator('#level').fill('3');
  await page.locator('#lead').fill('5');
  await page.locator('#new_clock').fill('2027-02-12T08:30');
  for (const id of ['set-alarm', 'set-clock', 'set-prime']) {
    await page.locator(`#${id}`).click();
    await page.locator('#no').click();
    await page.locator('#close').click();
  }
  assert.deepEqual(asked('change').map(({ command, words }) => [command, words]), [['alarm settings', { level: '3mL', lead: '5' }], ['clock', { time: '2027-02-12T08:30' }], ['prime', { volume: 'full' }]]);
});

test('an amount that is none is not sent, and is named', async () => {
  await open_tab('therapy');
  await page.locator('#new_dose').fill('1,2');
  await page.locator('#set-dose').click();
  await shows(page, '“1,2” is no amount');
  assert.equal(asked('change').length, 0);
});

test('another concentration in the refill comes with a bridge, and its steps with the change', async () => {
  for (const number of [3, 10, 11]) {
    await page.getByRole('button', { name: new RegExp(`^${number}\\.`) }).click();
    if (number === 3) { await page.getByLabel('Concentration').fill('500'); await page.getByLabel('Who does').fill('Ann'); await page.locator('#next').click(); await page.locator('#leave-out').click(); }
    if (number === 10) { await page.locator('#withdrawn').fill('13.2'); await page.locator('#volume').fill('20'); await page.locator('#dose_how').selectOption('amount'); await page.locator('#dose').fill('300'); }
  }
  await page.locator('#compare').click();
  await page.locator('#review').waitFor();
  const [change] = asked('change');
  assert.deepEqual(change.words, { withdrawn: '13.2mL', volume: '20mL', concentration: '500mcg/mL', dose: '300mcg/day', bridge: 'auto' });
  assert.deepEqual(change.steps, [{ step: 'check_syringe', state: 'done' }, { step: 'second_person', state: 'left_out' }]);
  assert.equal(change.by, 'Ann');
});

test('the screen is silent until somebody turns its sound on, and while it is paused', async () => {
  const played = () => page.evaluate(() => document.querySelector('learner-page').model.sound.played);
  consoles.programmer.status.alarms = [{ id: 1, kind: 'motor_stall', critical: true, active: true, acknowledged: false, silenced: false, tone: 'two_tone', raised_uptime_ms: 1 }];
  consoles.programmer.all();
  await shows(page, 'CRITICAL ALARM: motor stall');
  assert.deepEqual(await played(), []);
  await page.getByRole('button', { name: 'Sound: off' }).click();
  assert.deepEqual(await played(), ['screen high']);
  await page.getByRole('button', { name: 'Pause audio' }).click();
  consoles.bedside.tones = { now: 'two_tone', next: 'two_tone' };
  await open_tab('alarms');
  await page.locator('#listen').click();
  await shows(page, 'Heard: two tones');
  assert.deepEqual(await played(), ['screen high']);
});

test('an alarm is acknowledged, silenced and tested by its number', async () => {
  consoles.programmer.status.alarms = [{ id: 7, kind: 'low_reservoir', critical: false, active: true, acknowledged: false, silenced: false, tone: 'single', raised_uptime_ms: 1 }];
  consoles.programmer.all();
  await open_tab('alarms');
  for (const name of ['Acknowledge', 'Silence', 'Sound the critical tone']) await page.getByRole('button', { name }).click();
  await until(() => asked('alarm').length === 3);
  assert.deepEqual(asked('alarm').map(({ act, alarm_id, critical }) => [act, alarm_id ?? critical]), [['acknowledge', 7], ['silence', 7], ['test', true]]);
});

test('report and calendar come as files', async () => {
  for (const [name, file] of [['Session report', 'report-ipt-20-0001.html'], ['Calendar file', 'refill-ipt-20-0001.ics']]) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
    assert.equal(download.suggestedFilename(), file);
  }
});
