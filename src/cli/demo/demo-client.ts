// The demo's three runs: a backup, a second one after a day's changes, a restore that is compared byte for byte. In: a way to the
// server. Out: what each run moved. Says each step in one line.
import { createHash } from 'node:crypto';
import {
  type BackupSource,
  type BackupSummary,
  backup,
  type ClientOptions,
  type RestoreSummary,
  restore,
  type SnapshotName,
} from '../../pbs-client/index.js';
import { imageBytes, readImage, readStream } from './demo-data.js';

export interface DemoSummary {
  readonly first: BackupSummary;
  readonly second: BackupSummary;
  readonly restored: RestoreSummary;
  /** Every restored byte equals what was backed up. */
  readonly isRestoreEqual: boolean;
}

/** Small chunks, so that a small demo has many. */
const averageChunkBytes = 256 * 1024;
const imageName = 'disk.img';
const streamName = 'files.pxar';

const sourcesOf = (day: 1 | 2): readonly BackupSource[] => [
  { kind: 'blob', name: 'settings.conf', bytes: Buffer.from(`day = ${day}\nkeep = 7\n`) },
  { kind: 'stream', name: streamName, read: () => readStream(day) },
  { kind: 'image', name: imageName, sizeBytes: imageBytes, read: () => readImage(day) },
];

async function hashOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of bytes) hash.update(piece);
  return hash.digest('hex');
}

export async function runDemoClient(
  options: ClientOptions,
  nowSeconds: number,
  say: (line: string) => void,
): Promise<DemoSummary> {
  const demoOptions = { ...options, averageChunkBytes };
  const snapshot = (timeSeconds: number): SnapshotName => ({ type: 'host', id: 'demo', timeSeconds, namespace: '' });
  say('1 of 3: a first backup, nothing is known to the server');
  const first = await backup(demoOptions, snapshot(nowSeconds), sourcesOf(1));
  say('2 of 3: a second backup after a few changes, most chunks are known');
  const second = await backup(demoOptions, snapshot(nowSeconds + 1), sourcesOf(2));
  say('3 of 3: a restore, one chunk after the other');
  const hashes = new Map<string, ReturnType<typeof createHash>>();
  const restored = await restore(demoOptions, snapshot(nowSeconds + 1), (fileName) => {
    const hash = createHash('sha256');
    hashes.set(fileName, hash);
    return (bytes) => {
      hash.update(bytes);
    };
  });
  const isRestoreEqual =
    hashes.get(`${imageName}.fidx`)?.digest('hex') === (await hashOf(readImage(2))) &&
    hashes.get(`${streamName}.didx`)?.digest('hex') === (await hashOf(readStream(2)));
  return { first, second, restored, isRestoreEqual };
}
