// Files of a snapshot over REST, as the web interface asks for them (protocol.md 3): as they are stored, or decoded. In: a
// snapshot and a file name. Out: bytes in pieces. What is encrypted cannot be decoded here: the key is the client's.
import { once } from 'node:events';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type Answer, bytesAnswer, textOf } from '../api/index.js';
import {
  archiveKind,
  type Datastore,
  decodeBlob,
  loadManifest,
  openFile,
  readIndexEntries,
  readStored,
  type SnapshotName,
} from '../datastore/index.js';
import { isRefusal, type Outcome, refuse } from '../refusal.js';
import type { StoreCall } from './store-calls.js';

type Call = StoreCall & { readonly snapshot: SnapshotName };

export async function downloadStored({ datastore, snapshot, values }: Call): Promise<Outcome<Answer>> {
  const file = await openFile(join(datastore.snapshotFolder(snapshot), textOf(values, 'file-name')));
  return isRefusal(file) ? file : bytesAnswer(file);
}

export async function downloadDecoded({ datastore, snapshot, values }: Call): Promise<Outcome<Answer>> {
  const fileName = textOf(values, 'file-name');
  const folder = datastore.snapshotFolder(snapshot);
  const manifest = await loadManifest(folder);
  if (isRefusal(manifest)) return manifest;
  if (manifest.files.some((file) => file.filename === fileName && file['crypt-mode'] === 'encrypt')) {
    return refuse(`cannot decode '${fileName}' - is encrypted`);
  }
  const kind = archiveKind(fileName);
  if (kind === null) return refuse(`cannot download '${fileName.split('.').at(-1)}' files`);
  const path = join(folder, fileName);
  if (kind === 'blob') {
    const content = decodeBlob(await readStored(path));
    return isRefusal(content) ? content : bytesAnswer(content);
  }
  const opened = await openFile(path); // says what is wrong before the first byte
  if (isRefusal(opened)) return opened;
  return bytesAnswer(decodeArchive(datastore, path, kind));
}

/** Chunk after chunk, as fast as they are taken; one that is missing or damaged cuts the reply short. */
function decodeArchive(datastore: Datastore, path: string, kind: 'dynamic' | 'fixed'): AsyncIterable<Uint8Array> {
  const content = new PassThrough();
  const write = async (digest: string): Promise<void> => {
    if (content.destroyed) throw new Error('the reader is gone');
    const chunk = await datastore.readChunk(digest);
    const bytes = isRefusal(chunk) ? chunk : decodeBlob(chunk);
    if (isRefusal(bytes)) throw new Error(bytes.text);
    if (!content.write(bytes)) await Promise.race([once(content, 'drain'), once(content, 'close')]);
  };
  readIndexEntries(path, kind, async (entries) => {
    for (const entry of entries) await write(entry.digest);
  }).then(
    (refusal) => (refusal === null ? content.end() : content.destroy(new Error(refusal.text))),
    (error: unknown) => content.destroy(error as Error),
  );
  return content;
}
