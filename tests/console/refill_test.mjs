// A whole refill by keyboard alone; a reload in the middle of it; two learners at once.
import assert from 'node:assert/strict';
import test, { after, afterEach, before, beforeEach } from 'node:test';
import { open_browser, open_page } from './browser.mjs';
import { start_consoles } from './consoles.mjs';
import { focus_of, press, shows, tab_to, write } from './seen.mjs';

let browser, consoles;
before(async () => { browser = await open_browser(); });
after(() => browser.close());
beforeEach(async () => { consoles = await start_consoles(); });
afterEach(() => consoles.stop());

const step_is = (page, number) => page.locator('#step').getByText(`${number}/13`).waitFor();
const ready = async (page) => { await page.locator('#next').waitFor(); await page.locator('pump-panel #reservoir').waitFor(); };

/** To the next step, whose heading then has the keyboard. */
async function onward(page, number, by = 'next') {
  await press(page, by);
  await step_is(page, number);
  while ((await focus_of(page)).id !== 'step') await page.evaluate(() => new Promise(requestAnimationFrame));
}

/** From step to step, by Tab and Enter: to the withdrawal, to the fill, to the end. */
async function as_far_as_withdrawn(page) {
  await onward(page, 2);
  await press(page, 'read');
  await page.locator('#expected').waitFor();
  await onward(page, 3);
  await write(page, 'lot', 'B-2041');
  await write(page, 'expiry', '2030-03');
  await write(page, 'by', 'Ann');
  await onward(page, 4);
  await write(page, 'second_person', 'Bo');
  await onward(page, 5);
  await onward(page, 6, 'leave-out');
  await press(page, 'needle-septum');
  await shows(page, 'The needle is in, down to the needle stop.');
  await onward(page, 7);
  await press(page, 'withdraw');
  await page.locator('#difference').getByText('−1.4 mL').waitFor();
}
async function as_far_as_filled(page) {
  await onward(page, 8);
  await press(page, 'first-5');
  await page.locator('#injected').getByText('5 mL').waitFor();
  await press(page, 'draw-back');
  await page.locator('#injected').getByText('4.5 mL').waitFor();
  await press(page, 'fill-rest');
  await page.locator('#injected').getByText('18.6 mL').waitFor();
  await onward(page, 9);
  await press(page, 'needle-out');
  await shows(page, 'The needle is out.');
}
async function as_far_as_updated(page) {
  await onward(page, 10);
  await tab_to(page, 'dose_how');
  await page.keyboard.press('ArrowDown');
  await write(page, 'dose', '10');
  await onward(page, 11);
  await press(page, 'compare');
  await page.locator('#review').waitFor();
}

test('a whole refill is done by keyboard alone, and the pump says so', async () => {
  const page = await open_page(browser, consoles.learner);
  await ready(page);
  await page.keyboard.press('Tab');
  assert.equal((await focus_of(page)).text, 'Skip to the work');
  await page.keyboard.press('Enter');
  assert.equal((await focus_of(page)).id, 'tab-refill');
  await as_far_as_withdrawn(page);
  await as_far_as_filled(page);
  await as_far_as_updated(page);
  const review = await page.locator('#review').innerText();
  assert.match(review, /daily dose\s+120 mcg\/day\s+132 mcg\/day/);
  assert.match(review, /reservoir\s+\S+ mL\s+20 mL/);
  await press(page, 'yes');
  await page.locator('#outcome').getByText('Update complete: the pump confirms it.').waitFor();
  await onward(page, 12);
  await press(page, 'read');
  await page.locator('#read-back').getByText('132 mcg/day').waitFor();
  await onward(page, 13);
  await press(page, 'next');
  await shows(page, 'The refill is over.');
  await shows(page, '1 left out');
  assert.deepEqual(page.complaints, []);
});

test('a reload in the middle of a refill loses nothing', async () => {
  const page = await open_page(browser, consoles.learner);
  await ready(page);
  await as_far_as_withdrawn(page);
  await page.waitForFunction(() => document.querySelector('learner-page').model.is_kept);
  await page.reload();
  await step_is(page, 7);
  await page.locator('#difference').getByText('−1.4 mL').waitFor();
  await page.getByRole('button', { name: '5. Antisepsis, left out' }).waitFor();
  await as_far_as_filled(page);
  await as_far_as_updated(page);
  await page.waitForFunction(() => document.querySelector('learner-page').model.is_kept);
  // With old and new on the screen: nothing was confirmed, so nothing is done.
  await page.reload();
  await step_is(page, 11);
  await page.locator('#compare, #close').first().waitFor();
  await page.locator('pump-panel #daily_dose').getByText('120 mcg/day').waitFor();
  if (await page.locator('#close').count()) await page.locator('#close').click();
  await page.locator('#compare').click();
  await page.locator('#yes').click();
  await page.locator('#outcome').getByText('Update complete').waitFor();
});

test('two learners at once each keep their own place', async () => {
  const one = await open_page(browser, consoles.learner), other = await open_page(browser, consoles.learner);
  await ready(one);
  await ready(other);
  await one.locator('#next').click();
  await one.locator('#next').click();
  await one.locator('#lot').fill('of one');
  await other.locator('#leave-out').click();
  await other.locator('#next').click();
  await other.locator('#lot').fill('of the other');
  for (const page of [one, other]) {
    await page.waitForFunction(() => document.querySelector('learner-page').model.is_kept);
    await page.reload();
    await step_is(page, 3);
  }
  assert.deepEqual([await one.locator('#lot').inputValue(), await other.locator('#lot').inputValue()], ['of one', 'of the other']);
  await one.getByRole('button', { name: '1. Assess, done' }).waitFor();
  await other.getByRole('button', { name: '1. Assess, left out' }).waitFor();
});
