// The file client's session with --change-detection-mode=metadata (protocol.md 4.6): metadata and payload of a tree as two archives
// side by side; where there is a last snapshot, its metadata are read chunk by chunk over a second connection, and the payload of
// unchanged files appears in appends only. Metadata are sent again each time.
import type { Manifest } from '../../core/pbs/index.js';
import {
  readPreviousEntries,
  readPreviousManifest,
  uploadArchive,
  uploadManifest,
  writeManifest,
} from '../backup/index.js';
import { ClientFailure } from '../client-failure.js';
import { openConnection, type Session } from '../connect/index.js';
import { readIndexFile } from '../index-file.js';
import { runSession, withSession } from '../with-session.js';
import { archivesOf, stateAfter } from './archives-of-task.js';
import type { LoadArchive, LoadTask } from './load-plan.js';
import { knownChunksOf, makeChunks, type SyntheticArchive } from './synthetic-archive.js';

export const runLikeFileMetadata = (task: LoadTask): Promise<readonly LoadArchive[]> =>
  withSession(task.options, 'backup', task.snapshot, (session) => sendLikeFileMetadata(session, task));

/** Of the payload: names, sizes and times of small files. */
const metadataShare = 0.02;
const smallestMetadataBytes = 1000;

async function sendLikeFileMetadata(session: Session, task: LoadTask): Promise<readonly LoadArchive[]> {
  const { codec, snapshot } = task;
  const previous = await readPreviousManifest(session);
  const nameOf = (index: number): string => `${index === 0 ? 'root' : `data-${index + 1}`}.ppxar.didx`;
  const sent = [];
  for (const payload of archivesOf(task, 'stream', nameOf, stateAfter(previous)))
    sent.push(...(await sendTree(session, task, previous, payload)));
  const files = sent.map(({ name, logicalBytes, csum }) => ({ filename: name, sizeBytes: logicalBytes, csum }));
  await uploadManifest(session, writeManifest(snapshot, files, codec.key), codec);
  await session.call('finish');
  return sent.map(({ csum: _csum, ...archive }) => archive);
}

async function sendTree(session: Session, task: LoadTask, previous: Manifest | null, payload: SyntheticArchive) {
  const { codec } = task;
  const name = payload.name.replace('.ppxar.', '.mpxar.');
  const sizeBytes = Math.max(smallestMetadataBytes, Math.floor(payload.sizeBytes * metadataShare));
  const metadata = { ...payload, name, sizeBytes, dedupShare: 0 };
  if (previous?.files.some((file) => file.filename === name)) {
    await session.ask('previousBackupTime');
    await readReference(task, previous, name, async () => {
      await readPreviousEntries(session, previous, payload.name, codec.key);
    });
    await readPreviousEntries(session, previous, name, codec.key);
  }
  const entries = await readPreviousEntries(session, previous, payload.name, codec.key);
  return Promise.all([
    uploadArchive(session, {
      name,
      kind: 'dynamic',
      sizeBytes: null,
      chunks: makeChunks(metadata, []),
      known: new Set(),
    }),
    uploadArchive(session, {
      name: payload.name,
      kind: 'dynamic',
      sizeBytes: null,
      chunks: makeChunks(payload, knownChunksOf(entries)),
      known: new Set(entries.map((entry) => entry.digest)),
      onProgress: task.onProgress,
    }),
  ]);
}

/** The reader twin: the index, then one chunk after another, as the tree is walked. It ends well before the backup. */
async function readReference(
  { options, snapshot }: LoadTask,
  previous: Manifest,
  name: string,
  whenOpen: () => Promise<void>,
): Promise<void> {
  const file = previous.files.find((one) => one.filename === name);
  if (file === undefined) return;
  const connection = await openConnection(options);
  try {
    await runSession(
      options,
      connection,
      'reader',
      { ...snapshot, timeSeconds: previous.backupTime },
      async (reader) => {
        const index = readIndexFile(await reader.call('downloadFile', { 'file-name': name }), file);
        if (index.kind === 'damaged') throw new ClientFailure('damaged', index.fault);
        await whenOpen();
        for (const { digest } of index.entries) await reader.call('downloadChunk', { digest });
      },
    );
  } finally {
    connection.close();
  }
}
