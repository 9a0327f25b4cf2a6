// The packages of the tests lie beside the pages' own: this finds them from here.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(new URL('../../common/web/package.json', import.meta.url));
export const { chromium } = require('playwright-core');
export const { WebSocket, WebSocketServer } = require('ws');
export const axe_source = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** One of the pages' own modules, to be tried without a page. */
export async function module_of(name) {
  const source = fileURLToPath(new URL(`../../common/web/src/${name}.ts`, import.meta.url));
  const { outputFiles } = require('esbuild').buildSync({ entryPoints: [source], bundle: true, format: 'esm', write: false });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`);
}
