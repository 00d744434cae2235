// In: the sample, real keys, real cells. Out: every view at every size as in fixtures/screens.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DashboardOptions } from '../../src/sinks/dashboard/index.js';
import { assertScreen } from '../support/golden-screen.js';
import { keys } from '../support/headless-terminal.js';
import { openDashboard } from '../support/open-dashboard.js';
import { createFeed, emptyReport, sampleReport } from '../support/sample-report.js';

const sizes = [
  { columns: 60, rows: 15 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 50 },
] as const;

type Change = Parameters<typeof openDashboard>[1];

interface Scene {
  readonly name: string;
  readonly typed: string;
  readonly change?: Change;
}

const notices: DashboardOptions['notices'] = ['\u001b[32mINFO\u001b[39m proxy listens on 127.0.0.1:8008'];
const nothing: Change = { feed: createFeed(emptyReport, [], []), isLive: true };

const scenes: readonly Scene[] = [
  { name: 'timeline', typed: '2' },
  { name: 'timeline-all-sessions', typed: '2]' },
  { name: 'timeline-nothing-yet', typed: '2', change: nothing },
  { name: 'timeline-zoomed-at-problem', typed: '2!!!!+++' },
  { name: 'latency', typed: '4' },
  { name: 'latency-wait-of-one', typed: '4ttjj' },
  { name: 'latency-nothing-yet', typed: '4', change: nothing },
  { name: 'flow', typed: '5' },
  { name: 'flow-nothing-yet', typed: '5', change: nothing },
  { name: 'verdicts', typed: '6' },
  { name: 'verdicts-nothing-yet', typed: '6', change: nothing },
  { name: 'events', typed: '7' },
  { name: 'events-detail', typed: `7j${keys.enter}` },
  { name: 'events-nothing-yet', typed: '7', change: nothing },
  { name: 'overview-of-range', typed: `:range 0:55 1:05${keys.enter}` },
  { name: 'overview', typed: '', change: { notices } },
  { name: 'overview-all-sessions', typed: ']' },
  { name: 'overview-nothing-yet', typed: '', change: nothing },
  { name: 'calls', typed: '3' },
  { name: 'calls-nothing-yet', typed: '3', change: nothing },
  { name: 'calls-detail-of-stuck', typed: `3G${keys.up}${keys.enter}` },
  { name: 'calls-detail-of-failed', typed: `3[${keys.enter}` },
  { name: 'help', typed: '3?' },
];

for (const size of sizes) {
  const where = `${size.columns}x${size.rows}`;
  for (const { name, typed, change } of scenes) {
    test(`${name} at ${where}`, async () => {
      const { terminal, dashboard } = openDashboard(size, change);
      terminal.type(typed);
      assertScreen(`${name}-${where}`, await terminal.rows());
      dashboard.close();
    });
  }
}

test('without a stuck call the room goes to the numbers', async () => {
  const sessions = sampleReport.sessions.map((session) => ({ ...session, stuckCalls: [] }));
  const report = { ...sampleReport, sessions, problems: [] };
  const { terminal, dashboard } = openDashboard({ columns: 80, rows: 24 }, { feed: createFeed(report) });
  assertScreen('overview-calm-80x24', await terminal.rows());
  dashboard.close();
});

test('in ASCII nothing else is drawn, and without colours the signs carry the meaning', async () => {
  for (const typed of ['', '2', '3', '4', '5', '6', '7', '?']) {
    const { terminal, dashboard } = openDashboard({ columns: 120, rows: 40 }, { isAscii: true, colour: 'none' });
    terminal.type(typed);
    const rows = await terminal.rows();
    assert.deepEqual(
      rows.filter((row) => /[^ -~]/.test(row)),
      [],
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the attributes are what is looked for
    const attributes = new Set(terminal.takeWritten().match(/\u001b\[[0-9;]*m/g));
    for (const one of attributes) assert.match(one.slice(1), /^\[0?(;[127])*m$/, 'weight and reverse video only');
    if (typed === '') assertScreen('overview-ascii-120x40', rows);
    dashboard.close();
  }
});

test('every number on the calm screens has a unit or stands below a title that says what it counts', async () => {
  const { terminal, dashboard } = openDashboard({ columns: 120, rows: 40 });
  const traffic = (await terminal.rows()).filter((row) => /^ [→←]/.test(row));
  assert.equal(traffic.length, 2);
  for (const row of traffic) assert.match(row, /\d [KMGT]?i?B\/s .* peak [\d.]+ [KMGT]?i?B\/s/);
  dashboard.close();
});

test('too small: one sentence, and the screen is back when it is large enough', async () => {
  const { terminal, dashboard, told } = openDashboard({ columns: 59, rows: 15 });
  assert.deepEqual((await terminal.rows()).slice(0, 3), [
    'pbscope needs 60x15 characters; this terminal has 59x15.',
    'Make it larger, or press q.',
    '',
  ]);
  terminal.resize(80, 14);
  assert.match((await terminal.rows()).join(' '), /this terminal has 80x14/);
  terminal.resize(5, 2);
  assert.match((await terminal.rows()).join(' '), /^pbsc/);
  terminal.resize(80, 24);
  assertScreen('overview-resized-80x24', await terminal.rows());
  terminal.type('q');
  assert.deepEqual(told, ['quit']);
  dashboard.close();
});
