// Logs of the real programs beside the captures of the same runs: every format is recognised, every line understood or counted, clocks agree
// (they were one), numbers agree, and what is contradictory is said. Over the smaller captures; all of them in test/originals.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { renderText } from '../../src/sinks/export/index.js';
import { fixturesFolder } from '../support/paths.js';
import { observeEvidence } from '../support/read-evidence.js';

const capture = (name: string): string => join(fixturesFolder, 'captures', name);

const expectedTimeline = ` client    Starting backup: host/disk01/2026-11-24T07:40:00Z
 client    Starting backup protocol: Tue Nov 24 07:40:00 2026
 wire      openBackup answered 101
 task log  starting new backup on datastore 'store1' from ::ffff:1~
 wire      previousBackupTime answered 200
 client    Downloading previous manifest (Tue Nov 24 07:39:56 2026)
 wire      downloadPrevious index.json.blob answered 200
 task log  protocol upgrade done
 task log  download 'index.json.blob' from previous backup.
 wire      downloadPrevious drive.img.fidx answered 200
 task log  register chunks in 'drive.img.fidx' from previous backu~
 task log  download 'drive.img.fidx' from previous backup.
 wire      createFixedIndex drive.img.fidx answered 200
 task log  created new fixed index 1 ("host/disk01/2026-11-24T07:4~
 client    Upload image 'data/disk.img' to 'tester@pbs!tok1@127.0.~
 client    drive.img.fidx: had to backup 0 B of 24 MiB (compressed~
 client    drive.img.fidx: backup was done incrementally, reused 2~
 client    drive.img.fidx: Reused 6 from 6 chunks.
 wire      closeFixedIndex drive.img.fidx answered 200
 task log  successfully closed fixed index 1
 wire      uploadBlob index.json.blob answered 200
 task log  add blob "store/store1/host/disk01/2026-11-24T07:40:00Z~
 client    Upload index.json to 'tester@pbs!tok1@127.0.0.1:8007:st~
 client    Duration: 0.18s
 wire      finish answered 200
 task log  successfully finished backup
 task log  backup finished successfully
 client    End Time: Tue Nov 24 07:40:00 2026
 wire      session 1 finished
 task log  TASK OK`;

test('task log and client output of a backup agree with the wire, and add what only the server knows', async () => {
  const { evidence } = await observeEvidence(capture('pbs-3.2.4/12-multi-archive.pcap.gz'));
  assert.deepEqual(
    evidence.files.map(({ format, unknownCount }) => [format, unknownCount]),
    [
      ['task-log', 0],
      ['client-output', 0],
    ],
  );
  for (const { clock } of evidence.files) {
    assert.equal(clock.agreeingCount, clock.matchedCount);
    assert.ok(Math.abs(clock.offsetMs ?? Infinity) <= (clock.uncertaintyMs ?? 0));
  }
  assert.ok(evidence.figures.length >= 20);
  assert.deepEqual(evidence.notes, []);
  assert.deepEqual(
    evidence.archives.map(({ name, uploadedCount, serverDuplicateCount, savedShare }) => [
      name,
      uploadedCount,
      serverDuplicateCount,
      savedShare,
    ]),
    [
      ['small.pxar.didx', 2, 2, 1],
      ['drive.img.fidx', 4, 4, 1],
      ['catalog.pcat1.didx', 1, 0, 0],
    ],
  );
});

test('the timeline of logs and wire, in order', async () => {
  const { report, details } = await observeEvidence(capture('pbs-3.2.4/03b-image-backup-again.pcapng'));
  const text = renderText(report, details);
  const lines = text.split('\n');
  const from = lines.findIndex((line) => line.includes('Logs and wire on one timeline'));
  const shown = lines.slice(from + 1, lines.indexOf('', from));
  assert.equal(shown.map((line) => line.replace(/^.{13}/, '')).join('\n'), expectedTimeline);
  assert.ok(lines.every((line) => line.length <= 80));
});

test('a task that ends in an error although all is well is said to be normal', async () => {
  const { evidence } = await observeEvidence(capture('pbs-3.2.4/04-restore-dir.pcap.gz'));
  assert.deepEqual(evidence.notes, [
    '04-restore-dir.task.txt ends session 1 in TASK ERROR, which is normal of a restore whose client just closes.',
  ]);
});

test('two clients that print into one file are kept apart', async () => {
  const { evidence } = await observeEvidence(capture('pbs-3.2.4/08i-group-locked.pcap.gz'));
  assert.deepEqual(evidence.notes, []);
  const failed = evidence.timeline.find(({ text }) => text.startsWith('Error: unable to acquire lock'));
  const ended = evidence.timeline.find(({ text }) => text.startsWith('End Time'));
  assert.deepEqual([failed?.session, ended?.session], [2, 1]);
});

const boxLog = (name: string): string => join(fixturesFolder, 'evidence', name);

test('HAProxy tells who cut an idle session: found by the address of the client, to the millisecond', async () => {
  const { evidence } = await observeEvidence(boxLog('haproxy-idle.pcap.gz'), [boxLog('haproxy.log')]);
  const [file] = evidence.files;
  assert.deepEqual([file?.format, file?.unknownCount, file?.clock.agreeingCount], ['haproxy', 0, 2]);
  assert.ok(Math.abs(file?.clock.offsetMs ?? Infinity) < 10);
  const rows = evidence.timeline.filter((row) => row.file !== null);
  assert.deepEqual(
    rows.map(({ session, text }) => [session, text]),
    [
      [1, '127.0.0.1:40942 accepted by pbs_idle, passed to pbs_idle/pbs1'],
      [
        1,
        "127.0.0.1:40942 HAProxy's timeout for the client ran out, while data passed (cD), 1751 bytes to the client in 2055 ms",
      ],
    ],
  );
  assert.deepEqual(evidence.notes, [
    '4 lines of haproxy.log stand outside the time of this recording, and are left out.',
  ]);
});

test('nginx names no port: its tunnel is found by the upgrade that it logs when it is over', async () => {
  const logs = ['nginx-access.log', 'nginx-error.log', 'nginx-stream.log'].map(boxLog);
  const { evidence } = await observeEvidence(boxLog('nginx-idle.pcap.gz'), logs);
  assert.deepEqual(
    evidence.files.map(({ format, unknownCount, clock }) => [format, unknownCount, clock.matchedCount]),
    [
      ['nginx-access', 0, 1],
      ['nginx-error', 0, 1],
      ['nginx-stream', 0, 0],
    ],
  );
  const tunnel = evidence.timeline.find(({ file, session }) => file === 'nginx-access.log' && session === 1);
  const complaint = evidence.timeline.find(({ file, session }) => file === 'nginx-error.log' && session === 1);
  assert.equal(
    complaint?.text,
    'info: upstream timed out (110: Connection timed out) while proxying upgraded connection',
  );
  assert.match(tunnel?.text ?? '', /^127\.0\.0\.1 101 to GET \/\/api2\/json\/backup\?/);
});

test('a log that contradicts the wire becomes a note', async () => {
  const { evidence } = await observeEvidence(capture('pbs-3.2.4/03b-image-backup-again.pcapng'), [
    capture('pbs-3.2.4/02-second-backup-dedup.task.txt'),
  ]);
  assert.match(evidence.notes[0] ?? '', /of which this recording has no session/);
});
