// In: the sample. Out: what went wrong in it, by time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventLog, landmarksOf } from '../../../../src/core/report/index.js';
import { emptyReport, sampleReport } from '../../../support/sample-report.js';

test('failed and stuck calls, bad ends and problems, oldest first', () => {
  assert.deepEqual(
    landmarksOf(sampleReport).map(({ atMs, session, words }) => `${atMs} ${session} ${words}`),
    [
      '44000 2 openBackup answered 400',
      '44100 2 http2/bad-stream',
      '44120 2 session 2 refused',
      '83000 3 uploadDynamicChunk stuck',
    ],
  );
  assert.deepEqual(landmarksOf(emptyReport), []);
});

test('the event log keeps the newest, tells the place of each, and looks into the line', () => {
  const log = new EventLog(3);
  for (let index = 1; index <= 5; index += 1) log.note({ kind: 'preface', connection: index % 2, atMs: index });
  assert.deepEqual(
    log.rows({}).map((row) => `${row.id} ${row.atMs} [${row.connection}] ${row.text}`),
    ['3 3 [1] C> preface', '4 4 [0] C> preface', '5 5 [1] C> preface'],
  );
  assert.deepEqual(
    log.rows({ order: 'newest-first', limit: 2 }).map((row) => row.id),
    [5, 4],
  );
  assert.equal(log.rows({ text: 'nothing like it' }).length, 0);
  assert.equal(log.rows({ fromMs: 4, toMs: 4 }).length, 1);
  assert.equal(log.rows({ connection: 2 }).length, 1, 'what is about no connection is about each');
});
