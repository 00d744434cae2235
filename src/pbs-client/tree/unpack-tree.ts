// In: the bytes of a tar stream, in order. Out: the tree in a folder that is new or empty. Nothing is written outside of it, whatever
// the names say and wherever symlinks point. Modes and times are set last, so that a folder without write permission fills.
import { type Extract, extract, type Headers } from 'tar-stream';
import { ClientFailure } from '../client-failure.js';
import { finishFolder, makeEntry, type NewEntry } from './make-entry.js';
import { resolveInside } from './resolve-inside.js';
import type { OnSkipped } from './walk-tree.js';

export interface UnpackedTree {
  readonly entryCount: number;
}

export interface Unpacker {
  write(bytes: Uint8Array): Promise<void>;
  /** Resolves when the last entry is there. */
  end(): Promise<UnpackedTree>;
  /** Stops where it is; what was written stays. */
  abort(): void;
}

export function unpackTree(folder: string, onSkipped: OnSkipped): Unpacker {
  const archive = extract();
  const done = makeAll(archive, folder, onSkipped);
  done.catch((error: Error) => archive.destroy(error)); // `write` and `end` tell it
  return {
    write: (bytes) => Promise.race([writeTo(archive, bytes), done.then(() => undefined)]),
    end: () => {
      archive.end();
      return done;
    },
    abort: () => archive.destroy(),
  };
}

/** Exact times and large ids stand in pax headers, which the library hands on and does not read. */
type PaxHeaders = Headers & { readonly pax?: Readonly<Record<string, string>> | null };

async function makeAll(archive: Extract, folder: string, onSkipped: OnSkipped): Promise<UnpackedTree> {
  const folders: NewEntry[] = [];
  let entryCount = 0;
  try {
    for await (const stream of archive) {
      const entry = await entryOf(folder, stream.header);
      if (entry === null) onSkipped(stream.header.name, 'its name leads out of the folder');
      else {
        const fault = await makeEntry(entry, stream);
        if (fault !== null) onSkipped(entry.name, fault);
        else entryCount += 1;
        if (entry.type === 'directory') folders.push(entry);
      }
      stream.resume();
    }
  } catch (error) {
    throw error instanceof ClientFailure ? error : new ClientFailure('damaged', (error as Error).message);
  }
  // Children before parents: what is written into a folder changes its time.
  for (const entry of folders.reverse()) await finishFolder(entry);
  return { entryCount };
}

/** Null for a name, or a hard link's target, that leads out. */
async function entryOf(folder: string, header: PaxHeaders): Promise<NewEntry | null> {
  const path = await resolveInside(folder, header.name);
  const isLink = header.type === 'link';
  const linkPath = isLink ? await resolveInside(folder, header.linkname ?? '') : null;
  if (path === null || (isLink && linkPath === null)) return null;
  const { pax } = header;
  return {
    name: header.name,
    path,
    type: header.type ?? 'file',
    mode: (header.mode ?? 0) & 0o7777,
    uid: Number(pax?.['uid'] ?? header.uid ?? 0),
    gid: Number(pax?.['gid'] ?? header.gid ?? 0),
    mtimeSeconds: Number(pax?.['mtime'] ?? (header.mtime?.getTime() ?? 0) / 1000),
    linkTarget: isLink ? (linkPath ?? '') : (header.linkname ?? ''),
  };
}

/** The library's streams take no callback; an error of theirs is told by `done`. */
function writeTo(archive: Extract, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    if (archive.destroyed) return reject(new ClientFailure('damaged', 'the tar stream was given up'));
    if (archive.write(bytes)) return resolve();
    archive.once('drain', resolve);
  });
}
