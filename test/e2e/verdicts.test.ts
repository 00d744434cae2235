// Faults of the embedded server, and what the report of the relayed run says of them: the cause is the top verdict, and no other
// error beside it. A healthy run gives no warning. Real sockets, a few seconds in all.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Report } from '../../src/core/report/index.js';
import { observeBackups } from '../support/observed-backup.js';

const found = (report: Report, ...severities: readonly string[]): string[] =>
  report.verdicts
    .filter((verdict) => verdict.state === 'found' && severities.includes(verdict.severity))
    .map((verdict) => verdict.rule);

test('two healthy backups on a local line: no error, no warning', async (t) => {
  const { report, failures } = await observeBackups(t, [], { runCount: 2, data: 'same' });
  assert.deepEqual(failures, [null, null]);
  assert.deepEqual(found(report, 'error', 'warning'), []);
});

interface Case {
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly faults: readonly object[];
  readonly because: RegExp;
}

const cases: readonly Case[] = [
  {
    rule: 'finish-unanswered',
    severity: 'info',
    faults: [{ match: { operation: 'finish' }, do: [{ kind: 'delay', durationMs: 2000 }] }],
    because: /finish was answered after [2-9]/,
  },
  {
    rule: 'failed-call',
    severity: 'error',
    faults: [
      {
        match: { operation: 'appendFixedIndex' },
        do: [{ kind: 'reply', status: 400, text: 'no such chunk 00' }],
      },
    ],
    because: /appendFixedIndex disk\.img\.fidx: 400 no such chunk 00/,
  },
  {
    rule: 'tunnel-closed-at-once',
    severity: 'error',
    faults: [{ match: { operation: 'openBackup' }, do: [{ kind: 'close', at: 'afterReply' }] }],
    because: /after the 101/,
  },
  {
    rule: 'tunnel-not-raw',
    severity: 'error',
    faults: [
      {
        match: { operation: 'openBackup' },
        do: [{ kind: 'sendBytes', text: '<html><body>Hello</body></html>', at: 'afterReply' }],
      },
    ],
    because: /First bytes/,
  },
  {
    rule: 'protocol-error',
    severity: 'error',
    faults: [{ match: { operation: 'uploadFixedChunk', nth: 1 }, do: [{ kind: 'reset', code: 'FLOW_CONTROL_ERROR' }] }],
    because: /RST_STREAM FLOW_CONTROL_ERROR from the server/,
  },
  {
    rule: 'upgrade-refused',
    severity: 'error',
    faults: [
      { match: { operation: 'openBackup' }, do: [{ kind: 'reply', status: 502, text: '<html>Bad Gateway</html>' }] },
    ],
    because: /502: <html>Bad Gateway/,
  },
  {
    rule: 'foreign-window',
    severity: 'warning',
    faults: [{ match: { operation: 'openBackup' }, do: [{ kind: 'settings', initialWindowBytes: 1_048_576 }] }],
    because: /INITIAL_WINDOW_SIZE of the server is 1048576/,
  },
  {
    rule: 'upgrade-headers',
    severity: 'warning',
    faults: [{ match: { operation: 'openBackup' }, do: [{ kind: 'headers', drop: ['connection'] }] }],
    because: /The 101 has no/,
  },
];

for (const { rule, severity, faults, because } of cases) {
  test(`${rule}: ${severity}`, async (t) => {
    const { report } = await observeBackups(t, faults);
    const [top] = report.verdicts;
    assert.deepEqual(
      [top?.rule, top?.severity],
      [rule, severity],
      JSON.stringify(report.verdicts.slice(0, 3), null, 1),
    );
    assert.match(top?.because.join('\n') ?? '', because);
    assert.deepEqual(found(report, 'error'), severity === 'error' ? [rule] : [], 'no other error');
  });
}

test('an aborted run, and the same data again: wasted-reupload', async (t) => {
  const faults = [{ match: { operation: 'finish', session: 1 }, do: [{ kind: 'close' }] }];
  const { report } = await observeBackups(t, faults, { runCount: 2, data: 'same' });
  const wasted = report.verdicts.find((verdict) => verdict.rule === 'wasted-reupload');
  assert.deepEqual([wasted?.state, wasted?.session], ['found', 2]);
  assert.deepEqual(found(report, 'error'), ['unfinished-session']);
});

test('a predecessor that is not offered: full-upload', async (t) => {
  const faults = [
    {
      match: { operation: 'previousBackupTime', session: 2 },
      do: [{ kind: 'reply', status: 200, text: '{"data":null}' }],
    },
  ];
  const { report } = await observeBackups(t, faults, { runCount: 2, data: 'same' });
  const full = report.verdicts.find((verdict) => verdict.rule === 'full-upload');
  assert.deepEqual([full?.state, full?.session], ['found', 2]);
  assert.match(full?.because.join('\n') ?? '', /the server says that there is no previous backup/);
});
