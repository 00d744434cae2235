// In: real keys in the views. Out: what enter leads to, completion, commands, saved filters, what is copied and written.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keys } from '../support/headless-terminal.js';
import { type OpenDashboard, openDashboard } from '../support/open-dashboard.js';

const size = { columns: 120, rows: 40 } as const;
const tab = '\t';
const screenOf = async ({ terminal }: OpenDashboard): Promise<string> => (await terminal.rows()).join('\n');
const lastRow = async ({ terminal }: OpenDashboard): Promise<string> => (await terminal.rows()).at(-1) ?? '';

test('tab goes through all seven views, round and round', async () => {
  const opened = openDashboard({ columns: 80, rows: 24 });
  const seen: string[] = [];
  for (let press = 0; press < 8; press += 1) {
    seen.push(/\d ([a-z]+)/.exec(await lastRow(opened))?.[1] ?? '');
    opened.terminal.type(tab);
  }
  assert.deepEqual(seen, ['overview', 'timeline', 'calls', 'latency', 'flow', 'verdicts', 'events', 'overview']);
  opened.dashboard.close();
});

test('a finding leads to the calls that prove it', async () => {
  const opened = openDashboard(size);
  opened.terminal.type('6');
  assert.match(await screenOf(opened), /enter shows stuck/);
  opened.terminal.type('j');
  assert.match(await screenOf(opened), /enter shows op:chunk/);
  opened.terminal.type(keys.enter);
  assert.match(await screenOf(opened), /27 of 51 calls of session 3, by total/);
  opened.dashboard.close();
});

test('of all sessions, a finding leads to the calls of its own', async () => {
  const opened = openDashboard(size);
  opened.terminal.type(`6]G`);
  assert.match(await screenOf(opened), /3 findings of all sessions/);
  opened.terminal.type(keys.enter);
  assert.match(await screenOf(opened), /1 of 1 call of session 2/);
  opened.dashboard.close();
});

test('latency: the row chosen, the part chosen, the calls behind it', async () => {
  const opened = openDashboard(size);
  const { type } = opened.terminal;
  type('4');
  assert.match(await screenOf(opened), /─ all calls, whole time ─/);
  type('jjt');
  assert.match(await screenOf(opened), /▸uploadDynamicChunk.*[\s\S]*─ uploadDynamicChunk, upload: first to last byte/);
  type('ttt');
  assert.match(await screenOf(opened), /─ uploadDynamicChunk, whole time ─/);
  type(keys.enter);
  assert.match(await screenOf(opened), /27 of 51 calls of session 3, by total, slowest first/);
  opened.dashboard.close();
});

test('timeline: enter shows the call at the cursor in the table', async () => {
  const opened = openDashboard(size);
  opened.terminal.type(`2:go 53s${keys.enter}${keys.enter}`);
  assert.match(await screenOf(opened), /\n▸ *0:53\.000 uploadDynamicChunk/);
  opened.dashboard.close();
});

test('a filter counts in timeline and latency as well', async () => {
  const opened = openDashboard(size);
  opened.terminal.type(`3/op:append${keys.enter}2`);
  assert.match(await screenOf(opened), /19 of 51 calls of session 3, op:append/);
  opened.terminal.type('4');
  assert.match(await screenOf(opened), /19 calls that match op:append of session 3/);
  opened.terminal.type(`${keys.escape}`);
  assert.match(await screenOf(opened), /51 calls of session 3/);
  opened.dashboard.close();
});

test('tab completes a filter as far as there is one way on, then shows the ways', async () => {
  const opened = openDashboard(size);
  const { type } = opened.terminal;
  type(`3/op:up${tab}`);
  assert.equal(await lastRow(opened), ' /op:uploadDynamicChunk');
  type(`${keys.ctrlU}s${tab}`);
  const rows = await opened.terminal.rows();
  assert.equal(rows.at(-2), ' session>  size>  state:  status>  stuck');
  type(`tu${tab}${keys.enter}`);
  assert.match(await screenOf(opened), /1 of 51 calls/);
  type(`:ran${tab}`);
  assert.equal(await lastRow(opened), ' :range');
  type(`${keys.ctrlU}view ver${tab}${keys.enter}`);
  assert.match(await screenOf(opened), /─ Evidence ─/);
  opened.dashboard.close();
});

