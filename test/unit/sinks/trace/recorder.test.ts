// The recorder: what it writes can be read again, with what rights, and what it says when the disk does not take it.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { decompress } from 'fzstd';
import type { Event, TraceHeader } from '../../../../src/core/event/index.js';
import { canPack, openRecorder } from '../../../../src/sinks/trace/index.js';

const header: TraceHeader = {
  format: 'pbscope-trace',
  version: 1,
  tool: 'pbscope 0.0.0',
  startedAt: '2026-11-24T08:00:00.000Z',
  ends: { listen: '127.0.0.1:8008', upstream: 'pbs.example.com:8007' },
  redacted: ['secrets'],
};
const ping = (atMs: number): Event => ({ kind: 'ping', connection: 1, atMs, direction: 'toServer', isAck: false });

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pbscope-recorder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('writes the header and each event as a line, for the owner only', async () => {
  const path = join(folder, 'a.pbscope');
  const recorder = openRecorder({ path, header, onLoss: assert.fail });
  recorder.write(ping(1));
  recorder.write(ping(2.5));
  await recorder.close();
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)),
    [header, ping(1), ping(2.5)],
  );
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(recorder.droppedCount, 0);
});

test('packs by the name of the file', async () => {
  const path = join(folder, 'a.pbscope.gz');
  const recorder = openRecorder({ path, header, onLoss: assert.fail });
  recorder.write(ping(1));
  await recorder.close();
  assert.equal(gunzipSync(readFileSync(path)).toString().trimEnd().split('\n').length, 2);
});

test('packs zstd too, piece by piece, as any reader takes it', {
  skip: canPack('a.zst') ? false : 'no zstd here',
}, async () => {
  const path = join(folder, 'a.pbscope.zst');
  const recorder = openRecorder({ path, header, onLoss: assert.fail });
  for (let index = 0; index < 5000; index += 1) recorder.write(ping(index));
  await recorder.close();
  const lines = Buffer.from(decompress(readFileSync(path)))
    .toString()
    .trimEnd()
    .split('\n');
  assert.equal(lines.length, 5001);
});

test('says a missing folder once, counts what is lost, and close() still settles', async () => {
  const losses: string[] = [];
  const recorder = openRecorder({
    path: join(folder, 'none', 'a.pbscope'),
    header,
    onLoss: (sentence) => losses.push(sentence),
  });
  recorder.write(ping(1));
  await recorder.close();
  recorder.write(ping(2));
  assert.equal(losses.length, 1);
  assert.match(losses[0] ?? '', /takes no more \(ENOENT\); the recording ends here, the relay goes on\.$/);
  assert.ok(recorder.droppedCount >= 1);
});

test('says a full disk once and goes on without it', {
  skip: existsSync('/dev/full') ? false : 'there is no /dev/full here',
}, async () => {
  const losses: string[] = [];
  const recorder = openRecorder({ path: '/dev/full', header, onLoss: (sentence) => losses.push(sentence) });
  for (let index = 0; index < 5000; index += 1) recorder.write(ping(index));
  await recorder.close();
  assert.equal(losses.length, 1);
  assert.match(losses[0] ?? '', /ENOSPC/);
  assert.ok(recorder.droppedCount >= 5000);
});
