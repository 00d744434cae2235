// What the report hands to its own page, as JSON inside the file. In: nothing. Out: types only. Numbers are ready to be drawn: the
// page computes none of its own (D11). Columns, because thousands of calls stand in it.
import type { LatencyBins } from '../../../core/report/index.js';

export interface PageData {
  /** Of the whole run; charts begin at 0. */
  readonly durationMs: number;
  readonly sessions: readonly PageSession[];
  readonly calls: PageCalls;
  /** Stretches in which a window held a sender up, oldest first. */
  readonly stalls: readonly PageStall[];
  /** All sessions together first, then one for each session shown. */
  readonly charts: readonly PageCharts[];
}

export interface PageSession {
  readonly id: number;
  readonly label: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface PageStall {
  /** 0: outside any session. */
  readonly session: number;
  /** Of the bytes that waited. */
  readonly direction: 'toServer' | 'toClient';
  readonly fromMs: number;
  readonly toMs: number;
}

/** Row n of each column is call n, oldest first. Words stand once in `words` and are meant by their place there. */
export interface PageCalls {
  readonly words: readonly string[];
  /** 0: outside any session. */
  readonly session: readonly number[];
  readonly operation: readonly number[];
  /** -1: of no archive. */
  readonly archive: readonly number[];
  readonly startedAtMs: readonly number[];
  readonly uploadMs: readonly (number | null)[];
  readonly waitMs: readonly (number | null)[];
  readonly responseMs: readonly (number | null)[];
  readonly durationMs: readonly (number | null)[];
  /** Where its bar ends: without a whole reply, as far as the call is known to have lasted. */
  readonly drawnToMs: readonly number[];
  readonly requestBytes: readonly number[];
  readonly responseBytes: readonly number[];
  /** `200`, `reset`, `open, stuck`: the place of the word. */
  readonly outcome: readonly number[];
  readonly isFailed: readonly (0 | 1)[];
}

export interface PageCharts {
  /** 0: all sessions together. */
  readonly session: number;
  readonly stepMs: number;
  readonly atMs: readonly number[];
  readonly toServerBytesPerSec: readonly number[];
  readonly toClientBytesPerSec: readonly number[];
  readonly inFlightMax: readonly number[];
  readonly connectionWindowMinBytes: readonly (number | null)[];
  readonly streamWindowMinBytes: readonly (number | null)[];
  readonly toClientWindowMinBytes: readonly (number | null)[];
  readonly chunkCallP50MaxMs: readonly (number | null)[];
  readonly chunkCallP99MaxMs: readonly (number | null)[];
  readonly latency: LatencyBins;
}
