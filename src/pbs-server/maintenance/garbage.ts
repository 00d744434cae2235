// Garbage collection (protocol.md 5.10; PBS's two phases): touch what indexes refer to, then remove what nobody touched since
// the cut-off. In: a datastore, the time, a log. Out: PBS's statistics, or why it did not run. One at a time per datastore.
import type { Datastore } from '../datastore/index.js';
import { isRefusal, type Outcome, refuse } from '../refusal.js';
import { checkAccessTimes } from './access-time-check.js';
import { markUsedChunks } from './garbage-mark.js';
import { sweepUnusedChunks } from './garbage-sweep.js';
import { describeGarbage } from './garbage-text.js';
import { stopSign } from './stop-sign.js';

export interface GarbageOptions {
  readonly nowMs: number;
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface GarbageStatus {
  readonly indexFileCount: number;
  readonly indexDataBytes: number;
  readonly diskBytes: number;
  readonly diskCount: number;
  readonly removedBytes: number;
  readonly removedCount: number;
  readonly pendingBytes: number;
  readonly pendingCount: number;
  readonly removedBadCount: number;
  readonly stillBadCount: number;
}

/** `relatime` updates an access time once a day only, and PBS adds five minutes to be safe. */
const graceMs = 24 * 3_600_000;
const safetyGapMs = 300_000;

/** PBS counts in whole seconds. The system gives back the ms of a touch a fraction less: what was just touched would seem older. */
const wholeSecond = (ms: number): number => Math.floor(ms / 1000) * 1000;

const running = new WeakSet<Datastore>();

export async function collectGarbage(datastore: Datastore, options: GarbageOptions): Promise<Outcome<GarbageStatus>> {
  if (running.has(datastore)) return refuse('garbage collection already running');
  running.add(datastore);
  try {
    return await runPhases(datastore, options);
  } finally {
    running.delete(datastore);
  }
}

export function isCollectingGarbage(datastore: Datastore): boolean {
  return running.has(datastore);
}

async function runPhases(datastore: Datastore, options: GarbageOptions): Promise<Outcome<GarbageStatus>> {
  const { nowMs, log, signal } = options;
  const stop = stopSign(signal);
  log(`starting garbage collection on store ${datastore.name}`);
  const fault = await checkAccessTimes(datastore.chunks.folder);
  if (fault !== null) return fault;
  log('Access time update check successful, proceeding with GC.');
  // Taken once, here: a writer that begins later stores and touches with later times than any cut-off.
  const oldestWriterMs = wholeSecond(datastore.writers.oldestStartMs ?? nowMs);
  const minAccessMs = Math.min(nowMs - graceMs, oldestWriterMs) - safetyGapMs;

  log('Start GC phase1 (mark used chunks)');
  const marked = await markUsedChunks(datastore, { log, stop });
  if (isRefusal(marked)) return marked;
  log('Start GC phase2 (sweep unused chunks)');
  const swept = await sweepUnusedChunks(datastore.chunks, { minAccessMs, oldestWriterMs }, { log, stop });
  if (isRefusal(swept)) return swept;
  const status = { ...marked, ...swept };
  for (const line of describeGarbage(status)) log(line);
  return status;
}
