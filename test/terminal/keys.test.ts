// In: real key bytes. Out: what changes on the screen: views, cursor, sorting, filter and its errors, sessions, pause, help.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Report } from '../../src/core/report/index.js';
import type { DashboardFeed } from '../../src/sinks/dashboard/index.js';
import { keys } from '../support/headless-terminal.js';
import { type OpenDashboard, openDashboard } from '../support/open-dashboard.js';
import { isLongRun } from '../support/paths.js';
import { createFeed, sampleCalls, sampleReport } from '../support/sample-report.js';

const size = { columns: 80, rows: 24 } as const;

async function screenOf({ terminal }: OpenDashboard): Promise<string> {
  return (await terminal.rows()).join('\n');
}

/** The row under the cursor of the call table. */
async function cursorOf({ terminal }: OpenDashboard): Promise<string> {
  return (await terminal.rows()).find((row) => row.startsWith('▸')) ?? 'no cursor';
}

test('1 and 3 change the view, enter goes from a session to its calls', async () => {
  const opened = openDashboard(size);
  opened.terminal.type('3');
  assert.match(await screenOf(opened), /51 calls of session 3/);
  opened.terminal.type('1');
  assert.match(await screenOf(opened), /─ Traffic ─/);
  opened.terminal.type(`${keys.up}${keys.enter}`);
  assert.match(await screenOf(opened), /1 call of session 2/);
  opened.dashboard.close();
});

test('the cursor moves by rows, pages and to both ends, and the table follows it', async () => {
  const opened = openDashboard(size);
  const { type } = opened.terminal;
  type('3');
  assert.match(await cursorOf(opened), /0:52\.000 openBackup/);
  type(`${keys.down}j`);
  assert.match(await cursorOf(opened), /0:52\.140 downloadPrevious/);
  type(`${keys.up}k`);
  type('k');
  assert.match(await cursorOf(opened), /0:52\.000 openBackup/, 'stays at the first');
  type(keys.pageDown);
  const page = await cursorOf(opened);
  assert.match(page, /1:01\.800/, 'a page less one row');
  type(keys.pageUp);
  assert.match(await cursorOf(opened), /0:52\.000/);
  type('G');
  assert.match(await cursorOf(opened), /1:35\.300/);
  assert.equal((await opened.terminal.reversedRows()).filter((row) => row.startsWith('▸')).length, 1);
  type('g');
  assert.match(await cursorOf(opened), /0:52\.000/);
  opened.dashboard.close();
});

test('s goes through the orders, S turns one round', async () => {
  const opened = openDashboard(size);
  const first = async (): Promise<string> => (await opened.terminal.rows())[2] ?? '';
  opened.terminal.type('3s');
  assert.match(await screenOf(opened), /by total, slowest first/);
  assert.match(await first(), /172 ms/);
  opened.terminal.type('S');
  assert.match(await screenOf(opened), /slowest first \(reversed\)/);
  for (const label of ['upload', 'wait', 'size', 'operation', 'state']) {
    opened.terminal.type('s');
    assert.match(await screenOf(opened), new RegExp(`by ${label}`));
  }
  assert.match(await first(), /! stuck/);
  opened.terminal.type('s');
  assert.match(await first(), /0:52\.000/);
  opened.dashboard.close();
});

test('a filter leaves the calls that match; n and N go round; esc drops it', async () => {
  const opened = openDashboard(size);
  const { type } = opened.terminal;
  type('3/');
  assert.match((await opened.terminal.rows()).at(-1) ?? '', /^ \/ {3}op:chunk latency>200ms/);
  type('op:chunk latency>140ms');
  assert.equal((await opened.terminal.rows()).at(-1), ' /op:chunk latency>140ms');
  type(keys.enter);
  assert.match(await screenOf(opened), /12 of 51 calls of session 3/);
  const first = await cursorOf(opened);
  type('N');
  const last = await cursorOf(opened);
  assert.notEqual(last, first);
  type('n');
  assert.equal(await cursorOf(opened), first);
  type(keys.escape);
  assert.match(await screenOf(opened), /51 calls of session 3/);
  type(`/nothing has this${keys.enter}`);
  assert.match(await screenOf(opened), /No call matches nothing has this\. Press \/ to change the filter/);
  opened.dashboard.close();
});

