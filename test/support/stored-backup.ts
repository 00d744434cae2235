// Snapshots put straight into a datastore, without a server, for tests of what becomes of them. In: a throw-away folder,
// contents. Out: the datastore, and backups whose manifest, index and chunks are what a client would have made.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { Datastore, DynamicIndexWriter, ensureOwner, type SnapshotName } from '../../src/pbs-server/datastore/index.js';
import { dynamicCsum, makeChunk, makeContent, makeManifest, type TestChunk } from './pbs-content.js';

export interface TestStore {
  readonly datastore: Datastore;
  readonly folder: string;
  readonly lines: string[];
  readonly log: (line: string) => void;
}

export async function openTestStore(t: TestContext): Promise<TestStore> {
  const folder = await mkdtemp(join(tmpdir(), 'pbscope-store-'));
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  const datastore = await reopen(folder, log);
  t.after(async () => {
    await datastore.close();
    await rm(folder, { recursive: true, force: true });
  });
  return { datastore, folder, lines, log };
}

export function reopen(folder: string, log: (line: string) => void = () => undefined): Promise<Datastore> {
  return Datastore.open({ name: 'store1', folder, syncLevel: 'none', chunkFolders: 'as-needed', log });
}

export const web01: SnapshotName = {
  namespace: '',
  backupType: 'host',
  backupId: 'web01',
  backupTime: 1_700_000_000,
};

/** Chunks that look random; the same seed gives the same chunk. */
export function makeChunks(...seeds: readonly number[]): readonly TestChunk[] {
  return seeds.map((seed) => makeChunk(makeContent(2000 + seed, seed)));
}

export async function storeBackup(
  datastore: Datastore,
  snapshot: SnapshotName,
  chunks: readonly TestChunk[],
  ends: 'finished' | 'torn' = 'finished',
): Promise<void> {
  await ensureOwner(datastore.folder, snapshot, 'root@pam', 'none');
  await datastore.createSnapshot(snapshot);
  const index = await DynamicIndexWriter.create(join(datastore.snapshotFolder(snapshot), 'root.pxar.didx'));
  let endBytes = 0;
  for (const chunk of chunks) {
    await datastore.chunks.insert(chunk.digest, chunk.blob, 'uncompressed');
    endBytes += chunk.sizeBytes;
    await index.append([{ digest: chunk.digest, endBytes }]);
  }
  await index.close();
  const { backupType, backupId, backupTime } = snapshot;
  const file = { filename: 'root.pxar.didx', size: endBytes, csum: dynamicCsum(chunks) };
  const manifest = makeManifest({ type: backupType, id: backupId, timeSeconds: backupTime }, [file]);
  await datastore.writeSnapshotFile(snapshot, 'index.json.blob', manifest);
  if (ends === 'finished') await datastore.completeSnapshot(snapshot, []);
}
