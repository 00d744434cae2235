// Phase 2 of garbage collection: chunks that nobody touched since the cut-off go. In: the chunk store, times, the sums so far.
// Out: what went, what waits, what stays. Looks at nothing but names that a chunk can have, and follows no links.
import { lstatSync, unlinkSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ChunkStore, isMissing } from '../datastore/index.js';
import { type Outcome, refuse } from '../refusal.js';
import { parseBadName } from './bad-chunk.js';
import type { StopSign } from './stop-sign.js';

export interface SweepTimes {
  /** Touched before this: garbage. */
  readonly minAccessMs: number;
  /** Touched before this, but not garbage yet: pending. */
  readonly oldestWriterMs: number;
}

export interface SweptChunks {
  removedCount: number;
  removedBytes: number;
  removedBadCount: number;
  pendingCount: number;
  pendingBytes: number;
  diskCount: number;
  diskBytes: number;
  stillBadCount: number;
}

const chunkName = /^[0-9a-f]{64}$/;
const folderName = /^[0-9a-f]{4}$/;

export async function sweepUnusedChunks(
  chunks: ChunkStore,
  times: SweepTimes,
  options: { readonly log: (line: string) => void; readonly stop: StopSign },
): Promise<Outcome<SweptChunks>> {
  const sums = emptySums();
  const entries = await readdir(chunks.folder, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && folderName.test(entry.name)).map((one) => one.name);
  let lastPercent = 0;
  let seenCount = 0;
  for (const folder of folders.sort()) {
    if (options.stop.isStopped()) return refuse(options.stop.text);
    const percent = Math.floor((Number.parseInt(folder, 16) * 100) / 65_536);
    if (percent !== lastPercent) {
      lastPercent = percent;
      options.log(`processed ${percent}% (${seenCount} chunks)`);
    }
    for (const name of await readdir(join(chunks.folder, folder))) {
      const digest = chunkName.test(name) ? name : parseBadName(name);
      if (digest === null) continue;
      seenCount += 1;
      const path = join(chunks.folder, folder, name);
      await sweepOne(chunks, { path, digest, isBad: name !== digest }, times, sums);
    }
  }
  return sums;
}

interface SweptFile {
  readonly path: string;
  readonly digest: string;
  readonly isBad: boolean;
}

async function sweepOne(
  chunks: ChunkStore,
  { path, digest, isBad }: SweptFile,
  times: SweepTimes,
  sums: SweptChunks,
): Promise<void> {
  try {
    const seen = await lstat(path);
    if (!seen.isFile()) return;
    if (seen.atimeMs < times.minAccessMs && removeIfUnused(chunks, path, digest, times.minAccessMs)) {
      sums.removedBytes += seen.size;
      if (isBad) sums.removedBadCount += 1;
      else sums.removedCount += 1;
    } else if (isBad) {
      sums.stillBadCount += 1;
    } else if (seen.atimeMs < times.oldestWriterMs) {
      sums.pendingCount += 1;
      sums.pendingBytes += seen.size;
    } else {
      sums.diskCount += 1;
      sums.diskBytes += seen.size;
    }
  } catch (error) {
    if (!isMissing(error)) throw error; // renamed by a verification meanwhile
  }
}

/**
 * Looks again and removes in one turn of the event loop: an upload that has begun before is seen, one that begins behind it
 * finds no chunk and writes it anew.
 */
function removeIfUnused(chunks: ChunkStore, path: string, digest: string, minAccessMs: number): boolean {
  if (chunks.isInserting(digest) || lstatSync(path).atimeMs >= minAccessMs) return false;
  unlinkSync(path);
  return true;
}

function emptySums(): SweptChunks {
  return {
    removedCount: 0,
    removedBytes: 0,
    removedBadCount: 0,
    pendingCount: 0,
    pendingBytes: 0,
    diskCount: 0,
    diskBytes: 0,
    stillBadCount: 0,
  };
}
