// The programs themselves, from IPT_BIN: a pump, paired with a programmer, and both consoles, on loopback in a folder of their own.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, watch } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const patience_ms = 60_000;

/** The line that a program writes once it can be reached. */
function ready(folder, name, child) {
  const path = join(folder, name);
  return new Promise((resolve, reject) => {
    let watcher;
    const give_up = setTimeout(() => end(new Error(`${name}: not ready`)), patience_ms);
    const end = (error, value) => { clearTimeout(give_up); watcher?.close(); if (error) reject(error); else resolve(value); };
    const look = () => { if (existsSync(path)) { const text = readFileSync(path, 'utf8'); if (text.endsWith('\n')) end(undefined, JSON.parse(text)); } };
    child.once('exit', (code) => end(new Error(`${name}: ended with ${code}: ${child.said}`)));
    watcher = watch(folder, look);
    look();
  });
}

function start(bin, program, words, environment) {
  const child = spawn(join(bin, program), words, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  child.said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => { child.said += text; });
  return child;
}

function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const insist = setTimeout(() => child.kill('SIGKILL'), 5_000);
  return ended.then(() => clearTimeout(insist));
}

const free_port = () => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => resolve(port)); });
});

export async function start_programs({ profile = 'ipt-20' } = {}) {
  const bin = process.env.IPT_BIN ?? '', folder = mkdtempSync(join(tmpdir(), 'consoles.')), children = [];
  const begin = (program, words, environment = {}) => { const child = start(bin, program, words, environment); children.push(child); return child; };
  const stop = async () => { for (const child of children.reverse()) await end(child); rmSync(folder, { recursive: true, force: true }); };
  try {
    const pump = await ready(folder, 'pump.json', begin('pump-sim', ['--state', join(folder, 'state'), '--profile', profile, '--port', '0', '--ready-file', join(folder, 'pump.json')]));
    const environment = { IPT_PUMP: pump.telemetry_tls, IPT_PUMP_CONTROL: pump.bedside, IPT_RECORDS: join(folder, 'records') };
    const run = (program, ...words) => execFileSync(join(bin, program), words, { env: { ...process.env, ...environment }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    run('bedside', 'arm', 'clinician', '--confirm', 'any');
    run('programmer', 'pair', JSON.parse(run('bedside', '--json', 'pairing')).endpoint, '--confirm', 'any');
    const port = await free_port();
    const bedside = await ready(folder, 'bedside.json', begin('bedside', ['console', '--learner-origin', `http://127.0.0.1:${port}`, '--ready-file', join(folder, 'bedside.json')], environment));
    const learner = begin('programmer', ['console', '--port', String(port), '--hands', bedside.hands, '--ready-file', join(folder, 'learner.json')], environment);
    const programmer = await ready(folder, 'learner.json', learner);
    return { learner: programmer.address, instructor: bedside.instructor, run, pump, stop, end_learner_console: () => end(learner) };
  } catch (error) {
    await stop();
    throw error;
  }
}
