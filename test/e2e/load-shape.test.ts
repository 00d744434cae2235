// What a load run puts on the wire against the genuine clients' captures: the same calls in the same order with the same headers,
// SETTINGS and window, whatever the names, sizes and digests.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Event } from '../../src/core/event/index.js';
import { type LoadPlan, type Personality, personalities, runLoad } from '../../src/pbs-client/index.js';
import { decodeEvents } from '../support/decode-lines.js';
import { fixturesFolder } from '../support/paths.js';
import { decodeCapture } from '../support/read-report.js';
import { startTappedServer, type TappedServer } from '../support/tapped-server.js';
import { appendSizes, shapeOfCalls, shapeOfStart } from '../support/wire-shape.js';

const plan: LoadPlan = {
  archiveKind: null,
  archiveCount: 1,
  sizeBytes: 2_000_000,
  dedupShare: 0,
  compressibleShare: 0.9,
  averageChunkBytes: 16 * 1024,
  seed: 1,
  sessionCount: 1,
  snapshot: { type: 'host', id: 'load', timeSeconds: 1000, namespace: '' },
  interruptAfter: null,
};

const named = (name: string): Personality => personalities.find((one) => one.name === name) ?? assert.fail(name);

/** The Events of each connection that the run made, bodies of appends kept. */
async function load(
  tapped: TappedServer,
  name: string,
  changes: Partial<LoadPlan> = {},
): Promise<readonly (readonly Event[])[]> {
  const before = tapped.connections.length;
  const { sessions } = await runLoad(tapped.options, named(name), { ...plan, ...changes });
  assert.deepEqual(
    sessions.map(({ outcome, failure }) => [outcome, failure]),
    [['finished', null]],
  );
  return tapped.connections
    .slice(before)
    .map((sent) => decodeEvents(sent, { capture: { mode: 'first', byteCount: 20_000 } }));
}

async function genuine(name: string, connection = 1): Promise<readonly Event[]> {
  const { events } = await decodeCapture(join(fixturesFolder, 'captures', name));
  return events.filter((event) => 'connection' in event && event.connection === connection);
}

function assertAlike(ours: readonly Event[], theirs: readonly Event[]): void {
  assert.deepEqual(shapeOfStart(ours), shapeOfStart(theirs));
  assert.deepEqual(shapeOfCalls(ours), shapeOfCalls(theirs));
}

const again = { snapshot: { ...plan.snapshot, timeSeconds: 2000 }, dedupShare: 0.9 };

test('like file: a first backup, and one of which most is known', async (context) => {
  const tapped = await startTappedServer(context);
  const [first = []] = await load(tapped, 'file');
  assertAlike(first, await genuine('pbs-3.2.4/10-backup-rtt80.pcap.gz'));
  const sizes = appendSizes(first).slice(0, -2); // the archive's last, the catalog's
  assert.ok(sizes.length > 0 && sizes.every((size) => size === 64), sizes.join(' '));
  const [second = []] = await load(tapped, 'file', again);
  assertAlike(second, await genuine('pbs-3.2.4/02-second-backup-dedup.pcap.gz'));
});

test('like file: an image of which all is known sends no chunk, and appends of 128', async (context) => {
  const tapped = await startTappedServer(context);
  const image: Partial<LoadPlan> = { archiveKind: 'image', sizeBytes: 9_000_000 };
  await load(tapped, 'file', image);
  const [second = []] = await load(tapped, 'file', { ...image, ...again, dedupShare: 1 });
  assertAlike(second, await genuine('pbs-3.2.4/03b-image-backup-again.pcapng'));
  const stream: Partial<LoadPlan> = { sizeBytes: 4_000_000, snapshot: { ...plan.snapshot, id: 'stream' } };
  await load(tapped, 'file', stream);
  const [known = []] = await load(tapped, 'file', {
    ...stream,
    dedupShare: 1,
    snapshot: { ...plan.snapshot, id: 'stream', timeSeconds: 2000 },
  });
  assert.deepEqual(appendSizes(known).slice(0, 2), [128, 128]);
});

test('like qemu: three disks, first and from a new process', async (context) => {
  const tapped = await startTappedServer(context);
  const disks: Partial<LoadPlan> = { archiveCount: 3, sizeBytes: 48 * 2 ** 20, dedupShare: 0.5, compressibleShare: 1 };
  const vm = { ...plan.snapshot, type: 'vm', id: '100' } as const;
  const [first = []] = await load(tapped, 'qemu', { ...disks, snapshot: vm });
  assertAlike(first, await genuine('qemu-2.0.2/01-vm-first.pcap.gz'));
  assert.deepEqual(appendSizes(first), [4, 4, 4]);
  const [second = []] = await load(tapped, 'qemu', { ...disks, snapshot: { ...vm, timeSeconds: 2000 } });
  assertAlike(second, await genuine('qemu-2.0.2/04-vm-new-process.pcapng'));
});

test('like go: a directory and an image', async (context) => {
  const tapped = await startTappedServer(context);
  const [directory = []] = await load(tapped, 'go');
  assertAlike(directory, await genuine('go-peers/goc-dir-first.pcap.gz'));
  assert.deepEqual(new Set(appendSizes(directory).slice(0, -2)), new Set([128]));
  const image = { archiveKind: 'image', sizeBytes: 9_000_000, snapshot: { ...plan.snapshot, id: 'disk' } } as const;
  const [machine = []] = await load(tapped, 'go', image);
  assertAlike(machine, await genuine('pbs-4.1.1/13e-goc-machine-host-first.pcap.gz'));
});

async function fill(context: TestContext): Promise<TappedServer> {
  const tapped = await startTappedServer(context);
  await load(tapped, 'file');
  await load(tapped, 'file', again);
  return tapped;
}

test('like pull-sync: the listing and the first snapshot on one connection, the next on its own', async (context) => {
  const ours = await load(await fill(context), 'pull-sync');
  assert.equal(ours.length, 2);
  for (const [index, events] of ours.entries())
    assertAlike(events, await genuine('pbs-4.1.1/12-pull.pcap.gz', index + 2));
});
