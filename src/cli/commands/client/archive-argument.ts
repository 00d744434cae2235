// What is to be backed up, as people write it: NAME.EXT:PATH. The extension says how: .img a disk or image in fixed chunks, .tar a
// directory, .conf, .log and .blob a small file as it is, anything else a stream. In: the words. Out: sources.
import { createReadStream, readFileSync, type Stats, statSync } from 'node:fs';
import type { BackupSource, OnSkipped } from '../../../pbs-client/index.js';
import { packTree } from '../../../pbs-client/index.js';
import { OperatorError } from '../../errors/index.js';

const pattern = /^(?<base>[A-Za-z0-9_][A-Za-z0-9._-]*)\.(?<extension>[A-Za-z0-9_-]+):(?<path>.+)$/s;
const stdin = '-';
const blobExtensions: ReadonlySet<string> = new Set(['conf', 'log', 'blob']);
/** The API takes blobs of up to 16 MiB (protocol.md 7.2). */
const maxBlobBytes = 16 * 1024 * 1024;
const sectorBytes = 512;
const readBytes = 1024 * 1024;

export function parseArchives(words: readonly string[], onSkipped: OnSkipped): readonly BackupSource[] {
  const names = new Set<string>();
  let didReadStdin = false;
  return words.map((word) => {
    const { base = '', extension = '', path = '' } = pattern.exec(word)?.groups ?? {};
    if (path === '')
      throw new OperatorError(
        `${word} is no archive.`,
        'Write NAME.EXT:PATH, for example etc.tar:/etc, disk.img:/dev/sda.',
      );
    const name = extension === 'blob' ? base : `${base}.${extension}`;
    if (names.has(name)) throw new OperatorError(`${name} is given twice.`, 'Give each archive a name of its own.');
    names.add(name);
    if (path === stdin && didReadStdin)
      throw new OperatorError('There is one stdin.', 'Name a path for all but one archive.');
    didReadStdin ||= path === stdin;
    return sourceOf(name, extension, path, onSkipped);
  });
}

function sourceOf(name: string, extension: string, path: string, onSkipped: OnSkipped): BackupSource {
  const stats = path === stdin ? null : statOf(path);
  if (blobExtensions.has(extension)) return blobOf(name, path, stats);
  if (extension === 'img') return imageOf(name, path, stats);
  if (stats?.isDirectory() !== true) return { kind: 'stream', name, read: () => readPath(path) };
  if (extension === 'tar') return { kind: 'stream', name, read: () => packTree(path, onSkipped) };
  throw new OperatorError(
    `${path} is a directory.`,
    `A directory goes into a tar stream: name it ${name.replace(/\.[^.]*$/, '')}.tar.`,
  );
}

function statOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw new OperatorError(`${path} cannot be read (${(error as Error).message}).`, 'Check the path.');
  }
}

const readPath = (path: string): AsyncIterable<Uint8Array> =>
  path === stdin ? process.stdin : createReadStream(path, { highWaterMark: readBytes });

function blobOf(name: string, path: string, stats: Stats | null): BackupSource {
  if (stats?.isDirectory() === true) throw new OperatorError(`${path} is a directory.`, 'Name a file.');
  const bytes = readFileSync(path === stdin ? process.stdin.fd : path);
  if (bytes.length > maxBlobBytes)
    throw new OperatorError(
      `${path} is too large for a blob.`,
      'Blobs have up to 16 MiB; give it another extension to send it as a stream.',
    );
  return { kind: 'blob', name, bytes };
}

function imageOf(name: string, path: string, stats: Stats | null): BackupSource {
  if (stats === null)
    throw new OperatorError(
      'The size of an image must be known, stdin has none.',
      `Name it ${name.replace(/\.img$/, '')}.raw to send it as a stream.`,
    );
  if (stats.isDirectory()) throw new OperatorError(`${path} is a directory.`, 'An image is a file or a block device.');
  const sizeBytes = stats.isBlockDevice() ? deviceBytes(path, stats) : stats.size;
  if (sizeBytes === 0) throw new OperatorError(`${path} is empty.`, 'An image has at least one byte.');
  return { kind: 'image', name, sizeBytes, read: () => readPath(path) };
}

/** The kernel tells it by the numbers of the device (makedev(3)). */
function deviceBytes(path: string, { rdev }: Stats): number {
  const major = Math.floor(rdev / 256) % 4096;
  const minor = (rdev % 256) + Math.floor(rdev / 2 ** 20) * 256;
  try {
    return Number(readFileSync(`/sys/dev/block/${major}:${minor}/size`, 'utf8')) * sectorBytes;
  } catch {
    throw new OperatorError(`The size of ${path} cannot be found out.`, 'Copy the device into a file first.');
  }
}
