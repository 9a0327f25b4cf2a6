// The committed bundles are what the sources make, small, and free of anything from elsewhere.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const web = fileURLToPath(new URL('../../common/web/', import.meta.url));
const built = join(web, 'built');
const names = ['instructor.css', 'instructor.html', 'instructor.js', 'learner.css', 'learner.html', 'learner.js'];
const most_bytes = 150 * 1024;

test('the committed bundles are what the sources make', () => {
  const fresh = mkdtempSync(join(tmpdir(), 'pages.'));
  try {
    execFileSync(process.execPath, [join(web, 'build.mjs'), fresh]);
    assert.deepEqual(readdirSync(built).sort(), names);
    for (const name of names) assert.equal(readFileSync(join(built, name), 'utf8') === readFileSync(join(fresh, name), 'utf8'), true, `${name} is out of date: run tools/pages and commit`);
  } finally {
    rmSync(fresh, { recursive: true });
  }
});

test('both pages together are at most 150 KB, gzipped', () => {
  const bytes = names.reduce((sum, name) => sum + gzipSync(readFileSync(join(built, name)), { level: 9 }).length, 0);
  assert.ok(bytes <= most_bytes, `${bytes} bytes`);
});

test('the sources keep their types', () => {
  execFileSync(process.execPath, [join(web, 'node_modules/typescript/bin/tsc'), '--noEmit', '-p', web], { stdio: 'inherit' });
});

test('the lock file names no host, and each package by its digest', () => {
  const lock = readFileSync(join(web, 'package-lock.json'), 'utf8');
  assert.doesNotMatch(lock, /"resolved"/);
  for (const [path, entry] of Object.entries(JSON.parse(lock).packages)) if (path) assert.match(entry.integrity ?? '', /^sha512-/, path);
});

test('the pages hold no inline script, no inline style, and nothing from elsewhere', () => {
  for (const name of names.filter((one) => one.endsWith('.html'))) {
    const html = readFileSync(join(built, name), 'utf8');
    assert.doesNotMatch(html, /<style|style=|<script(?![^>]*\bsrc=)|https?:|\bon\w+=/i, name);
    assert.match(html, /not a medical device/);
  }
});

test('no screen says µg or ug', () => {
  for (const name of names) assert.doesNotMatch(readFileSync(join(built, name), 'utf8'), /[µμ]g|\bug\b|\d ?ug\b/, name);
});
