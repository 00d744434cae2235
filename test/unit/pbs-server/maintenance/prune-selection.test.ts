// Which snapshots a prune keeps, as text: one line a snapshot, newest first, with its mark. The cases are PBS's own rules:
// periods select one after the other, what one kept does not count for the next, protected ones count for none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type KeepOptions,
  type PruneCandidate,
  selectForPrune,
} from '../../../../src/pbs-server/maintenance/prune-selection.js';

process.env['TZ'] = 'UTC'; // the calendar is the server's local one

type Candidate = PruneCandidate & { readonly text: string };

/** `2026-11-24T10:00` with ` unfinished` or ` protected` behind it. */
function parseCandidate(text: string): Candidate {
  return {
    text,
    backupTime: Date.parse(`${text.slice(0, 16)}Z`) / 1000,
    isFinished: !text.endsWith('unfinished'),
    isProtected: text.endsWith('protected'),
  };
}

function show(times: readonly string[], options: KeepOptions): string {
  return selectForPrune(times.map(parseCandidate), options)
    .map(({ candidate, mark }) => `${candidate.text} ${mark}`)
    .join('\n');
}

test('the last ones', () => {
  assert.equal(
    show(['2026-11-24T12:00', '2026-11-24T11:00', '2026-11-24T10:00'], { last: 2 }),
    `2026-11-24T12:00 keep
2026-11-24T11:00 keep
2026-11-24T10:00 remove`,
  );
});

test('of a day the newest stays, and days without a snapshot do not count', () => {
  assert.equal(
    show(['2026-11-24T12:00', '2026-11-24T01:00', '2026-11-20T12:00', '2026-11-20T01:00', '2026-11-19T12:00'], {
      daily: 2,
    }),
    `2026-11-24T12:00 keep
2026-11-24T01:00 remove
2026-11-20T12:00 keep
2026-11-20T01:00 remove
2026-11-19T12:00 remove`,
  );
});

test('a period counts only what the ones before it did not keep', () => {
  assert.equal(
    show(
      [
        '2026-11-24T12:00',
        '2026-11-24T11:00',
        '2026-11-23T12:00',
        '2026-11-22T12:00',
        '2026-10-31T12:00',
        '2025-12-31T12:00',
      ],
      {
        last: 1,
        daily: 1,
        monthly: 1,
        yearly: 1,
      },
    ),
    `2026-11-24T12:00 keep
2026-11-24T11:00 remove
2026-11-23T12:00 keep
2026-11-22T12:00 remove
2026-10-31T12:00 keep
2025-12-31T12:00 keep`,
  );
});

test('weeks are those of ISO 8601: the first days of January may belong to the old year', () => {
  assert.equal(
    show(['2027-01-04T12:00', '2027-01-03T12:00', '2026-12-28T12:00', '2026-12-27T12:00'], { weekly: 2 }),
    `2027-01-04T12:00 keep
2027-01-03T12:00 keep
2026-12-28T12:00 remove
2026-12-27T12:00 remove`,
  );
});

test('a protected one stays and takes nobody’s place', () => {
  assert.equal(
    show(['2026-11-24T12:00 protected', '2026-11-23T12:00', '2026-11-22T12:00', '2026-11-21T12:00 protected'], {
      last: 1,
    }),
    `2026-11-24T12:00 protected protected
2026-11-23T12:00 keep
2026-11-22T12:00 remove
2026-11-21T12:00 protected protected`,
  );
});

test('unfinished ones go, but for the newest of all', () => {
  const times = ['2026-11-24T12:00 unfinished', '2026-11-23T12:00', '2026-11-22T12:00 unfinished'];
  assert.equal(
    show(times, { last: 5 }),
    `2026-11-24T12:00 unfinished keep-partial
2026-11-23T12:00 keep
2026-11-22T12:00 unfinished remove`,
  );
  assert.equal(
    show(['2026-11-24T12:00', '2026-11-23T12:00 unfinished'], { hourly: 5 }),
    `2026-11-24T12:00 keep
2026-11-23T12:00 unfinished remove`,
  );
});

test('marks come in the order of the list that was given, whatever that is', () => {
  assert.equal(
    show(['2026-11-22T12:00', '2026-11-24T12:00', '2026-11-23T12:00'], { last: 1 }),
    `2026-11-22T12:00 remove
2026-11-24T12:00 keep
2026-11-23T12:00 remove`,
  );
});
