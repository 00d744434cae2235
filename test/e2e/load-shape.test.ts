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
  sizeBytes: 350_000,
  dedupShare: 0,
  compressibleShare: 0.9,
  averageChunkBytes: 4096,
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

const foldRepeats = (lines: readonly string[]): string[] => lines.filter((line, index) => line !== lines[index - 1]);

/** Two uploads side by side: which of them has its turn is chance; their order up to the first chunk and at the end is not. */
function assertAlikeButForTurns(ours: readonly Event[], theirs: readonly Event[]): void {
  assert.deepEqual(shapeOfStart(ours), shapeOfStart(theirs));
  const split = (lines: readonly string[]) => {
    const first = lines.findIndex((line) => line.includes('_chunk'));
    return { before: lines.slice(0, first), during: [...new Set(lines.slice(first))].sort(), last: lines.slice(-3) };
  };
  assert.deepEqual(split(shapeOfCalls(ours)), split(shapeOfCalls(theirs)));
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

test('like file: an image of which all is known sends no chunk', async (context) => {
  const tapped = await startTappedServer(context);
  const image: Partial<LoadPlan> = { archiveKind: 'image', sizeBytes: 9_000_000 };
  await load(tapped, 'file', image);
  const [second = []] = await load(tapped, 'file', { ...image, ...again, dedupShare: 1 });
  assertAlike(second, await genuine('pbs-3.2.4/03b-image-backup-again.pcapng'));
});

test('like qemu: three disks, first and from a new process', async (context) => {
  const tapped = await startTappedServer(context);
  const disks: Partial<LoadPlan> = { archiveCount: 3, sizeBytes: 36 * 2 ** 20, dedupShare: 0.5, compressibleShare: 1 };
  const vm = { ...plan.snapshot, type: 'vm', id: '100' } as const;
  const [first = []] = await load(tapped, 'qemu', { ...disks, snapshot: vm });
  assertAlike(first, await genuine('qemu-2.0.2/01-vm-first.pcap.gz'));
  assert.deepEqual(appendSizes(first), [3, 3, 3]);
  const [second = []] = await load(tapped, 'qemu', { ...disks, snapshot: { ...vm, timeSeconds: 2000 } });
  assertAlike(second, await genuine('qemu-2.0.2/04-vm-new-process.pcapng'));
});

test('like qemu-bitmap: only what was written, and nothing at all', async (context) => {
  const tapped = await startTappedServer(context);
  const vm = { ...plan.snapshot, type: 'vm', id: '100' } as const;
  const disks: Partial<LoadPlan> = { archiveCount: 3, sizeBytes: 36 * 2 ** 20, compressibleShare: 1 };
  await load(tapped, 'qemu-bitmap', { ...disks, snapshot: vm });
  const [second = []] = await load(tapped, 'qemu-bitmap', {
    ...disks,
    dedupShare: 0.7,
    snapshot: { ...vm, timeSeconds: 2000 },
  });
  const genuineLines = shapeOfCalls(await genuine('qemu-2.0.2/02-vm-incremental-reuse-csum.pcap.gz'));
  // There the first disk has nothing new and is closed without an append.
  const withoutAppends = (lines: readonly string[]): string[] =>
    foldRepeats(lines.filter((line) => !/ PUT /.test(line)));
  assert.deepEqual(withoutAppends(shapeOfCalls(second)), withoutAppends(genuineLines));
  assert.ok(appendSizes(second).every((size) => size < 4));
  const [third = []] = await load(tapped, 'qemu-bitmap', {
    ...disks,
    dedupShare: 1,
    snapshot: { ...vm, timeSeconds: 3000 },
  });
  assertAlike(third, await genuine('qemu-2.0.2/03-vm-incremental-nochange.pcapng'));
});

test('like file-metadata: two archives side by side, then a reader beside the backup', async (context) => {
  const tapped = await startTappedServer(context);
  const [first = []] = await load(tapped, 'file-metadata');
  assertAlikeButForTurns(first, await genuine('pbs-4.1.1/02-meta-first.pcap.gz'));
  const [second = [], reader = []] = await load(tapped, 'file-metadata', again);
  assertAlikeButForTurns(second, await genuine('pbs-4.1.1/03-meta-second.pcapng'));
  assertAlike(reader, await genuine('pbs-4.1.1/03-meta-second.pcapng', 2));
});

test('like go: a directory and an image', async (context) => {
  const tapped = await startTappedServer(context);
  const [directory = []] = await load(tapped, 'go');
  assertAlike(directory, await genuine('go-peers/goc-dir-first.pcap.gz'));
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

test('like qemu-restore: one session a disk, blocks of zeros left out', async (context) => {
  const tapped = await startTappedServer(context);
  const vm = { ...plan.snapshot, type: 'vm', id: '100' } as const;
  const disks = { archiveCount: 2, sizeBytes: 48 * 2 ** 20, dedupShare: 0.5, compressibleShare: 1, snapshot: vm };
  await load(tapped, 'qemu', disks);
  const [listing = [], ...sessions] = await load(tapped, 'qemu-restore', { snapshot: vm });
  assert.deepEqual(shapeOfStart(listing), []);
  assert.equal(sessions.length, 2);
  for (const events of sessions) assertAlike(events, await genuine('qemu-2.0.2/05-restore-image.pcap.gz'));
  const chunkCount = sessions
    .flat()
    .filter((one) => one.kind === 'requestHead' && one.target.includes('/chunk')).length;
  assert.equal(chunkCount, 6);
});
