// What the instructor's page asks of its console, and shows of what is so, without a pump.
import assert from 'node:assert/strict';
import test, { after, afterEach, before, beforeEach } from 'node:test';
import { open_browser, open_page } from './browser.mjs';
import { start_fake } from './fake_consoles.mjs';
import { shows, texts_of } from './seen.mjs';

let browser, consoles, page;
before(async () => { browser = await open_browser(); });
after(() => browser.close());
beforeEach(async () => {
  consoles = await start_fake();
  page = await open_page(browser, consoles.instructor);
  await page.locator('#load').waitFor();
});
afterEach(async () => {
  const { complaints } = page;
  await page.context().close();
  await consoles.stop();
  assert.deepEqual(complaints, []);
});

const asked = () => consoles.bedside.asked;
const until = async (is_so) => { while (!is_so()) await page.evaluate(() => new Promise(requestAnimationFrame)); };
const open_faults = async () => {
  await page.locator('#tab-faults').click();
  await page.locator('fault-drawer details').evaluateAll((all) => all.forEach((one) => { one.open = true; }));
};

// As bedside.v1 writes them, with what the form offers.
const usual = {
  stall_motor: { stalled: true }, plan_stalls: { times: 3, lasts_ms: 7_200_000, interval_ms: 86_400_000 }, enter_field: {}, delay_recovery: { readings: 2 }, set_accuracy: { parts_per_million: 1_150_000 },
  set_catheter: { state: 'CATHETER_OCCLUDED' }, leak: { volume_nl: 14_000_000 }, fresh_path: {}, short_feedthrough: { shorted: true }, drop_battery: {}, use_battery: { percent: 80 }, interfere: {}, wear_memory: { worn: true },
  misprint_replace_by: { days: 400 }, reset: { fresh: false }, cut_link: { direction: 'DIRECTION_FROM_PUMP', frame: 1 }, script_answer: { request: 'SCRIPTED_REQUEST_COMMIT', answer: 'SCRIPTED_ANSWER_BUSY', times: 1 },
  crash: { point: 'CRASH_POINT_BEFORE_STORE', on: 'SCRIPTED_REQUEST_UNSPECIFIED', nth: 1 }, move_needle: { place: 'PLACE_OUT' }, withdraw: { volume_nl: 1_000_000 }, fill: { volume_nl: 5_000_000, drug: 'baclofen', concentration_ng_per_ml: 2_000_000 },
};
const ends = { turns: { stall_motor: { stalled: false } }, leave_field: { leave_field: {} }, leave_field_late: { leave_field: { late_ms: 14_400_000 } }, exact: { set_accuracy: { parts_per_million: 1_000_000 } }, repaired: { short_feedthrough: { shorted: false } }, new_memory: { wear_memory: { worn: false } } };

test('every fault of the bedside’s protocol is a control, in the protocol’s units', async () => {
  await open_faults();
  for (const [name, act] of Object.entries(usual)) {
    await page.locator(`form#${name} button[type=submit]`).click();
    await until(() => asked().some((one) => one.ask && name in one.ask));
    assert.deepEqual(asked().find((one) => one.ask && name in one.ask).ask, { [name]: act });
  }
  for (const [id, act] of Object.entries(ends)) {
    await page.locator(`#${id}`).click();
    await until(() => asked().at(-1).ask && Object.keys(act)[0] in asked().at(-1).ask);
    assert.deepEqual(asked().at(-1).ask, act);
  }
  assert.equal(await page.locator('fault-drawer form').count(), Object.keys(usual).length);
});

test('what a person writes into a fault is what is asked, and what is no number is not asked', async () => {
  await open_faults();
  await page.locator('#leak-volume_nl').fill('2.5');
  await page.locator('form#leak button').click();
  await until(() => asked().length === 1);
  assert.deepEqual(asked()[0].ask, { leak: { volume_nl: 2_500_000 } });
  await page.locator('#leak-volume_nl').fill('much');
  await page.locator('form#leak button').click();
  await shows(page, 'that is no number');
  assert.equal(asked().length, 1);
});

test('a refusal of the bedside is said', async () => {
  await open_faults();
  await page.locator('#leak-volume_nl').fill('30');
  await page.locator('form#leak button').click();
  await shows(page, 'Not done: The reservoir holds less.');
});

test('what is laid out and has not come about is shown, and cleared', async () => {
  await open_faults();
  await page.locator('form#cut_link button').click();
  await page.locator('#laid').getByText('the link drops, from the pump, at frame 1').waitFor();
  await page.locator('#clear').click();
  await page.locator('#laid').waitFor({ state: 'detached' });
});

test('a fault is seen on the instructor’s page, and not on the learner’s', async () => {
  const learner = await open_page(browser, consoles.learner);
  await learner.locator('#next').waitFor();
  await open_faults();
  await page.locator('form#stall_motor button[type=submit]').click();
  await page.locator('#broken').getByText('The motor stands still.').waitFor();
  await page.locator('form#set_catheter button').click();
  await page.locator('#broken').getByText('The catheter is occluded.').waitFor();
  const learnt = (await texts_of(learner)).map((one) => one.text).join('\n');
  assert.doesNotMatch(learnt, /ROTOR STANDS|stands still|occluded|OCCLUDED|Ashworth|ng\/mL/);
  assert.match(learnt, /rotor turns/);
});

