// A load run: so many sessions side by side, each on its own connection, some of them cut off where the plan says so. In: a plan.
// Out: how each session ended; a session that fails does not stop the others.
import { ClientFailure } from '../client-failure.js';
import { type ClientOptions, codecOf } from '../options.js';
import type { LoadArchive, LoadPlan } from './load-plan.js';
import type { Personality } from './personalities.js';

export interface LoadedSession {
  readonly backupId: string;
  readonly outcome: 'finished' | 'interrupted' | 'failed';
  /** Null unless failed. */
  readonly failure: ClientFailure | null;
  /** Empty unless finished. */
  readonly archives: readonly LoadArchive[];
  readonly durationMs: number;
}

export interface LoadSummary {
  readonly sessions: readonly LoadedSession[];
  readonly durationMs: number;
}

export interface LoadHooks {
  readonly onProgress?: (backupId: string, addedBytes: number) => void;
}

export async function runLoad(
  options: ClientOptions,
  personality: Personality,
  plan: LoadPlan,
  hooks: LoadHooks = {},
): Promise<LoadSummary> {
  const startedAtMs = performance.now();
  const { id } = plan.snapshot;
  const ids = plan.sessionCount === 1 ? [id] : Array.from({ length: plan.sessionCount }, (_, at) => `${id}-${at + 1}`);
  const withDialect = { ...options, dialect: personality.dialect };
  const sessions = await Promise.all(ids.map((backupId) => runOne(withDialect, personality, plan, backupId, hooks)));
  return { sessions, durationMs: performance.now() - startedAtMs };
}

async function runOne(
  options: ClientOptions,
  personality: Personality,
  plan: LoadPlan,
  backupId: string,
  hooks: LoadHooks,
): Promise<LoadedSession> {
  const startedAtMs = performance.now();
  const cut = startCut(plan);
  const signals = [cut.signal, ...(options.signal === undefined ? [] : [options.signal])];
  const task = {
    options: { ...options, signal: AbortSignal.any(signals) },
    codec: codecOf(options),
    plan,
    snapshot: { ...plan.snapshot, id: backupId },
    onProgress: (addedBytes: number) => {
      hooks.onProgress?.(backupId, addedBytes);
      cut.note(addedBytes);
    },
  };
  const end = (facts: Pick<LoadedSession, 'outcome' | 'failure' | 'archives'>): LoadedSession => ({
    backupId,
    ...facts,
    durationMs: performance.now() - startedAtMs,
  });
  try {
    return end({ outcome: 'finished', failure: null, archives: await personality.run(task) });
  } catch (error) {
    if (!(error instanceof ClientFailure)) throw error;
    const isCut = cut.signal.aborted && options.signal?.aborted !== true;
    return end({ outcome: isCut ? 'interrupted' : 'failed', failure: isCut ? null : error, archives: [] });
  } finally {
    cut.stop();
  }
}

/** Where the plan ends a session before its time. */
function startCut({ interruptAfter }: LoadPlan): {
  readonly signal: AbortSignal;
  note(bytes: number): void;
  stop(): void;
} {
  const controller = new AbortController();
  let seenBytes = 0;
  const timer =
    interruptAfter?.kind === 'time' ? setTimeout(() => controller.abort(), interruptAfter.afterMs) : undefined;
  return {
    signal: controller.signal,
    note: (bytes) => {
      seenBytes += bytes;
      if (interruptAfter?.kind === 'bytes' && seenBytes >= interruptAfter.afterBytes) controller.abort();
    },
    stop: () => clearTimeout(timer),
  };
}
