// Latency of one session's calls, per operation and for all chunk checks together (product.md 4). In: calls that were
// answered. Out: percentiles, and medians of the three parts.
import type { Call, Operation } from '../pbs/index.js';
import { partsOf } from './call-parts.js';
import { DurationHistogram } from './histogram.js';

export interface LatencySummary {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Medians of the parts: request body under way, waiting for the first byte of the reply, reply under way. */
  readonly uploadP50Ms: number;
  readonly waitP50Ms: number;
  readonly responseP50Ms: number;
}

/** PBS has no "is this chunk there": these round trips together settle it. */
const chunkCheckOperations: ReadonlySet<Operation> = new Set([
  'downloadPrevious',
  'uploadDynamicChunk',
  'uploadFixedChunk',
  'appendDynamicIndex',
  'appendFixedIndex',
]);

export const isChunkCheck = (operation: Operation): boolean => chunkCheckOperations.has(operation);

interface OperationLatency {
  readonly total: DurationHistogram;
  readonly upload: DurationHistogram;
  readonly wait: DurationHistogram;
  readonly response: DurationHistogram;
  /** Of the calls so far: a percentile walks the whole histogram, and the dashboard asks ten times a second. */
  summary: LatencySummary | null;
}

export class LatencyTable {
  readonly #byOperation = new Map<Operation, OperationLatency>();
  #chunkCheck: OperationLatency | null = null;
  #frozen: Readonly<Partial<Record<Operation, LatencySummary>>> | null = null;
  #frozenChunkCheck: LatencySummary | null = null;

  note(call: Call): void {
    const { durationMs } = partsOf(call);
    if (call.state !== 'answered' || durationMs === null || this.#frozen !== null) return;
    addCall(this.#of(call.operation), call);
    if (!isChunkCheck(call.operation)) return;
    this.#chunkCheck ??= createLatency();
    addCall(this.#chunkCheck, call);
  }

  /** The session is over: keep the numbers, let the histograms go. */
  freeze(): void {
    this.#frozen ??= this.summary();
    this.#frozenChunkCheck ??= this.chunkCheck();
    this.#byOperation.clear();
    this.#chunkCheck = null;
  }

  /** The three kinds of chunk check together; null before the first. */
  chunkCheck(): LatencySummary | null {
    return this.#chunkCheck === null ? this.#frozenChunkCheck : summarise(this.#chunkCheck);
  }

  summary(): Readonly<Partial<Record<Operation, LatencySummary>>> {
    if (this.#frozen !== null) return this.#frozen;
    const rows = [...this.#byOperation].map(([operation, latency]) => [operation, summarise(latency)] as const);
    return Object.fromEntries(rows);
  }

  #of(operation: Operation): OperationLatency {
    const known = this.#byOperation.get(operation);
    if (known !== undefined) return known;
    const created = createLatency();
    this.#byOperation.set(operation, created);
    return created;
  }
}

function createLatency(): OperationLatency {
  return {
    total: new DurationHistogram(),
    upload: new DurationHistogram(),
    wait: new DurationHistogram(),
    response: new DurationHistogram(),
    summary: null,
  };
}

function addCall(latency: OperationLatency, call: Call): void {
  const { durationMs, uploadMs, waitMs, responseMs } = partsOf(call);
  latency.total.add(durationMs ?? 0);
  latency.upload.add(uploadMs ?? 0);
  latency.wait.add(waitMs ?? 0);
  latency.response.add(responseMs ?? 0);
  latency.summary = null;
}

function summarise(latency: OperationLatency): LatencySummary {
  latency.summary ??= computeSummary(latency);
  return latency.summary;
}

function computeSummary({ total, upload, wait, response }: OperationLatency): LatencySummary {
  return {
    count: total.count,
    p50Ms: total.percentileMs(50),
    p95Ms: total.percentileMs(95),
    p99Ms: total.percentileMs(99),
    maxMs: total.maxMs,
    uploadP50Ms: upload.percentileMs(50),
    waitP50Ms: wait.percentileMs(50),
    responseP50Ms: response.percentileMs(50),
  };
}
