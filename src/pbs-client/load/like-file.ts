// The file client's session (protocol.md 4.4, 4.9): archives one after another, the catalog beside streams on a writer of its own,
// which ends after them.
import {
  readPreviousEntries,
  readPreviousManifest,
  uploadArchive,
  uploadManifest,
  writeManifest,
} from '../backup/index.js';
import type { Session } from '../connect/index.js';
import { withSession } from '../with-session.js';
import { archivesOf, stateAfter } from './archives-of-task.js';
import type { LoadArchive, LoadTask } from './load-plan.js';
import { knownChunksOf, makeChunks, type SyntheticArchive } from './synthetic-archive.js';

export const runLikeFile = (task: LoadTask): Promise<readonly LoadArchive[]> =>
  withSession(task.options, 'backup', task.snapshot, (session) => sendLikeFile(session, task));

const catalogName = 'catalog.pcat1.didx';
/** The official client's average (protocol.md 7.8). */
const catalogChunkBytes = 512 * 1024;
/** Some 100 bytes of catalog a file of a megabyte. */
const bytesPerCatalogByte = 10_000;
const smallestCatalogBytes = 1000;

export async function sendLikeFile(session: Session, task: LoadTask): Promise<readonly LoadArchive[]> {
  const { plan, codec, snapshot } = task;
  const kind = plan.archiveKind ?? 'stream';
  const previous = await readPreviousManifest(session);
  const base = kind === 'stream' ? ['root.pxar.didx', 'data-{}.pxar.didx'] : ['disk.img.fidx', 'disk-{}.img.fidx'];
  const nameOf = (index: number): string => (base[Math.min(index, 1)] ?? '').replace('{}', String(index + 1));
  const archives = archivesOf(task, kind, nameOf, stateAfter(previous));
  const catalog = kind === 'stream' ? startCatalog(session, task, archives[0]) : null;
  const sent = [];
  for (const archive of archives) {
    const entries = await readPreviousEntries(session, previous, archive.name, codec.key);
    const uploaded = await uploadArchive(session, {
      name: archive.name,
      kind: archive.kind,
      sizeBytes: kind === 'image' ? archive.sizeBytes : null,
      chunks: makeChunks(archive, knownChunksOf(entries)),
      known: new Set(entries.map((entry) => entry.digest)),
      onProgress: task.onProgress,
    });
    sent.push(uploaded);
  }
  const written = [...sent, ...(catalog === null ? [] : [await catalog.finish()])];
  const files = written.map(({ name, logicalBytes, csum }) => ({ filename: name, sizeBytes: logicalBytes, csum }));
  await uploadManifest(session, writeManifest(snapshot, files, codec.key), codec);
  await session.call('finish');
  return written.map(({ csum: _csum, ...archive }) => archive);
}

/** Its index is made at once; what it lists is known only when the archives are through. */
function startCatalog(session: Session, { plan }: LoadTask, first: SyntheticArchive | undefined) {
  let release = (): void => undefined;
  const archivesDone = new Promise<void>((resolve) => {
    release = resolve;
  });
  async function* whenDone() {
    await archivesDone;
    if (first === undefined) return;
    const sizeBytes = Math.max(smallestCatalogBytes, Math.floor(plan.sizeBytes / bytesPerCatalogByte));
    const catalog = { ...first, name: catalogName, sizeBytes, dedupShare: 0, averageChunkBytes: catalogChunkBytes };
    yield* makeChunks(catalog, []);
  }
  const uploaded = uploadArchive(session, {
    name: catalogName,
    kind: 'dynamic',
    sizeBytes: null,
    chunks: whenDone(),
    known: new Set(),
  });
  uploaded.catch(() => undefined); // told by `finish`, if it comes to that
  return {
    finish: () => {
      release();
      return uploaded;
    },
  };
}