test('a filter that cannot be read stays open, with a mark above the character', async () => {
  const opened = openDashboard(size);
  opened.terminal.type(`3/latency>5parsec${keys.enter}`);
  const rows = await opened.terminal.rows();
  const prompt = rows.at(-1) ?? '';
  const mark = rows.at(-2) ?? '';
  assert.equal(prompt, ' /latency>5parsec');
  assert.equal(prompt[mark.indexOf('v ')], 'p');
  assert.match(mark, /v a unit is needed \(us, ms, s, m, h\), as in latency>200ms$/);
  opened.terminal.type(`${keys.ctrlW}${keys.ctrlU}stuckk${keys.backspace}${keys.enter}`);
  assert.match(await screenOf(opened), /1 of 51 calls of session 3/);
  assert.match(await cursorOf(opened), /! stuck/);
  opened.terminal.type(`/${keys.ctrlU}${keys.backspace}`);
  assert.match((await opened.terminal.rows()).at(-1) ?? '', /^ 1 2 3 calls/, 'deleting beyond the start leaves');
  opened.dashboard.close();
});

test('a message that does not fit to the right of its character stands to the left', async () => {
  const opened = openDashboard(size);
  opened.terminal.type(`3/op:chunk archive:root.pxar status>=400 stuck failed wait>5parsec${keys.enter}`);
  const rows = await opened.terminal.rows();
  const column = (rows.at(-1) ?? '').indexOf('parsec');
  assert.equal((rows.at(-2) ?? '').lastIndexOf('v'), column);
  opened.dashboard.close();
});

test('[ and ] go through all sessions and each of them', async () => {
  const opened = openDashboard(size);
  const whose = async (): Promise<string> => /of (all sessions|session \d)/.exec(await screenOf(opened))?.[1] ?? '';
  opened.terminal.type('3');
  const seen: string[] = [await whose()];
  for (const key of [']', ']', ']', '[', '[']) {
    opened.terminal.type(key);
    seen.push(await whose());
  }
  assert.deepEqual(seen, ['session 3', 'all sessions', 'session 1', 'session 2', 'session 1', 'all sessions']);
  opened.dashboard.close();
});

test('enter opens the detail, esc and q close it, q again leaves', async () => {
  const opened = openDashboard(size);
  const { type } = opened.terminal;
  type(`3${keys.enter}`);
  assert.match(await screenOf(opened), /─ Call 301: openBackup ─/);
  type(keys.down);
  assert.match(await screenOf(opened), /─ Call 302: previousBackupTime ─/, 'follows the cursor');
  type(keys.escape);
  assert.doesNotMatch(await screenOf(opened), /Call 302/);
  type('lq');
  assert.doesNotMatch(await screenOf(opened), /Call 302/);
  assert.deepEqual(opened.told, []);
  type('q');
  assert.deepEqual(opened.told, ['quit']);
});

test('tab and shift-tab go through the views, round and round', async () => {
  const opened = openDashboard(size);
  opened.terminal.type(keys.shiftTab);
  assert.match(await screenOf(opened), /events of connection/);
  opened.terminal.type(keys.tab);
  assert.match(await screenOf(opened), /Traffic/);
  opened.dashboard.close();
});

test('? shows every key that has a help text, and closes again', async () => {
  const opened = openDashboard({ columns: 80, rows: 60 });
  opened.terminal.type('3?');
  const help = await screenOf(opened);
  for (const words of ['show only the calls that match', 'previous and next session', 'ctrl-c', 'latency>200ms']) {
    assert.ok(help.includes(words), words);
  }
  opened.terminal.type('q');
  assert.match(await screenOf(opened), /51 calls/);
  opened.dashboard.close();
});

test('help that does not fit is scrolled', async () => {
  const opened = openDashboard({ columns: 60, rows: 15 });
  opened.terminal.type('?');
  assert.match(await screenOf(opened), /more lines: down/);
  opened.terminal.type('j'.repeat(90));
  assert.match(await screenOf(opened), /parts of a call: █ upload/);
  opened.terminal.type('k');
  assert.doesNotMatch(await screenOf(opened), /wait ▓/, 'keys beyond the end are not counted');
  opened.terminal.type('g ');
  assert.doesNotMatch(await screenOf(opened), /─ Keys ─/);
  opened.terminal.type('G');
  assert.match(await screenOf(opened), /░ wait/);
  opened.dashboard.close();
});

