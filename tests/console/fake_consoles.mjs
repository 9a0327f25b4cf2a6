// Both consoles without a pump, for tests of the pages alone: what they tell was recorded from the programs.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { WebSocketServer } from './packages.mjs';
import { FakeBedside } from './fake_bedside.mjs';
import { FakeProgrammer } from './fake_programmer.mjs';

const types = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8' };
const token = 'a-token';

/** One page with its links. `doors` maps a path to what answers there. */
async function serve(page, doors, connect_to) {
  const policy = `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; connect-src 'self' ${connect_to}`;
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://x').pathname, file = path === '/' ? `${page}.html` : path.slice(1);
    if (!new RegExp(`^${page}\\.(html|js|css)$`).test(file)) return response.writeHead(404).end();
    response.writeHead(200, { 'Content-Type': types[file.split('.')[1]], 'Content-Security-Policy': policy, 'X-Content-Type-Options': 'nosniff' });
    response.end(readFileSync(new URL(`../../common/web/built/${file}`, import.meta.url)));
  });
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'ipt-console' });
  server.on('upgrade', (request, socket, head) => {
    const door = doors[new URL(request.url, 'http://x').pathname], said = request.headers['sec-websocket-protocol'] ?? '';
    if (!door || !said.includes(`token.${token}`)) return socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, (link) => {
      const push = (message) => link.readyState === 1 && link.send(JSON.stringify(message));
      const one = door(push);
      link.on('message', (text) => {
        const { id, ...ask } = JSON.parse(text);
        push({ id, ok: true, ...one.answer(ask) });
      });
      link.on('close', () => one.closed?.());
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: server.address().port,
    drop_links: () => sockets.clients.forEach((link) => link.terminate()),
    stop: () => { sockets.clients.forEach((link) => link.terminate()); server.closeAllConnections(); return new Promise((resolve) => server.close(resolve)); },
  };
}

export async function start_fake() {
  const bedside = new FakeBedside(), programmer = new FakeProgrammer(bedside);
  const instructor = await serve('instructor', { '/link': (push) => bedside.page(push), '/hands': (push) => bedside.hands(push) }, '');
  const learner = await serve('learner', { '/link': (push) => programmer.page(push) }, `ws://127.0.0.1:${instructor.port}`);
  return {
    bedside, programmer,
    learner: `http://127.0.0.1:${learner.port}/#token=${token}&hands=ws://127.0.0.1:${instructor.port}/hands&hands_token=${token}`,
    instructor: `http://127.0.0.1:${instructor.port}/#token=${token}`,
    drop_learner_links: learner.drop_links,
    lose_learner_console: () => { void learner.stop(); },
    stop: () => Promise.all([learner.stop(), instructor.stop()]),
  };
}

// By itself it serves both until it is ended, to look at.
if (process.argv[1] === new URL(import.meta.url).pathname) {
  const consoles = await start_fake();
  console.log(`${consoles.learner}\n${consoles.instructor}`);
}
