// All that a page says comes from its table of words: in the pseudo-locale nothing stays plain English but data.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { open_browser, open_page } from './browser.mjs';
import { start_fake } from './fake_consoles.mjs';
import { texts_of } from './seen.mjs';
import { instructor_states, learner_states } from './states.mjs';

// What the programs say themselves, and figures with their units.
const recorded = ['programmer', 'bedside'].map((name) => readFileSync(new URL(`recorded/${name}.json`, import.meta.url), 'utf8')).join();
const figure = /\b\d{1,2} [A-Z][a-z]{2} \d{4}\b|\b(mcg\/mL|mcg\/day|ng\/mL|mL\/day|mcg|mL|min|JSON|CSV|h|d|s)\b|\b(ipt-20-0001|baclofen|morphine|tls:[\d.:]+|ward)\b/g;
const said_by_fakes = /^(The pump did not answer\.|It is not known what became of it\.|Settle it\.|60 mcg an hour|Done by the instructor|Fill beside|refill .*|bolus .*|the connection was reset|The needle is in, down|The needle goes|Nothing more|The change|The needle is out\.)/;

function plain({ text }) {
  if (text.startsWith('⟨')) return true;
  const rest = text.replace(/\[[^\]]*\]/g, '').replace(figure, '');
  if (!/[a-z]{3}/i.test(rest)) return false;
  return !text.includes('[') && !recorded.includes(JSON.stringify(text).slice(1, -1)) && !said_by_fakes.test(text);
}

for (const [which, states] of [['learner', learner_states], ['instructor', instructor_states]]) {
  test(`nothing on the ${which}'s page is said beside the table, in any state`, async () => {
    const consoles = await start_fake(), browser = await open_browser();
    try {
      const page = await open_page(browser, consoles[which].replace('/#', '/?locale=pseudo#'));
      for (const state of states) {
        await state.reach(page, consoles);
        const texts = await texts_of(page);
        assert.ok(texts.some((one) => one.text.startsWith('[')), 'the pseudo-locale is on');
        assert.deepEqual(texts.filter(plain), [], state.name);
      }
    } finally {
      await browser.close();
      await consoles.stop();
    }
  });
}

test('no word is missing from the table in plain English', async () => {
  const consoles = await start_fake(), browser = await open_browser();
  try {
    for (const [which, states] of [['learner', learner_states], ['instructor', instructor_states]]) {
      const page = await open_page(browser, consoles[which]);
      for (const state of states) {
        await state.reach(page, consoles);
        assert.deepEqual((await texts_of(page)).filter((one) => one.text.includes('⟨')), [], state.name);
      }
      consoles.programmer.cautions = [];
    }
  } finally {
    await browser.close();
    await consoles.stop();
  }
});
