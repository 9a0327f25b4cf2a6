// Each fault on the page where it can be seen, and not on the other; a link lost in mid-update, shown as uncertain and settled.
import assert from 'node:assert/strict';
import test, { after, afterEach, before, beforeEach } from 'node:test';
import { open_browser, open_page } from './browser.mjs';
import { start_consoles } from './consoles.mjs';
import { shows, texts_of } from './seen.mjs';

let browser, consoles, learner, instructor;
before(async () => { browser = await open_browser(); });
after(() => browser.close());
beforeEach(async () => {
  consoles = await start_consoles();
  learner = await open_page(browser, consoles.learner);
  instructor = await open_page(browser, consoles.instructor);
  await learner.locator('pump-panel #reservoir').waitFor();
  await instructor.locator('#broken').waitFor();
});
afterEach(() => consoles.stop());

const open_faults = async () => {
  await instructor.locator('#tab-faults').click();
  await instructor.locator('fault-drawer details').evaluateAll((all) => all.forEach((one) => { one.open = true; }));
};
const inject = async (name, fields = {}) => {
  for (const [field, value] of Object.entries(fields)) {
    const input = instructor.locator(`#${name}-${field}`);
    if ((await input.evaluate((element) => element.tagName)) === 'SELECT') await input.selectOption(value);
    else await input.fill(value);
  }
  await instructor.locator(`form#${name} button[type=submit]`).click();
};
const all_of = async (page) => (await texts_of(page)).map((one) => one.text).join('\n');

// What each fault shows of itself to the instructor; a learner sees none of it.
const hidden = [
  ['stall_motor', {}, 'The motor stands still.'],
  ['set_catheter', { state: 'CATHETER_OCCLUDED' }, 'The catheter is occluded.'],
  ['set_accuracy', { parts_per_million: '120' }, 'A stroke moves 120 % of what it should.'],
  ['leak', { volume_nl: '2' }, '2 mL lie under the skin.'],
  ['short_feedthrough', {}, 'The feedthrough is shorted.'],
  ['enter_field', {}, 'In a magnetic field: the motor stands.'],
  ['wear_memory', {}, 'The program memory is worn.'],
];

test('every fault shows at once on the instructor’s page, and on the learner’s only what the pump tells', async () => {
  await open_faults();
  for (const [name, fields, seen] of hidden) {
    await inject(name, fields);
    await instructor.locator('#broken').getByText(seen).waitFor();
  }
  await learner.locator('#interrogate').click();
  await shows(learner, 'The pump has been read.');
  const learnt = await all_of(learner);
  for (const [name, , seen] of hidden) assert.ok(!learnt.includes(seen), `${name} is seen on the learner's page`);
  assert.doesNotMatch(learnt, /Ashworth|ng\/mL|occluded|OCCLUDED|under the skin|shorted|magnetic|worn/i);
});

test('a stall that the pump has noticed is an alarm on the learner’s page', async () => {
  await open_faults();
  await inject('stall_motor');
  await instructor.locator('#broken').getByText('The motor stands still.').waitFor();
  await instructor.locator('#leap').selectOption('24');
  await shows(learner, 'CRITICAL ALARM: motor stall');
  await shows(instructor, 'CRITICAL ALARM: the pump sounds two tones');
  await learner.locator('cross-section').getByText('ROTOR STANDS').waitFor();
});

test('a needle beside the port is the instructor’s to see: the learner feels nothing of it', async () => {
  await instructor.locator('#misplace').click();
  await shows(instructor, 'next needle goes beside the port');
  await learner.getByRole('button', { name: /^6\./ }).click();
  await learner.locator('#needle-septum').click();
  await shows(learner, 'The needle is in, down to the needle stop.');
  await instructor.locator('cross-section').getByText('NEEDLE IN THE POCKET').waitFor();
  assert.doesNotMatch(await all_of(learner), /pocket(?!:| fill)|POCKET/);
  await learner.getByRole('button', { name: /^8\./ }).click();
  await learner.locator('#first-5').click();
  await learner.locator('#injected').getByText('5 mL').waitFor();
  await instructor.locator('#broken').getByText('5 mL lie under the skin.').waitFor();
  await instructor.locator('#tab-debrief').click();
  await instructor.locator('#harms').getByText(/5 mL/).first().waitFor();
});

test('a link that is lost in mid-update leaves it uncertain, and the pump’s own record settles it', async () => {
  await open_faults();
  await learner.locator('#tab-therapy').click();
  await learner.locator('#new_dose').fill('132');
  await learner.locator('#set-dose').click();
  await learner.locator('#review').waitFor();
  await inject('script_answer', { request: 'SCRIPTED_REQUEST_COMMIT', answer: 'SCRIPTED_ANSWER_SILENCE', times: '3' });
  await instructor.locator('#laid').getByText('commit').waitFor();
  await learner.locator('#yes').click();
  await learner.locator('#outcome').getByText('UNCERTAIN').waitFor();
  await learner.locator('#settle').click();
  await learner.locator('#outcome').getByText('Update complete').waitFor();
  await learner.locator('pump-panel #daily_dose').getByText('132 mcg/day').waitFor();
});

test('a learner’s console that ends is said at once, and nothing is taken for known', async () => {
  if (consoles.end_learner_console) await consoles.end_learner_console();
  else consoles.lose_learner_console();
  await learner.locator('simulation-header .link.lost').getByText(/CONSOLE LOST/).waitFor();
  await learner.locator('#interrogate').click();
  await shows(learner, 'There is no link to the console: nothing was sent.');
});
