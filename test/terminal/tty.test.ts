// In: a dashboard and what can befall its terminal. Out: the terminal is given back after quitting, a crash, a signal; nothing
// from the wire acts on it; only what changed is written; a slow one is not flooded.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CallRow, Report } from '../../src/core/report/index.js';
import { keys } from '../support/headless-terminal.js';
import { type OpenDashboard, openDashboard } from '../support/open-dashboard.js';
import { createFeed, sampleCalls, sampleReport } from '../support/sample-report.js';

const size = { columns: 80, rows: 24 } as const;

async function assertGivenBack({ terminal }: OpenDashboard): Promise<void> {
  assert.equal(await terminal.isAlternate(), false, 'the screen of before is shown');
  assert.equal(terminal.isCursorHidden(), false, 'the cursor is shown');
  assert.equal(terminal.input.isRawNow, false, 'keys are lines again');
}

function listenerCounts(): number[] {
  return ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGTSTP', 'SIGCONT', 'exit', 'uncaughtExceptionMonitor'].map((name) =>
    process.listenerCount(name),
  );
}

test('takes the terminal while it is open and gives it back when it is left', async () => {
  const before = listenerCounts();
  const opened = openDashboard(size);
  assert.equal(await opened.terminal.isAlternate(), true);
  assert.equal(opened.terminal.isCursorHidden(), true);
  assert.equal(opened.terminal.input.isRawNow, true);
  opened.terminal.type('q');
  await assertGivenBack(opened);
  assert.deepEqual(opened.told, ['quit']);
  opened.dashboard.close();
  opened.dashboard.refresh();
  opened.terminal.type('3');
  assert.deepEqual(opened.told, ['quit'], 'nothing happens any more');
  // blessed keeps one listener for `exit` while a program is open.
  assert.deepEqual(listenerCounts(), before);
});

test('a crash gives the terminal back, is said once, and lets the rest go on', async () => {
  const opened = openDashboard(size, {
    feed: { ...createFeed(), calls: () => [{ ...sampleCalls[0], operation: null } as unknown as CallRow] },
    isLive: true,
  });
  opened.terminal.type('3');
  await assertGivenBack(opened);
  const said = (await opened.terminal.rows()).join('');
  assert.match(said, /^pbscope: the dashboard broke \(.+\) ?and is closed; please ?report this\.$/);
  assert.deepEqual(opened.told, [], 'the proxy is not told to quit');
  opened.dashboard.refresh();
});

test('a crash of the feed goes to the owner if it asked; a recording has nothing else to do and quits', async () => {
  const broken = (): Report => {
    throw new Error('no report today');
  };
  const errors: unknown[] = [];
  const asked = openDashboard(size, {
    feed: { ...createFeed(), report: broken },
    onCrash: (error) => errors.push(error),
  });
  await assertGivenBack(asked);
  assert.equal(String(errors), 'Error: no report today');
  assert.deepEqual(asked.told, []);
  const recording = openDashboard(size, { feed: { ...createFeed(), report: broken } });
  await assertGivenBack(recording);
  assert.deepEqual(recording.told, ['quit']);
});

for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) {
  test(`${signal} gives the terminal back and leaves the rest to who else listens`, async () => {
    const heard: string[] = [];
    const listener = (): void => void heard.push(signal);
    process.on(signal, listener);
    const opened = openDashboard(size);
    process.emit(signal, signal);
    await assertGivenBack(opened);
    process.removeListener(signal, listener);
    assert.deepEqual(heard, [signal]);
  });
}

test('after a stop and a continue the whole screen is drawn again', async () => {
  const opened = openDashboard(size);
  const before = await opened.terminal.rows();
  opened.terminal.takeWritten();
  process.emit('SIGCONT', 'SIGCONT');
  assert.ok(opened.terminal.takeWritten().includes('\u001b[2J'));
  assert.deepEqual(await opened.terminal.rows(), before);
  opened.dashboard.close();
});

test('ctrl-z does not stop a relay: it says why, and where to look instead', async () => {
  const opened = openDashboard({ columns: 120, rows: 40 }, { isLive: true, isRelay: true });
  opened.terminal.type('\u001a');
  assert.match((await opened.terminal.rows()).join('\n'), /would stop the relay .* pbscope attach/);
  assert.ok(await opened.terminal.isAlternate());
  opened.dashboard.close();
});

test('only what changed is written', async () => {
  let durationMs = 95_400;
  const feed = { ...createFeed(), report: () => ({ ...sampleReport, durationMs }) };
  const opened = openDashboard(size, { feed, isLive: true });
  assert.ok(opened.terminal.takeWritten().length > 1500);
  opened.dashboard.refresh();
  assert.equal(opened.terminal.takeWritten(), '', 'nothing changed');
  durationMs = 95_900;
  opened.dashboard.refresh();
  assert.equal(opened.terminal.takeWritten(), '', 'nothing that shows changed');
  durationMs = 96_000;
  opened.dashboard.refresh();
  const tick = opened.terminal.takeWritten();
  assert.ok(tick.length > 0 && tick.length < 1000, `${tick.length} characters for one second`);
  opened.terminal.type(keys.ctrlL);
  assert.ok(opened.terminal.takeWritten().length > 1500, 'ctrl-l draws all of it');
  opened.dashboard.close();
});

