// Calls of one lane as rows without overlap in time: as many rows as calls under way at a time. In: calls, the stretch, a width. Out:
// rows of placed calls, of which neighbours may share a column; those for which there is no row are counted. Draws nothing.
import type { CallRow, TimeRange } from '../../../../core/report/index.js';

/** Deeper than any screen; more calls at a time than that are counted. */
const maxRowCount = 64;

export interface PlacedCall {
  readonly call: CallRow;
  readonly firstColumn: number;
  /** Included. */
  readonly lastColumn: number;
  /** Columns at which the wait and the reply begin. */
  readonly waitColumn: number;
  readonly responseColumn: number;
}

export interface PackedCalls {
  readonly rows: readonly (readonly PlacedCall[])[];
  readonly unplacedCount: number;
}

/** `nowMs`: until then a call that is open lasts. */
export function packCalls(
  calls: readonly CallRow[],
  shown: TimeRange,
  columnCount: number,
  nowMs: number,
): PackedCalls {
  const rows: PlacedCall[][] = [];
  const endsMs: number[] = [];
  let unplacedCount = 0;
  for (const call of [...calls].sort((a, b) => a.startedAtMs - b.startedAtMs)) {
    const placed = placeCall(call, shown, columnCount, nowMs);
    const free = endsMs.findIndex((endMs) => endMs <= call.startedAtMs);
    const row = free >= 0 ? free : endsMs.length;
    if (row >= maxRowCount) {
      unplacedCount += 1;
      continue;
    }
    endsMs[row] = endOf(call, nowMs);
    const list = rows[row];
    if (list === undefined) rows[row] = [placed];
    else list.push(placed);
  }
  return { rows, unplacedCount };
}

function placeCall(call: CallRow, shown: TimeRange, columnCount: number, nowMs: number): PlacedCall {
  const perMs = columnCount / (shown.toMs - shown.fromMs);
  const columnOf = (atMs: number): number => Math.floor((atMs - shown.fromMs) * perMs);
  const inside = (column: number): number => Math.min(Math.max(0, column), columnCount - 1);
  const { startedAtMs, uploadMs, waitMs } = call;
  const endMs = endOf(call, nowMs);
  const firstColumn = inside(columnOf(startedAtMs));
  // Up to the column in which it ends, not into the next one that it only touches.
  const lastColumn = Math.max(firstColumn, inside(Math.ceil((endMs - shown.fromMs) * perMs) - 1));
  const waitColumn = uploadMs === null ? columnCount : columnOf(startedAtMs + uploadMs);
  const responseColumn = uploadMs === null || waitMs === null ? columnCount : columnOf(startedAtMs + uploadMs + waitMs);
  return { call, firstColumn, lastColumn, waitColumn, responseColumn };
}

/** Of a call without an answer nobody kept the end. */
function endOf({ startedAtMs, durationMs, state }: CallRow, nowMs: number): number {
  if (durationMs !== null) return startedAtMs + durationMs;
  return state === 'open' ? Math.max(nowMs, startedAtMs) : startedAtMs;
}