test('a filter is saved, used by its name, and dropped', async () => {
  const saved: string[] = [];
  const opened = openDashboard(size, {
    savedFilters: { appends: 'op:append' },
    onSaveFilter: (name, text) => void saved.push(`${name} ${text}`),
  });
  const { type } = opened.terminal;
  type(`3/@appends latency<1s${keys.enter}`);
  assert.match(await screenOf(opened), /19 of 51 calls/);
  type(`/${keys.ctrlU}latency>140ms${keys.enter}:save slow${keys.enter}`);
  assert.match(await screenOf(opened), /saved: @slow stands for latency>140ms/);
  type(`/${keys.ctrlU}@slow op:append${keys.enter}`);
  assert.match(await screenOf(opened), /No call matches @slow op:append/);
  type(`/${keys.ctrlU}stuck @fast${keys.enter}`);
  const rows = await opened.terminal.rows();
  assert.equal(rows.at(-2)?.indexOf('v no filter "@fast"; there are @appends, @slow'), rows.at(-1)?.indexOf('@fast'));
  type(keys.escape);
  type(`:drop slow${keys.enter}`);
  assert.match(await screenOf(opened), /forgotten: @slow/);
  assert.deepEqual(saved, ['slow latency>140ms', 'slow null']);
  opened.dashboard.close();
});

test('a filter that cannot be kept is said, and the screen stays', async () => {
  const opened = openDashboard(size, {
    onSaveFilter: () => {
      throw new Error('disk full');
    },
  });
  opened.terminal.type(`3/stuck${keys.enter}:save s${keys.enter}`);
  assert.match(await screenOf(opened), /\n disk full\n/);
  opened.dashboard.close();
});

test('commands that are none, or lack something, say so at the character', async () => {
  const opened = openDashboard(size);
  const errorOf = async (command: string): Promise<string> => {
    opened.terminal.type(`:${command}${keys.enter}`);
    const said = (await opened.terminal.rows()).at(-2) ?? '';
    opened.terminal.type(keys.escape);
    return said;
  };
  assert.match(await errorOf('fly away'), /^ {2}v no command "fly"; tab on an empty line/);
  assert.match(await errorOf('speed 5'), /v only a recording can be played/);
  assert.match(await errorOf('session 9'), /^ {10}v no such session; there are 3/);
  assert.match(await errorOf('zoom 5'), /^ {7}v a span with its unit is missing/);
  assert.match(await errorOf('save'), /a name of letters and digits/);
  assert.match(await errorOf('filter latency>5parsec'), /v a unit is needed/);
  assert.match(await errorOf('view'), /one of overview, timeline/);
  opened.dashboard.close();
});

test('c copies what is under the cursor as OSC 52, w writes the report', async () => {
  const written: (string | null)[] = [];
  const opened = openDashboard(size, {
    writeReport: async (path) => {
      written.push(path);
      return path ?? 'pbscope.html';
    },
  });
  opened.terminal.type('3');
  opened.terminal.takeWritten();
  opened.terminal.type('c');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequence is what is looked for
  const sent = /\u001b\]52;c;([A-Za-z0-9+/=]+)\u0007/.exec(opened.terminal.takeWritten())?.[1] ?? '';
  assert.equal(Buffer.from(sent, 'base64').toString(), 'GET /openBackup');
  opened.terminal.type('w');
  assert.match(await screenOf(opened), /written: pbscope\.html/);
  opened.terminal.type(`:write night.json${keys.enter}`);
  assert.deepEqual(written, [null, 'night.json']);
  opened.dashboard.close();
});

test('events: search, go round, look at one in full', async () => {
  const opened = openDashboard(size);
  const { type } = opened.terminal;
  type('7/windowStall');
  type(keys.enter);
  assert.match(await screenOf(opened), /10 events with "windowstall" of connection 3/);
  type(`G${keys.enter}`);
  assert.match(await screenOf(opened), /─ Event \d+: windowStall at \d\d:\d\d:\d\d\.\d{3} ─/);
  type(keys.escape);
  type(keys.escape);
  assert.match(await screenOf(opened), /60 events of connection 3/);
  opened.dashboard.close();
});

test('whoever is new is told where to begin, until the first key', async () => {
  const opened = openDashboard(size, { isFirstRun: true });
  assert.match(await screenOf(opened), /New here\? 1 to 7 change the view/);
  opened.terminal.type('2');
  assert.doesNotMatch(await screenOf(opened), /New here/);
  opened.dashboard.close();
});
