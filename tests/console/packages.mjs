// The packages of the tests lie beside the pages' own: this finds them from here.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../common/web/package.json', import.meta.url));
export const { chromium } = require('playwright-core');
export const { WebSocketServer } = require('ws');
export const axe_source = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
