// Each page in each of its main states, for what must hold in all of them.

const step = (number) => ({
  name: `refill, step ${number}`,
  async reach(page) { await page.getByRole('navigation').getByRole('button', { name: new RegExp(`^\\W*${number}\\.`) }).click(); await page.locator('#step').getByText(`${number}/13`).waitFor(); },
});

export const learner_states = [
  ...Array.from({ length: 13 }, (_, i) => step(i + 1)),
  { name: 'finish', async reach(page) { await step(11).reach(page); await page.locator('#compare').click(); await page.locator('#review').waitFor(); } },
  { name: 'updated', async reach(page) { await page.locator('#yes').click(); await page.locator('#outcome').waitFor(); } },
  { name: 'therapy', async reach(page) { await page.locator('#tab-therapy').click(); await page.locator('settings-editor summary').click(); await page.locator('#set-prime').waitFor(); } },
  { name: 'cautions', async reach(page, consoles) { consoles.programmer.cautions = [{ name: 'per_hour', text: '60 mcg an hour is 1,440 mcg/day.' }]; await page.locator('#bolus_dose').fill('60'); await page.locator('#bolus').click(); await page.locator('#yes').waitFor(); } },
  { name: 'uncertain', async reach(page, consoles) { consoles.programmer.next_outcome = 'uncertain'; await page.locator('#yes').click(); await page.locator('#review').waitFor(); await page.locator('#yes').click(); await page.locator('#settle').waitFor(); } },
  { name: 'stopped', async reach(page, consoles) { consoles.programmer.next_outcome = 'done'; await page.locator('#stop').click(); await page.locator('pump-panel .note.bad').waitFor(); } },
  { name: 'no alarms', async reach(page) { await page.locator('#tab-alarms').click(); await page.locator('#listen').waitFor(); } },
  { name: 'alarms', async reach(page, consoles) {
    consoles.programmer.status.alarms = ['motor_stall', 'low_reservoir'].map((kind, i) => ({ id: i + 1, kind, critical: i === 0, active: true, acknowledged: i > 0, silenced: i > 0, tone: i === 0 ? 'two_tone' : 'none', raised_uptime_ms: 1 }));
    consoles.programmer.all();
    await page.locator('#tab-alarms').click();
    await page.locator('alarm-panel article.critical').waitFor();
  } },
  { name: 'replay', async reach(page) { await page.locator('time-line li button').last().click(); await page.locator('time-line .replay').waitFor(); } },
  { name: 'pump lost', async reach(page, consoles) { consoles.programmer.link('lost', 'the connection was reset', 5000); await page.locator('simulation-header .link.lost').waitFor(); } },
];

export const instructor_states = [
  { name: 'session', async reach(page, consoles) { await page.locator('pairing-panel summary').click(); Object.assign(consoles.bedside.pairing, { armed: true, endpoint: 'tls:127.0.0.1:39199', left_ms: 100_000, digits: '463453', programmer: 'ward' }); consoles.bedside.all(); await page.locator('#confirm').waitFor(); } },
  { name: 'faults', async reach(page) { await page.locator('#tab-faults').click(); await page.locator('fault-drawer details').evaluateAll((all) => all.forEach((one) => { one.open = true; })); await page.locator('#crash button').waitFor(); } },
  { name: 'stalled', async reach(page, consoles) { await page.locator('#stall_motor button[type=submit]').click(); consoles.bedside.tones = { now: 'two_tone', next: null }; consoles.bedside.advance(86_400_000); await page.locator('#broken li').waitFor(); } },
  { name: 'pocket fill', async reach(page, consoles) { consoles.bedside.room.misplace = true; consoles.bedside.hand({ do: 'needle', place: 'septum' }); consoles.bedside.hand({ do: 'fill', volume_nl: 5e6, concentration_ng_per_ml: 500_000 }); await page.locator('#broken').getByText(/5 mL|5 ḿL/).waitFor(); } },
  { name: 'catheter off', async reach(page, consoles) { consoles.bedside.truth.catheter = 'CATHETER_OFF'; consoles.bedside.all(); await page.locator('#broken li').nth(2).waitFor(); } },
  { name: 'tables open', async reach(page) { for (let n = 0; n < 4; ++n) { await page.locator('time-chart summary').nth(n).click(); await page.locator('time-chart .scroll table').nth(n).waitFor(); } } },
  { name: 'debrief', async reach(page) { await page.locator('#tab-debrief').click(); await page.locator('#total').waitFor(); await page.locator('#score-antisepsis').selectOption('1'); await page.locator('debrief-page td input').waitFor(); } },
  { name: 'replay', async reach(page) { await page.locator('time-line li button').last().click(); await page.locator('time-line .replay').waitFor(); } },
];
