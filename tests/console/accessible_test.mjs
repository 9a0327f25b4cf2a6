// For everybody: axe finds nothing on either page in any state, and would find something; zoomed, on a tablet, in still life.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { open_browser, open_page } from './browser.mjs';
import { start_fake } from './fake_consoles.mjs';
import { axe_source } from './packages.mjs';
import { sideways } from './seen.mjs';
import { instructor_states, learner_states } from './states.mjs';

let browser;
before(async () => { browser = await open_browser(); });
after(() => browser.close());

async function findings(page) {
  await page.evaluate(axe_source);
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
  return violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.flat().join(' ')} ${node.failureSummary ?? ''}`));
}

async function in_each_state(which, states, check, more = {}) {
  const consoles = await start_fake();
  try {
    const page = await open_page(browser, consoles[which], more);
    for (const state of states) {
      await state.reach(page, consoles);
      await check(page, state.name);
    }
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  } finally {
    await consoles.stop();
  }
}

for (const [which, states] of [['learner', learner_states], ['instructor', instructor_states]]) {
  test(`axe finds nothing on the ${which}'s page in any state`, () => in_each_state(which, states, async (page, state) => assert.deepEqual(await findings(page), [], state)));

  test(`at 200 % and 400 % zoom and on a tablet nothing of the ${which}'s page lies beyond the edge`, async () => {
    for (const size of [{ width: 640, height: 480 }, { width: 320, height: 480 }, { width: 1024, height: 768 }]) await in_each_state(which, states, async (page, state) => assert.equal(await sideways(page), 0, `${state} at ${size.width}`), size);
  });
}

test('a planted fault is found', async () => {
  const consoles = await start_fake();
  try {
    const page = await open_page(browser, consoles.learner);
    await page.locator('#step').waitFor();
    await page.evaluate(() => {
      const step = document.querySelector('learner-page').shadowRoot.querySelector('refill-wizard').shadowRoot;
      step.append(document.createElement('input'));
    });
    assert.match((await findings(page)).join(), /label/);
  } finally {
    await consoles.stop();
  }
});

test('who asks for less motion sees a rotor that does not turn, and who does not sees one that does', async () => {
  const consoles = await start_fake();
  try {
    for (const [reducedMotion, running] of [['reduce', 0], ['no-preference', 1]]) {
      const page = await open_page(browser, consoles.instructor, { reducedMotion });
      assert.equal(await page.locator('.rotor.turning').evaluate((rotor) => rotor.getAnimations().filter((one) => one instanceof CSSAnimation).length), running);
    }
  } finally {
    await consoles.stop();
  }
});

test('every control that has the keyboard shows it', async () => {
  const consoles = await start_fake();
  try {
    const page = await open_page(browser, consoles.learner);
    await page.locator('#next').waitFor();
    for (let presses = 0; presses < 40; ++presses) {
      await page.keyboard.press('Tab');
      const outline = await page.evaluate(() => {
        let at = document.activeElement;
        while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
        return at === document.body ? 'none left' : getComputedStyle(at).outlineStyle + getComputedStyle(at).outlineWidth;
      });
      if (outline === 'none left') break;
      assert.equal(outline, 'solid3px');
    }
  } finally {
    await consoles.stop();
  }
});
