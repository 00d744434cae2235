// Latency per operation of one session. In: calls that were answered. Out: percentiles, and medians of the three parts.
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

interface OperationLatency {
  readonly total: DurationHistogram;
  readonly upload: DurationHistogram;
  readonly wait: DurationHistogram;
  readonly response: DurationHistogram;
}

export class LatencyTable {
  readonly #byOperation = new Map<Operation, OperationLatency>();
  #frozen: Readonly<Partial<Record<Operation, LatencySummary>>> | null = null;

  note(call: Call): void {
    const { durationMs, uploadMs, waitMs, responseMs } = partsOf(call);
    if (call.state !== 'answered' || durationMs === null || this.#frozen !== null) return;
    const latency = this.#of(call.operation);
    latency.total.add(durationMs);
    latency.upload.add(uploadMs ?? 0);
    latency.wait.add(waitMs ?? 0);
    latency.response.add(responseMs ?? 0);
  }

  /** The session is over: keep the numbers, let the histograms go. */
  freeze(): void {
    this.#frozen ??= this.summary();
    this.#byOperation.clear();
  }

  summary(): Readonly<Partial<Record<Operation, LatencySummary>>> {
    if (this.#frozen !== null) return this.#frozen;
    const rows = [...this.#byOperation].map(([operation, latency]) => [operation, summarise(latency)] as const);
    return Object.fromEntries(rows);
  }

  #of(operation: Operation): OperationLatency {
    const known = this.#byOperation.get(operation);
    if (known !== undefined) return known;
    const created = {
      total: new DurationHistogram(),
      upload: new DurationHistogram(),
      wait: new DurationHistogram(),
      response: new DurationHistogram(),
    };
    this.#byOperation.set(operation, created);
    return created;
  }
}

function summarise({ total, upload, wait, response }: OperationLatency): LatencySummary {
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
