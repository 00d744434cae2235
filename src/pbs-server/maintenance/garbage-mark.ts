// Phase 1 of garbage collection: every chunk that an index refers to is touched. In: a datastore. Out: counts; chunks that are
// missing are logged and their `.bad` relics touched too. An index that cannot be read ends it: nothing is swept on a guess.
import { lutimes, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { archiveKind, type Datastore, isMissing, readIndexEntries } from '../datastore/index.js';
import { isRefusal, type Outcome, refuse } from '../refusal.js';
import { badChunkPaths } from './bad-chunk.js';
import type { StopSign } from './stop-sign.js';

export interface MarkedIndexes {
  readonly indexFileCount: number;
  /** Logical size of all archives. */
  readonly indexDataBytes: number;
}

interface MarkOptions {
  readonly log: (line: string) => void;
  readonly stop: StopSign;
}

/** A round finds what came while the one before was under way; a store that changes faster than this is left alone. */
const maxRounds = 10;
/** Touches under way at a time. */
const touchesAtOnce = 64;
/** Digests remembered so that a chunk of many snapshots is touched once; forgetting costs time, nothing else. */
const maxRemembered = 262_144;

export async function markUsedChunks(datastore: Datastore, options: MarkOptions): Promise<Outcome<MarkedIndexes>> {
  const visited = new Set<string>();
  const touched = new Set<string>();
  let indexDataBytes = 0;
  for (let round = 0; round < maxRounds; round += 1) {
    const paths = (await listIndexFiles(datastore.folder)).filter((path) => !visited.has(path));
    // A snapshot that was finished after this walk went by its folder is found by the next one, also when the snapshot
    // whose chunks it shares was removed in between.
    if (paths.length === 0) return { indexFileCount: visited.size, indexDataBytes };
    const progress = new Progress(paths.length, options.log);
    for (const path of paths) {
      if (options.stop.isStopped()) return refuse(options.stop.text);
      const sizeBytes = await markIndex(datastore, path, touched, options);
      if (isRefusal(sizeBytes)) return sizeBytes;
      visited.add(path);
      indexDataBytes += sizeBytes;
      progress.step();
    }
  }
  return refuse(
    `index files kept appearing in ${maxRounds} rounds - garbage collection gave up before removing anything`,
  );
}

class Progress {
  readonly #totalCount: number;
  readonly #log: (line: string) => void;
  #doneCount = 0;
  #lastPercent = 0;

  constructor(totalCount: number, log: (line: string) => void) {
    this.#totalCount = totalCount;
    this.#log = log;
  }

  step(): void {
    this.#doneCount += 1;
    const percent = Math.floor((this.#doneCount * 100) / this.#totalCount);
    if (percent === this.#lastPercent) return;
    this.#lastPercent = percent;
    this.#log(`marked ${percent}% (${this.#doneCount} of ${this.#totalCount} index files)`);
  }
}

/** Logical size of the archive; 0 for one that was removed meanwhile. */
async function markIndex(
  datastore: Datastore,
  path: string,
  touched: Set<string>,
  { log }: MarkOptions,
): Promise<Outcome<number>> {
  const kind = archiveKind(path) === 'fixed' ? 'fixed' : 'dynamic';
  let sizeBytes = 0;
  const refusal = await readIndexEntries(path, kind, async (entries) => {
    const fresh = [...new Set(entries.map((entry) => entry.digest))].filter((digest) => !touched.has(digest));
    for (let at = 0; at < fresh.length; at += touchesAtOnce) {
      await Promise.all(fresh.slice(at, at + touchesAtOnce).map((digest) => touchOne(datastore, digest, path, log)));
    }
    if (touched.size + fresh.length > maxRemembered) touched.clear();
    for (const digest of fresh) touched.add(digest);
    for (const entry of entries) sizeBytes += entry.lengthBytes ?? 0;
  });
  if (refusal === null) return sizeBytes;
  return (await isGone(path)) ? 0 : refuse(`can't open index ${path} - ${refusal.text}`);
}

async function touchOne(
  datastore: Datastore,
  digest: string,
  path: string,
  log: (line: string) => void,
): Promise<void> {
  if (await datastore.chunks.touch(digest)) return;
  if (emptyDigest.test(digest)) return;
  log(`warning: unable to access non-existent chunk ${digest}, required by "${path}"`);
  const now = new Date();
  for (const bad of badChunkPaths(datastore.chunks.path(digest))) {
    await lutimes(bad, now, now).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
  }
}

/** An entry of an image that nothing was ever written to. */
const emptyDigest = /^0{64}$/;

async function isGone(path: string): Promise<boolean> {
  return stat(path).then(
    () => false,
    (error: unknown) => isMissing(error),
  );
}

/** Every index anywhere in the store, also where no snapshot should be: what may be in use is in use. */
async function listIndexFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== '.chunks') found.push(...(await listIndexFiles(path)));
    else if (entry.isFile() && (entry.name.endsWith('.fidx') || entry.name.endsWith('.didx'))) found.push(path);
  }
  return found;
}
