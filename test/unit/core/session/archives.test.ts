// Archives on their own: what the previous index makes known, frozen numbers, a download that is repeated. protocol.md 8.2, 6.3.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BackupArchive } from '../../../../src/core/session/backup-archive.js';
import { RestoreArchive } from '../../../../src/core/session/restore-archive.js';

const entry = (digest: string, startBytes: number, lengthBytes: number | null = null) => ({
  digest: digest.repeat(64),
  startBytes,
  lengthBytes,
});
const upload = (digest: string, sizeBytes: number) => ({
  digest: digest.repeat(64),
  sizeBytes,
  encodedBytes: sizeBytes / 2,
  isRegistration: false,
});

test('known chunks: from the previous index, or repeated', () => {
  const archive = new BackupArchive('a.pxar.didx', 'dynamic');
  archive.notePrevious([entry('a', 0, 1000), entry('b', 1000, 500)]);
  archive.noteCreated(1, null, 'full');
  archive.noteUpload(upload('c', 200));
  archive.noteAppend([entry('a', 0), entry('c', 1000), entry('c', 1200), entry('b', 1400)]);
  const { knownCount, knownFromPreviousCount, repeatedCount, logicalBytes, reusedBytes } = archive.numbers();
  assert.deepEqual([knownCount, knownFromPreviousCount, repeatedCount], [3, 2, 1]);
  // The last entry's length is known from the previous index alone.
  assert.deepEqual([logicalBytes, reusedBytes], [1900, 1700]);
});

test('an index that was downloaded twice counts once', () => {
  const archive = new BackupArchive('a.pxar.didx', 'dynamic');
  archive.notePrevious([entry('a', 0, 1000)]);
  archive.notePrevious([entry('a', 0, 1000)]);
  archive.noteAppend([entry('a', 0)]);
  assert.equal(archive.numbers().knownFromPreviousCount, 1);
});

test('the length of the last entry may be unknown: then it is not guessed', () => {
  const archive = new BackupArchive('a.pxar.didx', 'dynamic');
  archive.noteAppend([entry('a', 0), entry('b', 700)]);
  assert.equal(archive.numbers().logicalBytes, 700);
  archive.noteClosed(1234, 2);
  assert.equal(archive.numbers().logicalBytes, 1234);
});

test('frozen numbers stay', () => {
  const archive = new BackupArchive('a.pxar.didx', 'dynamic');
  archive.noteUpload(upload('c', 200));
  archive.noteAppend([entry('c', 0), entry('c', 200)]);
  const before = archive.numbers();
  archive.freeze();
  assert.deepEqual(archive.numbers(), before);
});

test('a restore: chunks of the index, those that were fetched, a second download of the index', () => {
  const archive = new RestoreArchive('a.img.fidx', 'fixed');
  const entries = [entry('a', 0, 1000), entry('b', 1000, 500), entry('a', 1500, 1000)];
  archive.noteEntries(7, entries.slice(0, 2));
  archive.noteEntries(7, entries.slice(2));
  archive.noteChunk('a'.repeat(64), 400);
  archive.noteChunk('a'.repeat(64), 400);
  archive.noteEntries(9, entries);
  const { chunkCount, logicalBytes, downloadedCount, downloadedBytes, encodedBytes, dedupShare } = archive.numbers();
  assert.deepEqual([chunkCount, logicalBytes], [3, 2500]);
  assert.deepEqual([downloadedCount, downloadedBytes, encodedBytes, dedupShare], [2, 2000, 800, null]);
  assert.equal(archive.lists('b'.repeat(64)), true);
  assert.equal(archive.lists('c'.repeat(64)), false);
});
