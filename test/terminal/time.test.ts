// In: real keys. Out: time held, scrubbed, zoomed, cut to ranges; the next problem; a recording that plays; what numbers are then of.
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { createGunzip } from 'node:zlib';
import { createPlayer, type Recording } from '../../src/cli/playback/index.js';
import { Analyzer } from '../../src/core/analyzer.js';
import type { Event } from '../../src/core/event/index.js';
import { readTrace } from '../../src/sources/trace/index.js';
import { keys } from '../support/headless-terminal.js';
import { type OpenDashboard, openDashboard } from '../support/open-dashboard.js';
import { fixturesFolder } from '../support/paths.js';

const size = { columns: 120, rows: 40 } as const;
let events: Event[] = [];
let nowMs = 0;

before(async () => {
  const trace = await readTrace(
    createReadStream(join(fixturesFolder, 'traces', 'demo.pbscope.gz')).pipe(createGunzip()),
  );
  for await (const event of trace.events) events = [...events, event];
});

const recording = (): Recording => ({
  events,
  createAnalyzer: () => new Analyzer({ source: { kind: 'trace', name: 'demo' }, startedAtUnixMs: 0 }),
  nowMs: () => nowMs,
});

const openPlayer = (): OpenDashboard => openDashboard(size, { feed: createPlayer(recording()) });
const screenOf = async ({ terminal }: OpenDashboard): Promise<string> => (await terminal.rows()).join('\n');
const headOf = async ({ terminal }: OpenDashboard): Promise<string> => (await terminal.rows())[0] ?? '';

test('a recording stands at its end; space plays it from the start at its speed, and holds it', async () => {
  const opened = openPlayer();
  assert.match(await headOf(opened), /recorded 12\.1 s/);
  opened.terminal.type(' ');
  assert.match(await headOf(opened), /▶ 0:00\.000 of 12\.1 s, 1x/);
  assert.match(await screenOf(opened), /0 sessions/);
  nowMs += 2000;
  opened.dashboard.refresh();
  assert.match(await headOf(opened), /▶ 0:02\.000 of 12\.1 s, 1x/);
  assert.match(await screenOf(opened), /1 session .*[\s\S]*1 of 1 running|1 of 1 running/);
  opened.terminal.type(`:speed 20${keys.enter}`);
  nowMs += 100;
  opened.dashboard.refresh();
  assert.match(await headOf(opened), /▶ 0:04\.000 of 12\.1 s, 20x/);
  opened.terminal.type(' ');
  nowMs += 1000;
  opened.dashboard.refresh();
  assert.match(await headOf(opened), /‖ 0:04\.000 of 12\.1 s/);
  opened.terminal.type(' ');
  nowMs += 1000;
  opened.dashboard.refresh();
  assert.match(await headOf(opened), /recorded 12\.1 s/, 'at the end it stops');
  opened.dashboard.close();
});

test('scrubbing goes back and on, and what is shown has happened, nothing else', async () => {
  const opened = openPlayer();
  opened.terminal.type(`:go 1s${keys.enter}`);
  assert.match(await headOf(opened), /‖ 0:01\.000 of/);
  const early = await screenOf(opened);
  assert.match(early, /1 session/);
  opened.terminal.type('>');
  assert.notEqual(await screenOf(opened), early);
  opened.terminal.type('<');
  assert.equal(await screenOf(opened), early, 'the same moment looks the same');
  opened.terminal.type('.');
  assert.match(await headOf(opened), /0:01\.\d*[1-9]\d* of/);
  opened.terminal.type(`:go end${keys.enter}`);
  assert.match(await screenOf(opened), /3 sessions/);
  opened.dashboard.close();
});

test('a report as of a moment is that of a run that ended there', () => {
  const player = createPlayer(recording());
  for (const atMs of [9000, 2500, 2600, 0, 7000]) {
    player.playback.seek(atMs);
    const direct = recording().createAnalyzer();
    for (const event of events) if (event.atMs <= atMs) direct.feed(event);
    direct.advanceTo(atMs);
    assert.deepEqual(player.report(), direct.report(), `at ${atMs} ms`);
  }
});

test('v makes a range of two moments; numbers are of it; esc gives everything back', async () => {
  const opened = openDashboard(size);
  opened.terminal.type(`4:go 1:00${keys.enter}`);
  const { type } = opened.terminal;
  assert.match(await headOf(opened), /‖ as of 1:00\.000/);
  assert.match(await screenOf(opened), /17 calls of session 3, 0:52\.000 to 1:00\.000/);
  type('v');
  assert.match(await screenOf(opened), /range from 1:00\.000: move with , \. < > and press v again/);
  type('>>v');
  assert.match(await headOf(opened), /range 1:00\.000 to 1:10\.850/);
  assert.match(await screenOf(opened), /calls of session 3, 1:00\.000 to 1:10\.850/);
  type(keys.escape);
  assert.match(await headOf(opened), /recorded 1m 35s/);
  assert.match(await screenOf(opened), /51 calls of session 3 ─/);
  opened.dashboard.close();
});

test('a range may be typed; places that are none are pointed at', async () => {
  const opened = openDashboard(size);
  opened.terminal.type(`:range 0:55 65s${keys.enter}`);
  assert.match(await headOf(opened), /range 0:55\.000 to 1:05\.000/);
  opened.terminal.type(`:range${keys.enter}:range 0:55 soon${keys.enter}`);
  const rows = await opened.terminal.rows();
  assert.equal(rows.at(-1), ' :range 0:55 soon');
  assert.equal(rows.at(-1)?.indexOf('soon'), rows.at(-2)?.indexOf('v a place in time'));
  opened.dashboard.close();
});

test('! goes from problem to problem, and to their session', async () => {
  const opened = openDashboard(size);
  const words: string[] = [];
  for (let press = 0; press < 5; press += 1) {
    opened.terminal.type('!');
    words.push(/problem \d of \d, .*/.exec(await screenOf(opened))?.[0] ?? '');
  }
  assert.deepEqual(words, [
    'problem 1 of 4, 0:44.000: openBackup answered 400',
    'problem 2 of 4, 0:44.100: http2/bad-stream',
    'problem 3 of 4, 0:44.120: session 2 refused',
    'problem 4 of 4, 1:23.000: uploadDynamicChunk stuck',
    'problem 1 of 4, 0:44.000: openBackup answered 400',
  ]);
  assert.match(await screenOf(opened), /▸ 2 backup/);
  opened.dashboard.close();
});

test('zooming halves and doubles what is shown, 0 shows all, the cursor stays in sight', async () => {
  const opened = openDashboard(size);
  const width = async (): Promise<string> => / ([\d.]+ m?s) wide/.exec(await screenOf(opened))?.[1] ?? '';
  opened.terminal.type('2');
  assert.equal(await width(), '43.4 s');
  opened.terminal.type('+');
  assert.equal(await width(), '21.7 s');
  opened.terminal.type('+-');
  assert.equal(await width(), '21.7 s');
  opened.terminal.type(`:zoom 500ms${keys.enter}`);
  assert.equal(await width(), '500 ms');
  opened.terminal.type('!');
  opened.terminal.type('!!!');
  assert.match(await screenOf(opened), /▼/);
  opened.terminal.type('0');
  assert.equal(await width(), '43.4 s');
  opened.dashboard.close();
});

test('live: looking back holds the picture, f lets it go on', async () => {
  const opened = openDashboard(size, { isLive: true });
  opened.terminal.type('2,');
  assert.match(await headOf(opened), /‖ as of 1:34/);
  opened.terminal.type('f');
  assert.match(await headOf(opened), /live 1:35/);
  opened.dashboard.close();
});
