// The demo's three runs: a backup, a second one after a day's changes, a restore that is compared byte for byte. In: a way to the
// server. Out: what each run moved. Says each step in one line.
import { createHash, type Hash } from 'node:crypto';
import {
  archiveNameOf,
  type BackupSource,
  type BackupSummary,
  backup,
  type ClientOptions,
  type RestoreSummary,
  restore,
  type SnapshotName,
} from '../../pbs-client/index.js';
import { type Day, imageBytes, readImage, readStream } from './demo-data.js';

export interface DemoSummary {
  readonly first: BackupSummary;
  readonly second: BackupSummary;
  readonly restored: RestoreSummary;
  /** Every restored byte equals what was backed up. */
  readonly isRestoreEqual: boolean;
}

/** Small chunks, so that a small demo has many. */
const averageChunkBytes = 256 * 1024;

const sourcesOf = (day: Day): readonly BackupSource[] => [
  { kind: 'blob', name: 'settings.conf', bytes: Buffer.from(`day = ${day}\nkeep = 7\n`) },
  { kind: 'stream', name: 'files.pxar', read: () => readStream(day) },
  { kind: 'image', name: 'disk.img', sizeBytes: imageBytes, read: () => readImage(day) },
];

export async function runDemoClient(
  options: ClientOptions,
  nowSeconds: number,
  say: (line: string) => void,
): Promise<DemoSummary> {
  const demoOptions = { ...options, averageChunkBytes };
  const snapshotOf = (day: Day): SnapshotName => ({
    type: 'host',
    id: 'demo',
    timeSeconds: nowSeconds + day - 1,
    namespace: '',
  });
  say('1 of 3: a first backup, nothing is known to the server');
  const first = await backup(demoOptions, snapshotOf(1), sourcesOf(1));
  say('2 of 3: a second backup after a few changes, most chunks are known');
  const second = await backup(demoOptions, snapshotOf(2), sourcesOf(2));
  say('3 of 3: a restore, one chunk after the other');
  const hashes = new Map<string, Hash>();
  const restored = await restore(demoOptions, snapshotOf(2), (fileName) => {
    const hash = createHash('sha256');
    hashes.set(fileName, hash);
    return (bytes) => void hash.update(bytes);
  });
  return { first, second, restored, isRestoreEqual: await isEqual(sourcesOf(2), hashes) };
}

async function isEqual(sources: readonly BackupSource[], restored: ReadonlyMap<string, Hash>): Promise<boolean> {
  if (restored.size !== sources.length) return false;
  for (const source of sources) {
    const hash = createHash('sha256');
    if (source.kind === 'blob') hash.update(source.bytes);
    else for await (const piece of source.read()) hash.update(piece);
    if (restored.get(archiveNameOf(source))?.digest('hex') !== hash.digest('hex')) return false;
  }
  return true;
}