test('scenario, needle, syringe, hints and bookmarks are the instructor’s to set', async () => {
  const learner = await open_page(browser, consoles.learner);
  await learner.locator('refill-wizard .risk').waitFor();
  await page.locator('#scenario').selectOption('mri-stall');
  await page.locator('#load').click();
  await page.locator('#next-step').getByText('The needle goes beside the port.').waitFor();
  await page.locator('#misplace').check();
  await page.locator('#hints').uncheck();
  await learner.locator('refill-wizard .risk').waitFor({ state: 'detached' });
  await page.locator('#swap').click();
  await shows(page, 'The syringe really holds baclofen 500 mcg/mL.');
  await page.locator('#bookmark-name').fill('before the fill');
  await page.locator('#bookmark').click();
  await page.getByRole('button', { name: 'Return to before the fill' }).click();
  await until(() => asked().at(-1).do === 'return');
  assert.deepEqual(asked().map(({ do: what, ...more }) => [what, ...Object.values(more)]), [['load', 'mri-stall', 'learner'], ['misplace', true], ['hints', false], ['swap_syringe', 'baclofen', 500_000], ['bookmark', 'before the fill'], ['return', 'before the fill']]);
});

test('the clock is paced, paused, sent to the next event, and leaps', async () => {
  await page.locator('#speed').selectOption('86400');
  await page.locator('simulation-header .fact').getByText('×86,400').waitFor();
  await page.locator('#pause').click();
  await page.locator('simulation-header .fact').getByText('paused').waitFor();
  await page.locator('#pause').click();
  await page.locator('simulation-header .fact').getByText('×86,400').waitFor();
  await page.locator('#next-event').click();
  await page.locator('#clock').getByText('2 Apr 2026').waitFor();
  await page.locator('#leap').selectOption('168');
  await page.locator('#clock').getByText('9 Apr 2026').waitFor();
});

test('the pump is armed, and the digits of the other side are confirmed here', async () => {
  await page.locator('pairing-panel summary').click();
  await page.locator('#role').selectOption('OBSERVER');
  await page.locator('#arm').click();
  await shows(page, 'The pump is armed for two minutes.');
  Object.assign(consoles.bedside.pairing, { armed: true, endpoint: 'tls:127.0.0.1:39199', left_ms: 100_000, digits: '463453' });
  consoles.bedside.all();
  await page.locator('#digits').fill('463453');
  await page.locator('#confirm').click();
  await until(() => asked().length === 2);
  assert.deepEqual(asked().map((one) => one.ask), [{ arm: { role: 'PAIRED_ROLE_OBSERVER' } }, { confirm_pairing: { digits: '463453' } }]);
});

test('a replay shows what was so then', async () => {
  const start = consoles.bedside.truth.reservoir_nl;
  for (let day = 0; day < 10; ++day) consoles.bedside.advance(86_400_000);
  await page.locator('#clock').getByText('11 Apr 2026').waitFor();
  await page.getByRole('button', { name: /90 days pass/ }).click();
  await page.locator('truth-panel td').first().getByText(`${start / 1e6} mL`).waitFor();
  await page.getByRole('button', { name: 'Back to now' }).click();
  await page.locator('truth-panel td').first().getByText('14 mL').waitFor();
});

test('the pump’s tones sound once each, after a gesture', async () => {
  const played = () => page.evaluate(() => document.querySelector('instructor-page').model.sound.played);
  await page.getByRole('button', { name: 'Sound: off' }).click();
  consoles.bedside.tones = { now: 'HEARD_TONE_TWO_TONE', next: 'HEARD_TONE_TWO_TONE' };
  consoles.bedside.all();
  consoles.bedside.all();
  await shows(page, 'CRITICAL ALARM: the pump sounds two tones');
  assert.deepEqual((await played()).sort(), ['implant two_tone', 'screen high']);
});

test('a trainer’s score stands over the log’s, which stays in sight', async () => {
  await page.locator('#tab-debrief').click();
  await page.locator('#total').getByText('2 of 6 points').waitFor();
  await page.locator('#harms').getByText('5 mL of 2000 mcg/mL went under the skin.').waitFor();
  await page.locator('#score-antisepsis').selectOption('2');
  await page.locator('#total').getByText('4 of 6 points').waitFor();
  await shows(page, 'from the log: 0');
  await shows(page, 'Say why, so that it is kept.');
  await page.getByLabel('Why another score: Antisepsis').fill('seen by me');
  await page.keyboard.press('Tab');
  await until(() => asked().at(-1).why === 'seen by me');
  assert.deepEqual(asked().at(-1), { do: 'override', step: 'antisepsis', score: 2, why: 'seen by me' });
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('debrief-page #csv').click()]);
  assert.equal(download.suggestedFilename(), 'debrief-ipt-20-0001.csv');
});

test('the debriefing prints on A4, without the rest of the page', async () => {
  await page.locator('#tab-debrief').click();
  await page.locator('#total').waitFor();
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('#total').isVisible(), true);
  for (const rest of ['cross-section', 'time-line', 'clock-panel', 'time-chart']) assert.equal(await page.locator(rest).first().isVisible(), false, rest);
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  const [, width, height] = /MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf);
  assert.deepEqual([Math.round(width), Math.round(height)], [595, 842]);
});

test('four hundred truths at once end with the newest on the screen', async () => {
  for (let hour = 0; hour < 400; ++hour) consoles.bedside.advance(3_600_000);
  await page.locator('#clock').getByText('17 Apr 2026 16:00').waitFor();
});