test('ctrl-c leaves from anywhere, also while typing', async () => {
  const opened = openDashboard(size);
  opened.terminal.type(`3/op${keys.ctrlC}`);
  assert.deepEqual(opened.told, ['quit']);
});

function liveFeed(): { readonly grow: () => void; readonly feed: DashboardFeed } {
  let count = 10;
  const feed = () => createFeed(report(), sampleCalls.filter((call) => call.session === 3).slice(0, count), []);
  const report = (): Report => ({ ...sampleReport, durationMs: 60_000 + count * 1000 });
  return {
    grow: () => {
      count += 1;
    },
    feed: {
      report: () => report(),
      calls: (query: Parameters<ReturnType<typeof createFeed>['calls']>[0]) => feed().calls(query),
      series: () => [],
      stalls: () => [],
      events: () => [],
    },
  };
}

test('live: the cursor follows the newest call until it is moved, f follows again', async () => {
  const live = liveFeed();
  const opened = openDashboard(size, { feed: live.feed, isLive: true });
  opened.terminal.type('3');
  const before = await cursorOf(opened);
  live.grow();
  opened.dashboard.refresh();
  const followed = await cursorOf(opened);
  assert.notEqual(followed, before);
  opened.terminal.type('k');
  assert.equal(await cursorOf(opened), before);
  live.grow();
  opened.dashboard.refresh();
  assert.equal(await cursorOf(opened), before, 'stays on the same call');
  opened.terminal.type('f');
  assert.notEqual(await cursorOf(opened), before);
  opened.dashboard.close();
});

test('space holds the picture and lets it go on', async () => {
  const live = liveFeed();
  const opened = openDashboard(size, { feed: live.feed, isLive: true });
  opened.terminal.type('3 ');
  const held = await screenOf(opened);
  assert.match(held, /‖ paused at 1:10/);
  live.grow();
  opened.dashboard.refresh();
  assert.equal(await screenOf(opened), held);
  opened.terminal.type(' ');
  assert.match(await screenOf(opened), /11 calls of session 3/);
  opened.dashboard.close();
});

test('the newest session is shown until one is chosen', async () => {
  let shown = 2;
  const feed = {
    ...createFeed(),
    report: () => ({ ...sampleReport, sessions: sampleReport.sessions.slice(0, shown) }),
  };
  const opened = openDashboard(size, { feed, isLive: true });
  assert.match(await screenOf(opened), /▸ 2 backup/);
  shown = 3;
  opened.dashboard.refresh();
  assert.match(await screenOf(opened), /▸ 3 backup/);
  opened.terminal.type('k');
  shown = 2;
  opened.dashboard.refresh();
  shown = 3;
  opened.dashboard.refresh();
  assert.match(await screenOf(opened), /▸ 2 backup/);
  opened.dashboard.close();
});

test('whatever is pressed, at whatever size: no crash, and a footer at the bottom', async () => {
  const anyKey = fc.constantFrom(
    ...Object.values(keys).filter((key) => key !== keys.ctrlC),
    ...'1234567?/:nNsSftvghjklG[],.<>!+-0 op:>5ms@',
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyKey, { maxLength: 60 }),
      fc.integer({ min: 60, max: 220 }),
      fc.integer({ min: 15, max: 60 }),
      async (pressed, columns, rows) => {
        const errors: unknown[] = [];
        const opened = openDashboard({ columns: 80, rows: 24 }, { onCrash: (error) => errors.push(error) });
        for (const [index, key] of pressed.entries()) {
          if (index === 5) opened.terminal.resize(columns, rows);
          opened.terminal.type(key);
        }
        assert.deepEqual(errors, []);
        assert.match((await opened.terminal.rows()).at(-1) ?? '', /^ (1|\/|:)/);
        opened.dashboard.close();
      },
    ),
    { numRuns: isLongRun ? 2000 : 60 },
  );
});
