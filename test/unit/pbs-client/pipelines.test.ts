// How many chunks each personality keeps open, and how it joins appends (protocol.md 4.8, 4.9, 1.11, 6.3), against a session whose
// replies come when the test says so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { compressNothing, createCodec } from '../../../src/pbs-client/codec/index.js';
import { fetchChunks } from '../../../src/pbs-client/load/fetch-chunks.js';
import { sendLikeFile } from '../../../src/pbs-client/load/like-file.js';
import { sendLikeGo } from '../../../src/pbs-client/load/like-go.js';
import { pullOpenChunkCount } from '../../../src/pbs-client/load/like-pull-sync.js';
import { sendLikeQemu } from '../../../src/pbs-client/load/like-qemu.js';
import { qemuOpenChunkCount } from '../../../src/pbs-client/load/like-qemu-restore.js';
import type { LoadPlan, LoadTask } from '../../../src/pbs-client/load/load-plan.js';
import { type HeldSession, startHeldSession } from '../../support/held-session.js';

const chunkBytes = 4 * 1024 * 1024;

function taskOf(changes: Partial<LoadPlan>): LoadTask {
  const snapshot = { type: 'host', id: 'a', timeSeconds: 1000, namespace: '' } as const;
  const plan: LoadPlan = {
    archiveKind: null,
    archiveCount: 1,
    sizeBytes: 1_000_000,
    dedupShare: 0,
    compressibleShare: 1,
    averageChunkBytes: 4096,
    seed: 1,
    sessionCount: 1,
    snapshot,
    interruptAfter: null,
    ...changes,
  };
  const repository = { authId: 'a@pbs!t', host: 'localhost', port: 8007, store: 'store1' };
  const codec = createCodec(compressNothing, null);
  return { options: { repository, secret: '', fingerprint: null }, codec, plan, snapshot, onProgress: () => undefined };
}

/** Until nothing moves any more: every step is a microtask. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await nextTurn();
}

/** Most calls open at once by writer, while nothing is answered but by `release`, one of the oldest at a time. */
async function drive(held: HeldSession, run: Promise<unknown>): Promise<{ most: number; mostOfOne: number }> {
  let isDone = false;
  const done = run.then(() => {
    isDone = true;
  });
  let most = 0;
  let mostOfOne = 0;
  await settle();
  while (!isDone) {
    most = Math.max(most, held.open.length);
    const counts = new Map<number, number>();
    for (const { wid } of held.open) counts.set(wid, (counts.get(wid) ?? 0) + 1);
    mostOfOne = Math.max(mostOfOne, ...counts.values());
    for (const call of held.open.slice(0, Math.ceil(held.open.length / 2))) call.reply();
    await settle();
  }
  await done;
  return { most, mostOfOne };
}

test('like file: 66 open, appends of 64', async () => {
  const held = startHeldSession();
  const { most } = await drive(held, sendLikeFile(held.session, taskOf({})));
  assert.equal(most, 66);
  const ofArchive = held.appends.filter((one) => one.wid === 2).map((one) => one.entryCount);
  assert.ok(ofArchive.length > 2 && ofArchive.slice(0, -1).every((count) => count === 64), ofArchive.join());
});

test('like qemu: 100 open of each disk, appends of 128', async () => {
  const held = startHeldSession();
  const plan = { archiveCount: 2, sizeBytes: 2 * 130 * chunkBytes };
  const { most, mostOfOne } = await drive(held, sendLikeQemu(held.session, taskOf(plan), 'none'));
  assert.deepEqual([most, mostOfOne], [199, 100], 'the disk that waits to get in holds the other up');
  assert.deepEqual(held.appends.map((one) => `${one.wid}:${one.entryCount}`).sort(), ['1:128', '1:2', '2:128', '2:2']);
});

test('like go: a stream one by one, an image 8 at a time, appends of 128 at the end', async () => {
  const stream = startHeldSession();
  assert.equal((await drive(stream, sendLikeGo(stream.session, taskOf({})))).most, 1);
  assert.deepEqual(new Set(stream.appends.slice(0, -2).map((one) => one.entryCount)), new Set([128]));
  const image = startHeldSession();
  const plan = { archiveKind: 'image', sizeBytes: 20 * chunkBytes } as const;
  assert.equal((await drive(image, sendLikeGo(image.session, taskOf(plan)))).most, 8);
  assert.deepEqual(image.appends, [{ wid: 1, entryCount: 20 }]);
});

test('a pull: 20 chunks open; a restore by QEMU: 16', async () => {
  assert.deepEqual([pullOpenChunkCount, qemuOpenChunkCount], [20, 16]);
  for (const count of [pullOpenChunkCount, qemuOpenChunkCount]) assert.equal(await mostFetched(count), count);
});

/** Most chunks open at once while a hundred are fetched. */
async function mostFetched(openChunkCount: number): Promise<number> {
  let open = 0;
  let most = 0;
  const blob = Buffer.from('42ab3807be8370a186a6103668656c6c6f', 'hex'); // `hello` (protocol.md 7.2)
  const { session } = startHeldSession();
  const counting = {
    ...session,
    call: async () => {
      open += 1;
      most = Math.max(most, open);
      await nextTurn();
      open -= 1;
      return blob;
    },
  };
  const digests = Array.from({ length: 100 }, (_, index) => String(index));
  assert.equal(await fetchChunks(counting, digests, openChunkCount, () => undefined), 100 * blob.length);
  return most;
}
