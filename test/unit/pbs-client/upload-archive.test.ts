// The pipeline of an archive against a server made of promises, whose replies come when the test says so (protocol.md 4.9).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SourceChunk } from '../../../src/pbs-client/backup/source-chunk.js';
import { uploadArchive } from '../../../src/pbs-client/backup/upload-archive.js';
import { sha256 } from '../../../src/pbs-client/codec/index.js';
import type { Session } from '../../../src/pbs-client/connect/index.js';
import { ClientFailure } from '../../../src/pbs-client/index.js';

interface HeldCall {
  readonly name: string;
  readonly entryCount: number;
  reply(): void;
  refuse(text: string): void;
}

/** Every chunk and append waits in `open`; creation and close are answered at once. */
function startHeldSession(): { readonly session: Session; readonly open: HeldCall[]; readonly names: string[] } {
  const open: HeldCall[] = [];
  const names: string[] = [];
  const hold = (name: string, body: Uint8Array): Promise<Buffer> => {
    names.push(name);
    const replied = new Promise<Buffer>((resolve, reject) => {
      const leave = (): void => void open.splice(open.indexOf(call), 1);
      const call: HeldCall = {
        name,
        entryCount: name.startsWith('append') ? JSON.parse(Buffer.from(body).toString())['digest-list'].length : 0,
        reply: () => {
          leave();
          resolve(Buffer.from('{"data":null}'));
        },
        refuse: (text) => {
          leave();
          reject(new ClientFailure('call-refused', text, 400));
        },
      };
      open.push(call);
    });
    replied.catch(() => undefined);
    return replied;
  };
  const session: Session = {
    start: (name, _values, body) => ({ sent: Promise.resolve(), replied: hold(name, body?.bytes ?? new Uint8Array()) }),
    call: (name, _values, body) => {
      if (body !== undefined) return hold(name, body.bytes);
      names.push(name);
      return Promise.resolve(Buffer.from('{"data":null}'));
    },
    ask: () => Promise.resolve(1),
    close: () => Promise.resolve(),
  };
  return { session, open, names };
}

async function* numbered(count: number): AsyncGenerator<SourceChunk> {
  for (let index = 0; index < count; index += 1) {
    const bytes = Buffer.from(`chunk ${index}`);
    yield { digest: sha256(bytes), sizeBytes: bytes.length, encode: () => bytes };
  }
}

const planOf = (chunks: AsyncIterable<SourceChunk>) => ({
  name: 'root.pxar.didx',
  kind: 'dynamic' as const,
  sizeBytes: null,
  chunks,
  known: new Set<string>(),
});

/** Until nothing moves any more: every step of the pipeline is a microtask. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await nextTurn();
}

test('at most 66 chunks are unanswered: 64 queued, one awaited, one that waits to get in', async () => {
  const { session, open } = startHeldSession();
  const done = uploadArchive(session, planOf(numbered(200)));
  await settle();
  assert.equal(open.length, 66);
  open[65]?.reply(); // the last one: replies are taken in order, so nothing new may begin
  await settle();
  assert.equal(open.length, 65);
  open[0]?.reply();
  await settle();
  assert.equal(open.length, 65, 'one taken from the queue, one more sent');
  while (open.length > 0) {
    open[0]?.reply();
    await settle();
  }
  assert.equal((await done).chunkCount, 200);
});

test('an append is awaited before the next reply is looked at', async () => {
  const { session, open } = startHeldSession();
  const done = uploadArchive(session, planOf(numbered(300)));
  await settle();
  const appends = (): HeldCall[] => open.filter((call) => call.name === 'appendDynamicIndex');
  while (appends().length === 0) {
    for (const call of [...open]) call.reply();
    await settle();
  }
  assert.deepEqual(
    appends().map((call) => call.entryCount),
    [64],
  );
  for (let round = 0; round < 3; round += 1) {
    for (const call of open.filter((one) => one.name === 'uploadDynamicChunk')) call.reply();
    await settle();
  }
  // 64 appended and waiting, 64 in the queue, one that waits to get in: the index append stall.
  assert.equal(open.length, 1);
  while (open.length > 0) {
    for (const call of [...open]) call.reply();
    await settle();
  }
  assert.equal((await done).chunkCount, 300);
});

test('replies in reverse order give the same appends, then one close', async () => {
  const { session, open, names } = startHeldSession();
  const done = uploadArchive(session, planOf(numbered(100)));
  const sizes: number[] = [];
  for (await settle(); open.length > 0; await settle()) {
    for (const call of [...open].reverse()) {
      if (call.entryCount > 0) sizes.push(call.entryCount);
      call.reply();
    }
  }
  await done;
  assert.deepEqual(sizes, [64, 36]);
  assert.equal(names.at(-1), 'closeDynamicIndex');
  assert.equal(names.filter((name) => name === 'closeDynamicIndex').length, 1);
});

test('a refused chunk ends the archive with the text of the server, and no further chunk is read', async () => {
  const { session, open, names } = startHeldSession();
  let readCount = 0;
  let didEnd = false;
  async function* counted(): AsyncGenerator<SourceChunk> {
    try {
      for await (const chunk of numbered(1000)) {
        readCount += 1;
        yield chunk;
      }
    } finally {
      didEnd = true;
    }
  }
  const done = uploadArchive(session, planOf(counted()));
  await settle();
  open[0]?.refuse('chunk upload failed');
  await assert.rejects(done, { kind: 'call-refused', message: 'chunk upload failed' });
  await settle();
  assert.ok(readCount <= 67, `${readCount} chunks were read`);
  assert.ok(didEnd, 'the source was told to stop');
  assert.ok(!names.includes('closeDynamicIndex'));
});

test('a source without a byte is said in our words, not closed', async () => {
  const { session, names } = startHeldSession();
  const done = uploadArchive(session, planOf(numbered(0)));
  await assert.rejects(done, { kind: 'unusable-source', message: /is empty: an archive has at least one byte$/ });
  assert.ok(!names.includes('closeDynamicIndex'));
});

test('a source that fails ends the archive with its own error', async () => {
  const { session } = startHeldSession();
  async function* broken(): AsyncGenerator<SourceChunk> {
    yield* numbered(1);
    throw new Error('the disk is gone');
  }
  await assert.rejects(uploadArchive(session, planOf(broken())), /the disk is gone/);
});