test('a terminal that does not take the picture gets no other until it has', async () => {
  let durationMs = 95_400;
  const feed = { ...createFeed(), report: () => ({ ...sampleReport, durationMs }) };
  const opened = openDashboard(size, { feed, isLive: true });
  opened.terminal.hold(true);
  durationMs = 96_000;
  opened.dashboard.refresh();
  opened.terminal.takeWritten();
  for (const second of [97, 98, 99]) {
    durationMs = second * 1000;
    opened.dashboard.refresh();
  }
  assert.equal(opened.terminal.takeWritten(), '');
  opened.terminal.hold(false);
  assert.match((await opened.terminal.rows())[0] ?? '', /1:39/, 'the newest one, not those between');
  opened.dashboard.close();
});

test('at most one picture per redraw time, and the last state is drawn', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let durationMs = 1000;
  const feed = { ...createFeed(), report: () => ({ ...sampleReport, durationMs }) };
  const opened = openDashboard(size, { feed, isLive: true, redrawEveryMs: 100 });
  const pictures: string[] = [];
  for (let tick = 0; tick < 30; tick += 1) {
    durationMs += 1000;
    opened.dashboard.refresh();
    t.mock.timers.tick(10);
    const written = opened.terminal.takeWritten();
    if (written !== '') pictures.push(written);
  }
  t.mock.timers.tick(100);
  t.mock.timers.reset();
  // The first one at once, then one each 100 ms of the 300.
  assert.ok(pictures.length >= 3 && pictures.length <= 4, `${pictures.length} pictures`);
  assert.match((await opened.terminal.rows())[0] ?? '', /0:31/);
  opened.dashboard.close();
});

/** What a screen may contain besides text: moves, attributes, the modes that the dashboard itself sets. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are what is looked for
const ownSequences = /\u001b\[(\d+;\d+H|[0-9;]*m|2J|\?(1|7|12|25|1049|1000|1002|1003|1006)[hl]|\??[0-9;]*[a-zA-Z])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const acting = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

function hostileFeed(text: string) {
  const sessions = sampleReport.sessions.map((session) => ({
    ...session,
    snapshot: text,
    authId: text,
    store: text,
    namespace: text,
    unknowns: [text],
    archives: session.archives.map((archive) => ({ ...archive, name: text })),
    stuckCalls: session.stuckCalls.map((call) => ({ ...call, archive: text, target: text, owes: text })),
  }));
  const problems = sampleReport.problems.map((problem) => ({ ...problem, detail: text }));
  const calls = sampleCalls.map((call) => ({ ...call, archive: text, target: text, method: text }));
  return createFeed({ ...sampleReport, sessions, problems }, calls);
}

test('nothing from the wire acts on the terminal, whatever it is', async () => {
  const written = async (text: string, columns: number): Promise<string> => {
    const opened = openDashboard({ columns, rows: 40 }, { feed: hostileFeed(text), notices: [text], title: text });
    opened.terminal.takeWritten();
    for (const typed of [keys.ctrlL, '3', `G${keys.enter}`, keys.up, '2', '4', '5', '6', '7', '1'])
      opened.terminal.type(typed);
    const screen = opened.terminal.takeWritten();
    const rows = await opened.terminal.rows();
    assert.equal(rows.at(-1)?.startsWith(' 1'), true, 'the footer is where it belongs');
    opened.dashboard.close();
    return screen;
  };
  const known = [
    '\u001b[2J\u001b[31mred\u001b]0;title\u0007',
    '\u009b31m\u0085',
    'a\u202eb\u2066c',
    '{bold}{red-fg}tags{/}',
    'line\nfeed\r\ttab\u0000',
    '\ud800 lone',
  ];
  for (const text of known) assert.doesNotMatch((await written(text, 120)).replace(ownSequences, ''), acting);
  assert.match(await written('{bold}tags{/}', 200), /\{bold\}tags\{\/\}/, 'tags are text');
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), fc.integer({ min: 60, max: 140 }), async (text, columns) => {
      assert.doesNotMatch((await written(text, columns)).replace(ownSequences, ''), acting);
    }),
    { numRuns: 25 },
  );
});

test('wide characters keep the columns straight', async () => {
  const opened = openDashboard({ columns: 120, rows: 40 }, { feed: hostileFeed('備份備份 é') });
  opened.terminal.type('3');
  const rows = (await opened.terminal.rows()).filter((row) => row.includes('備份'));
  assert.ok(rows.length > 20);
  // A wide character is one of the string and two columns of the screen.
  const ends = rows.map((row) => [...row].reduce((sum, one) => sum + (/\p{Script=Han}/u.test(one) ? 2 : 1), 0));
  const states = rows.map((row) => row.search(/[✓✗▷!] (\d|reset|open|stuck)/));
  assert.equal(new Set(states).size, 1, `the state column starts at ${[...new Set(states)].join(', ')}`);
  assert.ok(Math.max(...ends) <= 120);
  opened.dashboard.close();
});
