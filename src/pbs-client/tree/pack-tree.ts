// In: a folder. Out: the same as a tar stream (POSIX, with pax headers for what ustar cannot hold: long names, fractions of a
// second). Contents are read as the stream is. Owners, modes, times, symlinks and hard links go with it; ACLs and extended
// attributes do not, Node cannot read them.
import type { BigIntStats } from 'node:fs';
import { open, readlink } from 'node:fs/promises';
import { type Headers, type Pack, pack } from 'tar-stream';
import { type OnSkipped, type TreeEntry, walkTree } from './walk-tree.js';

/** tar-stream takes it, its types do not know it. */
type PaxHeaders = Headers & { readonly pax?: Readonly<Record<string, string>> };

/** More makes no file quicker, and each stream has a few of them in memory. */
const readBytes = 256 * 1024;
/** Beyond it an octal field of ustar ends. */
const maxUstarId = 0o7777777;
const maxUstarSeconds = 0o77777777777n;
const nsPerSecond = 1_000_000_000n;

export async function* packTree(folder: string, onSkipped: OnSkipped): AsyncGenerator<Uint8Array> {
  const archive = pack();
  // What fails in there ends the stream with the error, which the reader below gets.
  const packed = packAll(archive, folder, onSkipped).catch((error: Error) => archive.destroy(error));
  try {
    for await (const bytes of archive) yield bytes;
    await packed;
  } finally {
    archive.destroy();
  }
}

async function packAll(archive: Pack, folder: string, onSkipped: OnSkipped): Promise<void> {
  /** First name of each file that has several. */
  const linked = new Map<string, string>();
  for await (const entry of walkTree(folder, onSkipped)) {
    const { stats, name } = entry;
    const inode = `${stats.dev}:${stats.ino}`;
    const first = linked.get(inode);
    if (first !== undefined) await addEntry(archive, { ...headerOf(entry), type: 'link', linkname: first });
    else if (stats.isFile()) {
      const isPacked = await packFile(archive, entry, onSkipped);
      if (isPacked && stats.nlink > 1n) linked.set(inode, name);
    } else await packSpecial(archive, entry, onSkipped);
  }
  archive.finalize();
}

async function packSpecial(archive: Pack, entry: TreeEntry, onSkipped: OnSkipped): Promise<void> {
  const { stats, path, name } = entry;
  const header = headerOf(entry);
  if (stats.isDirectory()) return addEntry(archive, { ...header, name: `${name}/`, type: 'directory' });
  if (stats.isSymbolicLink()) return addEntry(archive, { ...header, type: 'symlink', linkname: await readlink(path) });
  if (stats.isFIFO()) return addEntry(archive, { ...header, type: 'fifo' });
  if (stats.isSocket()) return onSkipped(name, 'it is a socket');
  const type = stats.isCharacterDevice() ? 'character-device' : 'block-device';
  return addEntry(archive, { ...header, type, ...deviceNumbers(stats) });
}

/** Linux packs them so (makedev(3)). */
const deviceNumbers = ({ rdev }: BigIntStats): Pick<Headers, 'devmajor' | 'devminor'> => ({
  devmajor: Number(((rdev >> 8n) & 0xfffn) | ((rdev >> 32n) & 0xfffff000n)),
  devminor: Number((rdev & 0xffn) | ((rdev >> 12n) & 0xffffff00n)),
});

function headerOf({ name, stats }: TreeEntry): PaxHeaders {
  const pax = {
    ...(isUstarTime(stats.mtimeNs) ? {} : { mtime: formatSeconds(stats.mtimeNs) }),
    ...(stats.uid > maxUstarId ? { uid: String(stats.uid) } : {}),
    ...(stats.gid > maxUstarId ? { gid: String(stats.gid) } : {}),
  };
  return {
    name,
    mode: Number(stats.mode), // with the bits of its type, since the library takes 0 for "not given"
    uid: Number(stats.uid),
    gid: Number(stats.gid),
    mtime: new Date(isInUstarRange(stats.mtimeNs) ? Number(stats.mtimeMs) : 0),
    ...(Object.keys(pax).length === 0 ? {} : { pax }),
  };
}

/** From 1970 on, as far as the octal field goes; its fraction needs a pax header too. */
const isInUstarRange = (atNs: bigint): boolean => atNs >= 0n && atNs / nsPerSecond <= maxUstarSeconds;
const isUstarTime = (atNs: bigint): boolean => isInUstarRange(atNs) && atNs % nsPerSecond === 0n;

function formatSeconds(atNs: bigint): string {
  const size = atNs < 0n ? -atNs : atNs;
  const fraction = String(size % nsPerSecond)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return `${atNs < 0n ? '-' : ''}${size / nsPerSecond}${fraction === '' ? '' : `.${fraction}`}`;
}

function addEntry(archive: Pack, header: PaxHeaders): Promise<void> {
  return new Promise((resolve, reject) => {
    archive.entry(header, (error) => (error ? reject(error) : resolve())).end();
  });
}

/** Exactly as many bytes as the header says: a file that shrinks meanwhile is filled up, as tar does, and both are told. */
async function packFile(archive: Pack, entry: TreeEntry, onSkipped: OnSkipped): Promise<boolean> {
  const { name, path, stats } = entry;
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, 'r');
  } catch (error) {
    onSkipped(name, (error as Error).message);
    return false;
  }
  const size = Number(stats.size);
  let sink: ReturnType<Pack['entry']> | null = null;
  const done = new Promise<void>((resolve, reject) => {
    sink = archive.entry({ ...headerOf(entry), type: 'file', size }, (error) => (error ? reject(error) : resolve()));
  });
  done.catch(() => undefined);
  try {
    for (let at = 0; at < size; ) {
      const buffer = Buffer.alloc(Math.min(readBytes, size - at));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) onSkipped(name, `it shrank to ${at} bytes while it was read`);
      await write(sink, bytesRead === 0 ? buffer : buffer.subarray(0, bytesRead));
      at += bytesRead === 0 ? buffer.length : bytesRead;
    }
  } finally {
    await file.close();
  }
  (sink as ReturnType<Pack['entry']> | null)?.end();
  await done;
  return true;
}

function write(sink: ReturnType<Pack['entry']> | null, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    if (sink === null || sink.write(bytes)) return resolve();
    const onDone = (): void => settle(resolve);
    const onError = (error: Error): void => settle(() => reject(error));
    const settle = (end: () => void): void => {
      sink.off('drain', onDone).off('error', onError).off('close', onDone); // a large file waits often
      end();
    };
    sink.on('drain', onDone).on('error', onError).on('close', onDone);
  });
}
