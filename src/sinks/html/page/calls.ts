// The calls of the page as rows. In: the columns. Out: one call, and its words for tooltip and table.
import { formatBytes, formatClock, formatDuration, unknownText } from '../../../core/report/index.js';
import type { PageCalls } from './page-data.js';
import type { Range } from './view.js';

export interface ShownCall {
  readonly index: number;
  readonly session: number;
  readonly operation: string;
  readonly archive: string | null;
  readonly startedAtMs: number;
  readonly uploadMs: number | null;
  readonly waitMs: number | null;
  readonly responseMs: number | null;
  readonly durationMs: number | null;
  readonly drawnToMs: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly outcome: string;
  readonly isFailed: boolean;
}

export function callAt(calls: PageCalls, index: number): ShownCall {
  const archive = calls.archive[index] ?? -1;
  return {
    index,
    session: calls.session[index] ?? 0,
    operation: calls.words[calls.operation[index] ?? 0] ?? '',
    archive: archive < 0 ? null : (calls.words[archive] ?? null),
    startedAtMs: calls.startedAtMs[index] ?? 0,
    uploadMs: calls.uploadMs[index] ?? null,
    waitMs: calls.waitMs[index] ?? null,
    responseMs: calls.responseMs[index] ?? null,
    durationMs: calls.durationMs[index] ?? null,
    drawnToMs: calls.drawnToMs[index] ?? 0,
    requestBytes: calls.requestBytes[index] ?? 0,
    responseBytes: calls.responseBytes[index] ?? 0,
    outcome: calls.words[calls.outcome[index] ?? 0] ?? '',
    isFailed: calls.isFailed[index] === 1,
  };
}

/** Calls of a session, or all of them for session 0, oldest first. */
export function callsOf(calls: PageCalls, session: number): readonly ShownCall[] {
  return calls.session
    .map((_, index) => callAt(calls, index))
    .filter((call) => session === 0 || call.session === session);
}

export const isIn = (call: ShownCall, { fromMs, toMs }: Range): boolean =>
  call.startedAtMs <= toMs && call.drawnToMs >= fromMs;

export const durationText = (durationMs: number | null): string =>
  durationMs === null ? unknownText : formatDuration(durationMs);

/** Lines of the tooltip. */
export function describeShownCall(call: ShownCall): string[] {
  const { operation, archive, outcome } = call;
  return [
    archive === null ? operation : `${operation} of ${archive}`,
    `at ${formatClock(call.startedAtMs)}: ${durationText(call.durationMs)}, ${outcome}`,
    `upload ${durationText(call.uploadMs)}, wait ${durationText(call.waitMs)}, reply ${durationText(call.responseMs)}`,
    `sent ${formatBytes(call.requestBytes)}, received ${formatBytes(call.responseBytes)}`,
  ];
}
