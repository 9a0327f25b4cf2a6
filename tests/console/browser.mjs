// A browser for the tests: Debian's Chromium, no network beyond loopback, and every complaint of a page is a failure.
import { chromium } from './packages.mjs';

const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export async function open_browser() {
  return chromium.launch({ executablePath: process.env.IPT_CHROMIUM ?? '/usr/bin/chromium', args: flags, headless: true });
}

/** A page whose errors are kept, a refused script or style (CSP) among them. */
export async function open_page(browser, address, { width = 1440, height = 960, ...more } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, ...more });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000); // patience on a busy machine, not an expectation
  page.complaints = [];
  page.on('pageerror', (error) => page.complaints.push(String(error)));
  page.on('console', (message) => { if (message.type() === 'error' && !/WebSocket/.test(message.text())) page.complaints.push(message.text()); });
  await page.goto(address);
  return page;
}
