// Calls of one lane as rows without overlap, and which part of each column they take. In: calls, the stretch, a width. Out: rows of
// placed calls; those for which there is no row are counted. Draws nothing.
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
  const ends: number[] = [];
  let unplacedCount = 0;
  for (const call of [...calls].sort((a, b) => a.startedAtMs - b.startedAtMs)) {
    const placed = placeCall(call, shown, columnCount, nowMs);
    const free = ends.findIndex((end) => end < placed.firstColumn);
    const row = free >= 0 ? free : ends.length;
    if (row >= maxRowCount) {
      unplacedCount += 1;
      continue;
    }
    ends[row] = placed.lastColumn;
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
  const { startedAtMs, uploadMs, waitMs, durationMs, state } = call;
  const endMs = durationMs !== null ? startedAtMs + durationMs : state === 'open' ? nowMs : startedAtMs;
  const firstColumn = inside(columnOf(startedAtMs));
  // Up to the column in which it ends, not into the next one that it only touches.
  const lastColumn = Math.max(firstColumn, inside(Math.ceil((endMs - shown.fromMs) * perMs) - 1));
  const waitColumn = uploadMs === null ? columnCount : columnOf(startedAtMs + uploadMs);
  const responseColumn = uploadMs === null || waitMs === null ? columnCount : columnOf(startedAtMs + uploadMs + waitMs);
  return { call, firstColumn, lastColumn, waitColumn, responseColumn };
}
