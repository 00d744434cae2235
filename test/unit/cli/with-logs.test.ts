// Lines of other logs among the Events of a recording: in time, by connection, by text, and not before their time when it is played.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { withLogs } from '../../../src/cli/playback/index.js';
import { fixturesFolder } from '../../support/paths.js';
import { observeEvidence } from '../../support/read-evidence.js';

const observed = observeEvidence(join(fixturesFolder, 'captures', 'pbs-3.2.4', '03b-image-backup-again.pcapng'));

test('both orders are of time, and each is the other one backwards', async () => {
  const { details, evidence } = await observed;
  const feed = withLogs(details, evidence);
  const rows = feed.events({});
  assert.equal(
    rows.filter(({ kind }) => kind === 'logLine').length,
    evidence.timeline.filter(({ file }) => file).length,
  );
  assert.ok(rows.every(({ atMs }, index) => index === 0 || atMs >= (rows[index - 1]?.atMs ?? 0)));
  assert.deepEqual([...feed.events({ order: 'newest-first' })].reverse(), rows);
  assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
});

test('a question is answered of both', async () => {
  const { details, evidence } = await observed;
  const feed = withLogs(details, evidence);
  assert.deepEqual(
    feed.events({ text: 'task ok' }).map(({ text, connection }) => [text, connection]),
    [['03b-image-backup-again.task.txt: TASK OK', 1]],
  );
  assert.deepEqual(feed.events({ connection: 9, text: 'task ok' }), []);
  assert.deepEqual(feed.events({ toMs: 1, text: 'task ok' }), []);
  assert.equal(feed.events({ limit: 3 }).length, 3);
  assert.equal(feed.report().evidence, evidence);
});
